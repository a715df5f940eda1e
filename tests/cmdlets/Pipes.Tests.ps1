# Results pipe onward: from other cmdlets, from other sessions, from files and lists, into every cmdlet that takes their kind.
BeforeAll {
    . (Join-Path $PSScriptRoot 'Common.ps1')
    $Small = @('Wine_by_Jakkub_Mede.jpg', 'Fossa_by_Jasper_Roks.jpg', 'free_by_Peter_Nerlich.jpg')

    # Through the form in which objects come from jobs, from other machines and from Export-Clixml.
    filter ConvertTo-Deserialized {
        [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($_, 3))
    }
}

Describe 'What stands for an image file' {
    BeforeAll {
        $folder = New-TestFolder
        $files = $Small | ForEach-Object { Copy-Photo $_ (Join-Path $folder $_) }
        $odd = Copy-Photo 'umang_by_Abhishek_Mudgal.jpg' (Join-Path $folder 'a[1].jpg')
        $files = @($files) + $odd
        $null = New-SmallIndex
        $null = Add-ImageToIndex -LiteralPath $files
        class HasPath { [string]$Path }
        $forms = @{
            'files'                     = { Get-Item -LiteralPath $files }
            'deserialized files'        = { Get-Item -LiteralPath $files | ConvertTo-Deserialized }
            'selected PSPath'           = { Get-Item -LiteralPath $files | Select-Object PSPath }
            'selected FullName'         = { Get-Item -LiteralPath $files | Select-Object FullName }
            'objects with LiteralPath'  = { $files | ForEach-Object { [pscustomobject]@{ LiteralPath = $_ } } }
            'rows of CSV with FullName' = { Get-Item -LiteralPath $files | Select-Object FullName, Length | ConvertTo-Csv | ConvertFrom-Csv }
            'rows of CSV with PSPath'   = { Get-Item -LiteralPath $files | Select-Object Length, PSPath | ConvertTo-Csv | ConvertFrom-Csv }
            'rows of JSON'              = { Get-Item -LiteralPath $files | Select-Object Name, FullName | ConvertTo-Json | ConvertFrom-Json }
            'hashes'                    = { Get-FileHash -LiteralPath $files }
            'lines that were found'     = { $files | ForEach-Object { [Microsoft.PowerShell.Commands.MatchInfo]@{ Path = $_ } } }
            'objects of a class'        = { $files | ForEach-Object { [HasPath]@{ Path = $_ } } }
            'indexed images'            = { Get-IndexedImage }
            'deserialized indexed images' = { Get-IndexedImage | ConvertTo-Deserialized }
            'indexed images in CSV'     = { Get-IndexedImage | ConvertTo-Csv | ConvertFrom-Csv }
            'matches'                   = { $files | ForEach-Object { Find-SimilarImage -LiteralPath $_ -MaximumMatches 1 } }
            'deserialized matches'      = { $files | ForEach-Object { Find-SimilarImage -LiteralPath $_ -MaximumMatches 1 } | ConvertTo-Deserialized }
            'verdicts'                  = { Compare-Image $files[0] -LiteralPath $files }
            'escaped strings'           = { $files | ForEach-Object { [WildcardPattern]::Escape($_) } }
            'lines of a file'           = {
                $list = Join-Path $folder 'list.txt'
                $files | ForEach-Object { [WildcardPattern]::Escape($_) } | Set-Content -LiteralPath $list
                Get-Content -LiteralPath $list
            }
        }
    }

    It 'is taken by <Cmdlet> from <Form>' -ForEach @(
        foreach ($form in 'files', 'deserialized files', 'selected PSPath', 'selected FullName', 'objects with LiteralPath', 'rows of CSV with FullName',
            'rows of CSV with PSPath', 'rows of JSON', 'hashes', 'lines that were found', 'objects of a class', 'indexed images', 'deserialized indexed images',
            'indexed images in CSV', 'matches', 'deserialized matches', 'verdicts', 'escaped strings', 'lines of a file') {
            @{ Form = $form; Cmdlet = 'Add-ImageToIndex'; Run = { ($input | Add-ImageToIndex -PassThru).FullName } }
            # An indexed image is asked for by its id, and is not among its own answers.
            if ($form -ne 'indexed images') { @{ Form = $form; Cmdlet = 'Find-SimilarImage'; Run = { ($input | Find-SimilarImage -MaximumMatches 1).QueryPath } } }
            @{ Form = $form; Cmdlet = 'Compare-Image'; Run = { ($input | Compare-Image $files[0]).FullName } }
            @{ Form = $form; Cmdlet = 'Get-IndexedImage'; Run = { ($input | Get-IndexedImage).FullName } }
            @{ Form = $form; Cmdlet = 'Remove-IndexedImage'; Run = { ($input | Remove-IndexedImage -WhatIf -PassThru); $files } }
        }
    ) {
        $piped = @(& $forms[$Form])
        $piped | Should -HaveCount 4
        @($piped | & $Run) | Should -BeExactly $files
    }

    It 'comes from a job' {
        $found = Start-Job { param($Files) Get-Item -LiteralPath $Files } -ArgumentList (, $files) | Receive-Job -Wait -AutoRemoveJob
        ($found | Add-ImageToIndex -PassThru).FullName | Should -BeExactly $files
    }

    It 'is one error where it names no file, and the next goes on: <Name>' -ForEach @(
        @{ Name = 'an object without a path'; Bad = { [pscustomobject]@{ Size = 1 } } }
        @{ Name = 'a path of another provider'; Bad = { 'Env:PATH' } }
        @{ Name = 'a path of no provider'; Bad = { 'foo::bar.jpg' } }
        @{ Name = 'a path of no drive'; Bad = { 'nodrive:/a.jpg' } }
        @{ Name = 'an item of another provider'; Bad = { Get-Item Env:PATH } }
        @{ Name = 'an index'; Bad = { Get-ImageIndex } }
        @{ Name = 'a bad pattern'; Bad = { 'a[' } }
        @{ Name = 'an empty path'; Bad = { [pscustomobject]@{ Path = '' } } }
    ) {
        foreach ($run in { $input | Add-ImageToIndex -PassThru -ErrorAction SilentlyContinue -ErrorVariable script:e },
            { $input | Find-SimilarImage -MaximumMatches 1 -ErrorAction SilentlyContinue -ErrorVariable script:e },
            { $input | Compare-Image $files[0] -ErrorAction SilentlyContinue -ErrorVariable script:e },
            { $input | Get-IndexedImage -ErrorAction SilentlyContinue -ErrorVariable script:e }) {
            $piped = @(Get-Item -LiteralPath $files[0]) + (& $Bad) + @(Get-Item -LiteralPath $files[1])
            $piped | & $run | Should -HaveCount 2
            @($e | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] }) | Should -HaveCount 1
        }
    }

    It 'may have any name that the system takes' -Skip:$IsWindows {
        $there = New-TestFolder
        Push-Location -LiteralPath $there
        try {
            $names = 'foo::bar.jpg', 'c:x.jpg', '-Path.jpg', 'a b.jpg', '~x.jpg', '$x.jpg', "it's.jpg"
            $odd = $names | ForEach-Object { Copy-Photo $Small[0] (Join-Path $there $_) }
            $own = New-ImageIndex -LongSidePixels 256 -MaxFeatures 60 -NoCurrent
            (Get-Item -LiteralPath $there | Get-ChildItem | Add-ImageToIndex -Index $own -PassThru).Count | Should -Be $names.Count
            ($names | ForEach-Object { Get-IndexedImage -LiteralPath $_ -Index $own }).FullName | Should -BeExactly $odd
            ($names | Get-IndexedImage -Index $own).FullName | Should -BeExactly $odd
        }
        finally {
            Pop-Location
        }
    }
}

