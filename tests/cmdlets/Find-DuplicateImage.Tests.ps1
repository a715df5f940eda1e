Describe 'Find-DuplicateImage' {
    BeforeAll {
        . $PSScriptRoot/Common.ps1
        $folder = New-TestFolder 'duplicates'
        $other = New-TestFolder 'archive'
        $copies = (Resolve-Path (Join-Path $PSScriptRoot '..' 'data' 'copies')).ProviderPath
        $wine = Copy-Photo 'Wine_by_Jakkub_Mede.jpg' (Join-Path $folder 'wine.jpg')
        $same = Copy-Photo 'Wine_by_Jakkub_Mede.jpg' (Join-Path $other 'same [1].jpg')
        $small = Join-Path $folder 'small.jpg'
        [IO.File]::Copy((Join-Path $copies 'Wine_by_Jakkub_Mede__scale50.jpg'), $small)
        $kleiber = Copy-Photo 'Kleiber_by_Lukas_Baubkus.jpg' (Join-Path $folder 'kleiber.jpg')
        $life = Copy-Photo 'life_by_Aitzol_Berasategi.jpg' (Join-Path $folder 'life.jpg')
        $index = New-ImageIndex
        Add-ImageToIndex -LiteralPath $wine, $same, $small, $kleiber, $life
    }

    It 'returns what need not be kept, and what it is to the keeper' {
        $found = Find-DuplicateImage -Index $index
        $found | Should -BeOfType ImageSearch.PowerShell.DuplicateFile
        $found.FullName | Should -Be @($same, $small)
        $found.Relation | Should -Be @('IdenticalBytes', 'Resized')
        $found.KeeperPath | Should -Be @($wine, $wine)
        $found.IsKeeper | Should -Be @($false, $false)
    }

    It 'returns the keeper too with -IncludeKeeper' {
        $found = Find-DuplicateImage -Index $index -IncludeKeeper
        $found.FullName | Should -Be @($wine, $same, $small)
        $found[0].IsKeeper | Should -BeTrue
        $found.Group | Should -Be @(1, 1, 1)
    }

    It 'keeps what lies in a folder of reference' {
        (Find-DuplicateImage -Index $index -Reference $other).FullName | Should -Be @($wine, $small)
    }

    It 'leaves ignored pairs alone' {
        $file = Join-Path $other 'ignored.txt'
        Set-Content -LiteralPath $file '# these differ', "$small`t$wine", "$same`t$small"
        (Find-DuplicateImage -Index $index -IgnoreFile $file).FullName | Should -Be @($same)
        Set-Content -LiteralPath $file 'no pair'
        { Find-DuplicateImage -Index $index -IgnoreFile $file } | Should -Throw -ErrorId 'InvalidArgument,*'
    }

    It 'returns what is asked for, and nothing else' {
        (Find-DuplicateImage -Index $index -Relation IdenticalBytes).FullName | Should -Be @($same)
        (Find-DuplicateImage -Index $index -Relation Resized).FullName | Should -Be @($small)
        Find-DuplicateImage -Index $index -Relation Mirrored, Cropped | Should -BeNullOrEmpty
        { Find-DuplicateImage -Index $index -Relation None } | Should -Throw -ErrorId 'ParameterArgumentValidationError,*'
    }

    It 'takes no link for a copy' -Skip:$IsWindows {
        $links = New-TestFolder 'links'
        $photo = Copy-Photo 'Wine_by_Jakkub_Mede.jpg' (Join-Path $links 'z.jpg')
        $null = New-Item -ItemType SymbolicLink -Path (Join-Path $links 'a.jpg') -Target $photo
        $null = New-Item -ItemType HardLink -Path (Join-Path $links 'hard.jpg') -Target $photo
        $own = New-SmallIndex
        $null = Update-ImageIndex $links -Index $own
        $own.ImageCount | Should -Be 2
        Add-ImageToIndex -LiteralPath (Join-Path $links 'a.jpg') -Index $own
        $output = Find-DuplicateImage -Index $own -Verbose 4>&1
        $output | Where-Object { $_ -isnot [Management.Automation.VerboseRecord] } | Should -BeNullOrEmpty
        Get-VerboseMessage $output | Select-Object -First 2 | Should -BeLike "'*', and no duplicate of it."
    }

    It 'leaves out what is not what was indexed, with a warning that names it' {
        $changed = New-TestFolder 'changed'
        $first = Copy-Photo 'Wine_by_Jakkub_Mede.jpg' (Join-Path $changed 'a.jpg')
        $second = Copy-Photo 'Wine_by_Jakkub_Mede.jpg' (Join-Path $changed 'b.jpg')
        $third = Copy-Photo 'Wine_by_Jakkub_Mede.jpg' (Join-Path $changed 'c.jpg')
        $own = New-SmallIndex
        Add-ImageToIndex -LiteralPath $first, $second, $third -Index $own
        Remove-Item -LiteralPath $first
        $found = Find-DuplicateImage -Index $own -WarningVariable warnings -WarningAction SilentlyContinue
        $found.FullName | Should -BeExactly $third
        $found.KeeperPath | Should -BeExactly $second
        $warnings | Should -HaveCount 1
        $warnings[0] | Should -BeLike "*'$first' is gone*"
    }

    It 'pipes into Remove-Item -WhatIf, brackets and all' {
        Find-DuplicateImage -Index $index | Remove-Item -WhatIf
        Find-DuplicateImage -Index $index | Remove-Item
        Test-Path -LiteralPath $same | Should -BeFalse
        Test-Path -LiteralPath $small | Should -BeFalse
        Test-Path -LiteralPath $wine | Should -BeTrue
    }

    It 'finds nothing in an index without duplicates' {
        $own = New-SmallIndex
        Add-ImageToIndex -LiteralPath $kleiber, $life
        Find-DuplicateImage -Index $own | Should -BeNullOrEmpty
    }
}
