# Options that would have no effect, and names that name nothing, are told of; and what is compared is compared alike in every culture.
BeforeAll {
    . (Join-Path $PSScriptRoot 'Common.ps1')
    $Small = @('Wine_by_Jakkub_Mede.jpg', 'Fossa_by_Jasper_Roks.jpg', 'free_by_Peter_Nerlich.jpg')
    $folder = New-TestFolder
    $files = $Small | ForEach-Object { Copy-Photo $_ (Join-Path $folder $_) }
    $index = New-ImageIndex -LongSidePixels 256 -MaxFeatures 200
    $null = Add-ImageToIndex -LiteralPath $files
    $list = Join-Path $folder 'list.txt'
}

Describe 'An option without effect' {
    It 'is an error: <Name>' -ForEach @(
        @{ Name = '-MinimumConfidence with -NoVerify'; Run = { Find-SimilarImage $files[0] -NoVerify -MinimumConfidence 0.5 } }
        @{ Name = '-IncludeMirrored with -NoVerify'; Run = { Find-SimilarImage $files[0] -NoVerify -IncludeMirrored } }
        @{ Name = '-Relation with -NoVerify'; Run = { Find-SimilarImage $files[0] -NoVerify -Relation Resized } }
        @{ Name = '-QueryPlace with -NoVerify'; Run = { Find-SimilarImage $files[0] -NoVerify -QueryPlace Top } }
        @{ Name = '-MinimumConfidence with -Descriptor'; Run = { Find-SimilarImage -Descriptor ([byte[]]::new(128)) -MinimumConfidence 0.5 } }
        @{ Name = '-IncludeMirrored with -Descriptor'; Run = { Find-SimilarImage -Descriptor ([byte[]]::new(128)) -IncludeMirrored } }
        @{ Name = '-RelativePaths without a path'; Run = { New-ImageIndex -RelativePaths } }
        @{ Name = '-Force without a path'; Run = { New-ImageIndex -Force } }
        @{ Name = '-IgnoreFile that is missing'; Run = { Find-DuplicateImage -IgnoreFile (Join-Path $folder 'none.txt') } }
        @{ Name = '-IgnoreFile that is a folder'; Run = { Find-DuplicateImage -IgnoreFile $folder } }
        @{ Name = '-IgnoreFile that names nothing'; Run = { Set-Content -LiteralPath $list "/a.jpg`t/b.jpg"; Find-DuplicateImage -IgnoreFile $list } }
        @{ Name = '-Reference that names nothing'; Run = { Find-DuplicateImage -Reference (New-TestFolder) } }
    ) {
        $e = { & $Run } | Should -Throw -PassThru
        $e.FullyQualifiedErrorId | Should -BeLike 'InvalidArgument,*'
    }

    It 'is no error where it has an effect' {
        Set-Content -LiteralPath $list "$($files[0])`t$($files[1])"
        Find-DuplicateImage -IgnoreFile $list -Reference $folder | Should -BeNullOrEmpty
    }

    It 'is refused as a value: <Name>' -ForEach @(
        @{ Name = 'two kinds of descriptor'; Run = { New-ImageIndex -Descriptor '1,5' } }
        @{ Name = 'a kind that is none'; Run = { New-ImageIndex -Descriptor 7 } }
        @{ Name = 'numbers with commas'; Run = { Find-SimilarImage -Descriptor @(@('1,5') * 128) } }
        @{ Name = 'a rule that is none'; Run = { Find-DuplicateImage -Keep 99 } }
        @{ Name = 'a relation that is none'; Run = { Find-SimilarImage $files[0] -Relation 99 } }
        @{ Name = 'a device that is none'; Run = { Find-SimilarImage $files[0] -Device 9 } }
    ) {
        $e = { & $Run } | Should -Throw -PassThru
        $e.CategoryInfo.Category | Should -BeIn 'InvalidArgument', 'InvalidData'
        $e.Exception | Should -BeOfType System.Management.Automation.ParameterBindingException
    }

    It 'of patterns is warned of, and the others hold' {
        $own = New-ImageIndex -LongSidePixels 256 -MaxFeatures 60 -NoCurrent
        $null = [IO.Directory]::CreateDirectory((Join-Path $folder 'private'))
        $null = Copy-Photo $Small[0] (Join-Path $folder 'private' 'p.jpg')
        $null = Update-ImageIndex $folder -Recurse -Index $own -Exclude 'private/*', 'F*', '[z-a]' -WarningVariable warned -WarningAction SilentlyContinue
        $warned | Should -HaveCount 1
        $warned[0].Message | Should -BeLike "*'``[z-a``]' can never match*"
        (Get-IndexedImage -Index $own).FullName | Should -BeExactly $files[0]
        [IO.Directory]::Delete((Join-Path $folder 'private'), $true)
    }

    It 'of an imported index is said: votes are counted' {
        $null = Export-ImageIndex (Join-Path $folder 'x.faiss') -Index $index
        $imported = Import-ImageIndex (Join-Path $folder 'x.faiss') -NoCurrent
        $found = Find-SimilarImage $files[1] -Index $imported -MaximumMatches 1 -WarningVariable warned -WarningAction SilentlyContinue
        $found.FullName | Should -BeExactly $files[1]
        $found.Confidence | Should -BeNullOrEmpty
        $warned | Should -HaveCount 1
        { Find-SimilarImage $files[1] -Index $imported -Relation Resized -WarningAction SilentlyContinue } | Should -Throw -ErrorId 'InvalidArgument,*'
    }
}