Describe 'Results' {
    BeforeAll {
        $folder = New-TestFolder
        $files = $Small | ForEach-Object { Copy-Photo $_ (Join-Path $folder $_) }
        $copy = Copy-Photo $Small[0] (Join-Path $folder 'copy.jpg')
    }

    BeforeEach {
        $index = New-ImageIndex -LongSidePixels 256 -MaxFeatures 200
        $null = Add-ImageToIndex -LiteralPath (@($files) + $copy)
    }

    It 'of Find-DuplicateImage go into Get-, Remove- and Add-' {
        $duplicate = Find-DuplicateImage
        ($duplicate | Get-IndexedImage).FullName | Should -BeExactly $duplicate.FullName
        ($duplicate | Add-ImageToIndex -PassThru).FullName | Should -BeExactly $duplicate.FullName
        ($duplicate | ConvertTo-Deserialized | Get-IndexedImage).FullName | Should -BeExactly $duplicate.FullName
        $duplicate | Remove-IndexedImage
        $index.ImageCount | Should -Be 3
    }

    It 'are drawn by Export-ImageMatch: <Name>' -ForEach @(
        @{ Name = 'of Find-SimilarImage'; Get = { Find-SimilarImage $copy -MaximumMatches 1 -Detailed } }
        @{ Name = 'of Compare-Image'; Get = { Compare-Image $files[0] $copy -Detailed } }
        @{ Name = 'of Find-DuplicateImage'; Get = { Find-DuplicateImage -Detailed } }
    ) {
        $found = & $Get
        $ways = [ordered]@{ 'as they are' = { $_ }; 'deserialized' = { $_ | ConvertTo-Deserialized }; 'as JSON' = { $_ | ConvertTo-Json -Depth 6 | ConvertFrom-Json }
            'as CSV' = { $_ | ConvertTo-Csv | ConvertFrom-Csv } }
        $pictures = foreach ($way in $ways.Keys) {
            $found | ForEach-Object $ways[$way] | Export-ImageMatch (Join-Path (New-TestFolder) 'x.png') -LongSidePixels 200 -PassThru
        }
        $pictures | Should -HaveCount 4
        $hashes = $pictures | ForEach-Object { (Get-FileHash -LiteralPath $_.FullName).Hash }
        if ($Name -ne 'of Find-DuplicateImage') {
            # With its points and all; live objects have them without being asked.
            $hashes[1], $hashes[2] | Should -BeExactly $hashes[0], $hashes[0]
            $bare = $found | Select-Object * -ExcludeProperty Detail | Export-ImageMatch (Join-Path (New-TestFolder) 'x.png') -LongSidePixels 200 -PassThru
            (Get-FileHash -LiteralPath $bare.FullName).Hash | Should -Not -Be $hashes[0]
            $found.Detail | Should -Not -BeNullOrEmpty
        }
    }

    It 'that are no match are one error each in Export-ImageMatch' {
        Get-IndexedImage | Export-ImageMatch (Join-Path $folder 'none/') -ErrorAction SilentlyContinue -ErrorVariable e
        $e | Should -HaveCount 4
        $e[0].FullyQualifiedErrorId | Should -BeExactly 'ImageNotFound,ImageSearch.PowerShell.Commands.ExportImageMatchCommand'
    }

    It 'come while the pipeline still brings the next: <Name>' -ForEach @(
        @{ Name = 'of Find-SimilarImage' }
        @{ Name = 'of Compare-Image' }
        @{ Name = 'of Add-ImageToIndex' }
    ) {
        # The producer goes on until somebody has seen a result; what it brings meanwhile is nothing.
        $state = @{ Seen = 0; Brought = 0 }
        $produce = {
            $files[0]
            while ($state.Seen -eq 0 -and $state.Brought -lt 3000) {
                $state.Brought++
                Start-Sleep -Milliseconds 20
                Join-Path $folder 'nothing.jpg'
            }
        }
        switch ($Name) {
            'of Find-SimilarImage' { & $produce | Find-SimilarImage -MaximumMatches 1 -ErrorAction SilentlyContinue | ForEach-Object { $state.Seen++ } }
            'of Compare-Image' { & $produce | Compare-Image $files[0] -ErrorAction SilentlyContinue | ForEach-Object { $state.Seen++ } }
            default { & $produce | Add-ImageToIndex -PassThru -ErrorAction SilentlyContinue | ForEach-Object { $state.Seen++ } }
        }

        $state.Seen | Should -Be 1
        $state.Brought | Should -BeLessThan 3000
    }

    It 'are told one by one with -ThrottleLimit 1, so that -PipelineVariable holds' {
        $same = Get-Item -LiteralPath $files -PipelineVariable f | Find-SimilarImage -MaximumMatches 1 -ThrottleLimit 1 | ForEach-Object { $_.QueryPath -eq $f.FullName }
        $same | Should -Be $true, $true, $true
        $same = Get-Item -LiteralPath $files -PipelineVariable f | Compare-Image $files[0] -ThrottleLimit 1 | ForEach-Object { $_.FullName -eq $f.FullName }
        $same | Should -Be $true, $true, $true
        $own = New-SmallIndex
        $same = Get-Item -LiteralPath $files -PipelineVariable f | Add-ImageToIndex -Index $own -PassThru -ThrottleLimit 1 | ForEach-Object { $_.FullName -eq $f.FullName }
        $same | Should -Be $true, $true, $true
    }
}

