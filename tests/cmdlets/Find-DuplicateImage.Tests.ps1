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