Describe 'Every culture' {
    It 'has the same names and patterns: <_>' -ForEach 'tr-TR', 'de-DE', 'az-Latn-AZ' {
        $before = [cultureinfo]::CurrentCulture
        try {
            [cultureinfo]::CurrentCulture = $_
            (Get-IndexedImage 'WINE*').FullName | Should -BeExactly $files[0]
            (Get-IndexedImage 'fossa_BY_*').FullName | Should -BeExactly $files[1]
            $own = New-ImageIndex -LongSidePixels 256 -MaxFeatures 60 -NoCurrent
            (Update-ImageIndex $folder -Index $own -Include 'WINE*', 'free*' -Exclude 'FREE*').Added | Should -Be 1
            (Find-SimilarImage -Descriptor @(@('15') * 128) -MinimumVotes 1).Count | Should -BeGreaterThan 0
            (Add-ImageToIndex -LiteralPath $files -Index $own -PassThru).FullName | Should -BeExactly $files
            Get-IndexedImage -Index $own | ConvertTo-Csv | ConvertFrom-Csv | Remove-IndexedImage -Index $own
            $own.ImageCount | Should -Be 0
        }
        finally {
            [cultureinfo]::CurrentCulture = $before
        }
    }
}

Describe 'A query without an answer' {
    It 'is told of with -IncludeUnmatched' {
        $unknown = Get-Photo 'Bridge_by_Sander_Klootwijk.jpg'
        Find-SimilarImage $unknown | Should -BeNullOrEmpty
        $found = Find-SimilarImage $unknown, $files[0] -IncludeUnmatched
        $found[0].QueryPath | Should -BeExactly $unknown
        $found[0].Rank, $found[0].Id | Should -Be 0, 0
        $found[0].FullName | Should -BeNullOrEmpty
        $found[1].FullName | Should -BeExactly $files[0]
        Test-ImageIndex (Join-Path $folder 'none.imgidx') -Quiet | Should -BeFalse
        Update-ImageIndex (Join-Path $folder 'none') -ErrorAction SilentlyContinue -ErrorVariable e
        $e[0].Exception.Message | Should -BeLike '*it is not there*'
        Update-ImageIndex $files[0] -ErrorAction SilentlyContinue -ErrorVariable e
        $e[0].Exception.Message | Should -BeLike '*it is a file*'
    }
}

Describe 'Where in the query a match lies' {
    BeforeAll {
        $collages = Join-Path $Photos '..' 'lookalikes' 'collage-smaller-than-sources' -Resolve
        $sources = New-ImageIndex -NoCurrent
        $null = Add-ImageToIndex (Join-Path $collages 'source*.jpg') -Index $sources
        $collage = Join-Path $collages 'collage.jpg'
    }

    It 'is told, and asked for with -QueryPlace' {
        $all = Find-SimilarImage $collage -Index $sources
        $all.QueryPlace | Sort-Object | Should -Be 'UpperLeft', 'UpperRight'
        $found = @(Find-SimilarImage $collage -Index $sources -QueryPlace UpperRight, Right)
        $found.Count | Should -Be 1
        Split-Path $found.FullName -Leaf | Should -Be 'source1.jpg'
        Find-SimilarImage $collage -Index $sources -QueryPlace Bottom | Should -BeNullOrEmpty
    }

    It 'is asked of a service too' {
        $file = Join-Path (New-TestFolder) 'sources.imgidx'
        Save-ImageIndex $file -Index $sources
        $service = Start-ImageSearchService $file -CommandPath (Get-ServiceCommand)
        try {
            $found = @(Find-SimilarImage $collage -ServiceUri $service.Uri -QueryPlace UpperRight, Right)
            $found.Count | Should -Be 1
            $found[0].QueryPlace | Should -Be 'UpperRight'
        }
        finally {
            Stop-ImageSearchService $service
        }
    }
}