Describe 'Indexes' {
    BeforeEach {
        $folder = New-TestFolder
        $files = $Small | ForEach-Object { Copy-Photo $_ (Join-Path $folder $_) }
        $file = Join-Path $folder 'x[1].imgidx'
        $index = New-ImageIndex $file -LongSidePixels 256 -MaxFeatures 200
        $null = Add-ImageToIndex -LiteralPath $files
        Save-ImageIndex
        $null = New-SmallIndex
    }

    It 'are piped into <Name>, <Form>' -ForEach @(
        foreach ($form in 'as they are', 'as their file', 'deserialized') {
            @{ Form = $form; Name = 'Test-ImageIndex'; Run = { ($input | Test-ImageIndex).Images }; Expected = 3 }
            @{ Form = $form; Name = 'Optimize-ImageIndex'; Run = { ($input | Optimize-ImageIndex -PassThru).Name }; Expected = 'x[1].imgidx' }
            @{ Form = $form; Name = 'Save-ImageIndex'; Run = { ($input | Save-ImageIndex -PassThru).Name }; Expected = 'x[1].imgidx' }
            @{ Form = $form; Name = 'Export-ImageIndex'; Run = { ($input | Export-ImageIndex (Join-Path $folder 'x.faiss')).Name }; Expected = 'x.faiss', 'x.faiss.paths.jsonl' }
            @{ Form = $form; Name = 'Find-DuplicateImage'; Run = { @($input | Find-DuplicateImage).Count }; Expected = 0 }
            @{ Form = $form; Name = 'Update-ImageIndex'; Run = { ($input | Update-ImageIndex -LiteralPath $folder).Unchanged }; Expected = 3 }
            @{ Form = $form; Name = 'Open-ImageIndex'; Run = { ($input | Open-ImageIndex -NoCurrent).ImageCount }; Expected = 3 }
        }
    ) {
        $piped = $Form -eq 'as they are' ? $index : $Form -eq 'deserialized' ? ($index | ConvertTo-Deserialized) : (Get-Item -LiteralPath $file)
        @($piped | & $Run) | Should -Be $Expected
    }

    It 'are named by their file in -Index: <Form>' -ForEach @(
        @{ Form = 'a path'; Named = { $file } }
        @{ Form = 'a file'; Named = { Get-Item -LiteralPath $file } }
        @{ Form = 'deserialized'; Named = { $index | ConvertTo-Deserialized } }
    ) {
        (Get-IndexedImage -Index (& $Named)).Count | Should -Be 3
        (Find-SimilarImage $files[1] -Index (& $Named) -MaximumMatches 1).FullName | Should -BeExactly $files[1]

        # What is changed so is saved: nobody else has the index that was opened.
        Remove-IndexedImage -Id 1 -Index (& $Named)
        (Open-ImageIndex $file -NoCurrent).ImageCount | Should -Be 2
        Add-ImageToIndex -LiteralPath $files[0] -Index (& $Named) -WhatIf
        (Open-ImageIndex $file -NoCurrent).ImageCount | Should -Be 2
        Add-ImageToIndex -LiteralPath $files[0] -Index (& $Named)
        (Open-ImageIndex $file -NoCurrent).ImageCount | Should -Be 3
    }

    It 'that are not there are told of in our own words' {
        { Get-IndexedImage -Index (Join-Path $folder 'none.imgidx') } | Should -Throw -ExpectedMessage '*There is no index file*'
        { Get-IndexedImage -Index (New-SmallIndex | ConvertTo-Deserialized) } | Should -Throw -ExpectedMessage '*in memory alone*'
    }
}

