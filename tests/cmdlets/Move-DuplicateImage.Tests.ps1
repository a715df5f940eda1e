Describe 'Move-DuplicateImage' {
    BeforeAll {
        . $PSScriptRoot/Common.ps1
        $copies = (Resolve-Path (Join-Path $PSScriptRoot '..' 'data' 'copies')).ProviderPath

        # Where a file of a path lies in a quarantine.
        function Get-AwayPath([string]$Away, [string]$Path) {
            Join-Path $Away ($IsWindows ? $Path.Replace(':', '') : $Path)
        }
    }

    BeforeEach {
        $root = New-TestFolder
        $inner = New-Item (Join-Path $root 'photos' '2019') -ItemType Directory
        $wine = Copy-Photo 'Wine_by_Jakkub_Mede.jpg' (Join-Path $inner.Parent 'wine.jpg')
        $same = Copy-Photo 'Wine_by_Jakkub_Mede.jpg' (Join-Path $inner 'same [1].jpg')
        $small = Join-Path $inner 'small.jpg'
        [IO.File]::Copy((Join-Path $copies 'Wine_by_Jakkub_Mede__scale50.jpg'), $small)
        $away = Join-Path $root 'away'
        $index = New-SmallIndex
        Add-ImageToIndex -LiteralPath $wine, $same, $small -Index $index
    }

    It 'moves what Find-DuplicateImage returns, tree and all, and Restore-DuplicateImage undoes it' {
        $time = (Get-Item -LiteralPath $same).LastWriteTimeUtc
        Find-DuplicateImage -Index $index | Move-DuplicateImage -Destination $away | Should -BeNullOrEmpty
        Test-Path -LiteralPath $wine | Should -BeTrue
        Test-Path -LiteralPath $same, $small | Should -Be $false, $false
        Test-Path -LiteralPath (Get-AwayPath $away $same) | Should -BeTrue
        (Get-Item -LiteralPath (Get-AwayPath $away $same)).LastWriteTimeUtc | Should -Be $time
        @(Get-Content (Join-Path $away 'imagesearch-moved.jsonl') | ConvertFrom-Json | Where-Object event -EQ move).from | Should -Be $same, $small

        (Restore-DuplicateImage $away -PassThru).FullName | Should -Be $same, $small
        (Get-Item -LiteralPath $same).LastWriteTimeUtc | Should -Be $time
        Get-ChildItem $away -Recurse | Should -HaveCount 1
    }

    It 'returns with -PassThru where images were and are, and these pipe back' {
        $moved = Find-DuplicateImage -Index $index | Move-DuplicateImage $away -PassThru
        $moved | Should -BeOfType ImageSearch.Quarantine.MovedImage
        $moved.OriginalPath | Should -Be $same, $small
        $moved.FullName | Should -Be (Get-AwayPath $away $same), (Get-AwayPath $away $small)
        $moved.KeeperPath | Should -Be $wine, $wine
        $moved[0] | Restore-DuplicateImage
        Test-Path -LiteralPath $same, $small | Should -Be $true, $false
        Get-TableHeading $moved | Should -Be Relation, OriginalPath, KeeperPath
    }

    It 'takes duplicates that were kept as <_>' -ForEach 'CLIXML', 'CSV', 'JSON', 'a list' {
        $found = Find-DuplicateImage -Index $index -IncludeKeeper
        $file = Join-Path $root 'kept'
        switch ($_) {
            'CLIXML' { $found | Export-Clixml $file; Import-Clixml $file | Move-DuplicateImage $away }
            'CSV' { $found | Export-Csv $file; Import-Csv $file | Move-DuplicateImage $away }
            'JSON' { $found | ConvertTo-Json | Set-Content $file; Get-Content $file -Raw | ConvertFrom-Json | Move-DuplicateImage $away }
            default { Move-DuplicateImage $away -Duplicate $found }
        }

        Test-Path -LiteralPath $wine, $same, $small | Should -Be $true, $false, $false
    }

    It 'moves nothing, makes nothing and reads truly with -WhatIf' {
        $found = Find-DuplicateImage -Index $index
        Set-Content -LiteralPath $small 'another file by now'
        $found | Move-DuplicateImage $away -WhatIf -ErrorVariable refused -ErrorAction SilentlyContinue
        $refused | Should -HaveCount 1
        $refused[0].TargetObject | Should -Be $small
        Test-Path -LiteralPath $wine, $same, $small, $away | Should -Be $true, $true, $true, $false
    }

    It 'leaves a duplicate where it is, with an error that says why, when <Case>' -ForEach @(
        @{ Case = 'the image to keep is gone'; Change = { Remove-Item -LiteralPath $wine }; Message = '*image to keep*is not there*' }
        @{ Case = 'the image to keep has changed'; Change = { Add-Content -LiteralPath $wine 'x' }; Message = '*image to keep*has changed*' }
        @{ Case = 'it has changed'; Change = { Add-Content -LiteralPath $same 'x' }; Message = '*has changed*' }
    ) {
        $found = Find-DuplicateImage -Index $index -Relation IdenticalBytes
        & $Change
        $found | Move-DuplicateImage $away -ErrorVariable refused -ErrorAction SilentlyContinue
        $refused[0].FullyQualifiedErrorId | Should -Be 'ImageNotMoved,ImageSearch.PowerShell.Commands.MoveDuplicateImageCommand'
        $refused[0].TargetObject | Should -Be $same
        $refused[0].Exception.Message | Should -BeLike $Message
        Test-Path -LiteralPath $same | Should -BeTrue
        Test-Path -LiteralPath $away | Should -BeFalse
    }

    It 'says how many it moved and how many not' {
        $found = Find-DuplicateImage -Index $index
        Set-Content -LiteralPath $same 'another'
        $output = $found | Move-DuplicateImage $away -Verbose -ErrorAction SilentlyContinue 4>&1
        (Get-VerboseMessage $output)[-1] | Should -BeLike "1 moved to '$away', 1 not moved."
    }

    It 'refuses <What>' -ForEach @(
        @{ What = 'files that are no duplicates'; Item = { Get-Item -LiteralPath $wine }; Id = 'ImageNotMoved' }
        @{ What = 'matches'; Item = { Find-SimilarImage $wine -Index $index }; Id = 'ImageNotMoved' }
    ) {
        & $Item | Move-DuplicateImage $away -ErrorVariable refused -ErrorAction SilentlyContinue
        $refused[0].FullyQualifiedErrorId | Should -BeLike "$Id,*"
        Test-Path -LiteralPath $wine, $same, $small | Should -Be $true, $true, $true
    }

    It 'refuses a destination that <What>' -ForEach @(
        @{ What = 'holds other files, such as the photos themselves'; Path = { Join-Path $root 'photos' } }
        @{ What = 'is a file'; Path = { $wine } }
        @{ What = 'is in no file system'; Path = { 'Env:away' } }
    ) {
        $found = Find-DuplicateImage -Index $index
        { $found | Move-DuplicateImage (& $Path) } | Should -Throw -ErrorId 'QuarantineUnusable,*'
        Test-Path -LiteralPath $wine, $same, $small | Should -Be $true, $true, $true
    }

    It 'is left out by updates of the folder around it, whose index follows' {
        $own = New-SmallIndex
        $null = Update-ImageIndex $root -Recurse -Index $own
        Find-DuplicateImage -Index $own | Move-DuplicateImage $away
        $summary = Update-ImageIndex $root -Recurse -Index $own
        $summary.Added, $summary.Moved, $summary.Removed, $summary.Images | Should -Be 0, 0, 2, 1
        Restore-DuplicateImage $away
        (Update-ImageIndex $root -Recurse -Index $own).Images | Should -Be 3
    }
}