Describe 'A path in no file system' -ForEach @(@{ Path = 'Env:x' }, @{ Path = 'Variable:x.png' }, @{ Path = 'nodrive:/x.html' }) {
    BeforeAll {
        $folder = New-TestFolder
        Push-Location -LiteralPath $folder
        $index = New-SmallIndex
        $null = Add-ImageToIndex -LiteralPath (Get-Photo $Small[0]), (Copy-Photo $Small[0] (Join-Path (New-TestFolder) 'copy.jpg'))
        $match = Find-SimilarImage (Get-Photo $Small[0]) -MaximumMatches 1
        $duplicates = Find-DuplicateImage
    }

    AfterAll { Pop-Location }

    It 'is one error of ours, and stands for nothing here: <Name>' -ForEach @(
        @{ Name = 'Add-ImageToIndex'; Run = { Add-ImageToIndex $Path } }
        @{ Name = 'Compare-Image'; Run = { Compare-Image $Path (Get-Photo $Small[0]) } }
        @{ Name = 'Export-DuplicateReport'; Run = { $duplicates | Export-DuplicateReport $Path } }
        @{ Name = 'Export-ImageIndex'; Run = { Export-ImageIndex $Path } }
        @{ Name = 'Export-ImageMatch'; Run = { $match | Export-ImageMatch $Path } }
        @{ Name = 'Find-DuplicateImage -Reference'; Run = { Find-DuplicateImage -Reference $Path } }
        @{ Name = 'Find-DuplicateImage -IgnoreFile'; Run = { Find-DuplicateImage -IgnoreFile $Path } }
        @{ Name = 'Find-SimilarImage'; Run = { Find-SimilarImage $Path } }
        @{ Name = 'Get-IndexedImage'; Run = { Get-IndexedImage $Path } }
        @{ Name = 'Import-ImageIndex'; Run = { Import-ImageIndex $Path } }
        @{ Name = 'Move-DuplicateImage'; Run = { $duplicates | Move-DuplicateImage $Path } }
        @{ Name = 'New-ImageIndex'; Run = { New-ImageIndex $Path } }
        @{ Name = 'Open-ImageIndex'; Run = { Open-ImageIndex $Path } }
        @{ Name = 'Optimize-ImageIndex'; Run = { Optimize-ImageIndex $Path } }
        @{ Name = 'Remove-IndexedImage'; Run = { Remove-IndexedImage $Path } }
        @{ Name = 'Restore-DuplicateImage'; Run = { Restore-DuplicateImage $Path } }
        @{ Name = 'Save-ImageIndex'; Run = { Save-ImageIndex $Path } }
        @{ Name = 'Start-ImageSearchService'; Run = { Start-ImageSearchService $Path -CommandPath (Join-Path $folder 'none') } }
        @{ Name = 'Test-ImageIndex'; Run = { Test-ImageIndex $Path } }
        @{ Name = 'Update-ImageIndex'; Run = { Update-ImageIndex $Path } }
    ) {
        # Some end the pipeline, some go on with what else was named; one error either way.
        $e = { & $Run } | Should -Throw -PassThru
        $e.FullyQualifiedErrorId | Should -Match '^(ImageNotFound|ImageUnreadable|FolderUnreadable|Index\w+|InvalidArgument|\w+NotWritable|QuarantineUnusable),'
        $index.ImageCount | Should -Be 2
        Get-ChildItem -LiteralPath $folder -Force | Should -BeNullOrEmpty
    }
}
