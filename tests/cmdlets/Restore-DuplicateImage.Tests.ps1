Describe 'Restore-DuplicateImage' {
    BeforeAll {
        . $PSScriptRoot/Common.ps1
    }

    BeforeEach {
        $root = New-TestFolder
        $kept = Copy-Photo 'Wine_by_Jakkub_Mede.jpg' (Join-Path $root 'kept.jpg')
        $inner = New-Item (Join-Path $root 'inner') -ItemType Directory
        $first = Copy-Photo 'Wine_by_Jakkub_Mede.jpg' (Join-Path $inner 'a [1].jpg')
        $second = Copy-Photo 'Wine_by_Jakkub_Mede.jpg' (Join-Path $inner 'b.jpg')
        $away = Join-Path $root 'away'
        $index = New-SmallIndex
        Add-ImageToIndex -LiteralPath $kept, $first, $second -Index $index
        $moved = Find-DuplicateImage -Index $index | Move-DuplicateImage $away -PassThru
    }

    It 'brings back all, once' {
        Restore-DuplicateImage $away | Should -BeNullOrEmpty
        Test-Path -LiteralPath $kept, $first, $second | Should -Be $true, $true, $true
        Restore-DuplicateImage $away -PassThru | Should -BeNullOrEmpty
    }

    It 'brings back what is named: <Case>' -ForEach @(
        @{ Case = 'a file'; Path = { $moved[0].FullName } }
        @{ Case = 'a file that is piped in'; Path = { Get-Item -LiteralPath $moved[0].FullName } }
        @{ Case = 'what was kept as a list'; Path = { $moved[0] | ConvertTo-Csv | ConvertFrom-Csv } }
    ) {
        & $Path | Restore-DuplicateImage
        Test-Path -LiteralPath $first, $second | Should -Be $true, $false
    }

    It 'brings back what lies in a folder of it' {
        (Restore-DuplicateImage (Split-Path $moved[0].FullName) -PassThru).FullName | Should -Be $first, $second
    }

    It 'changes nothing with -WhatIf, and says what could not go back' {
        Set-Content -LiteralPath $second 'a new file'
        Restore-DuplicateImage $away -WhatIf -ErrorVariable refused -ErrorAction SilentlyContinue
        $refused | Should -HaveCount 1
        Test-Path -LiteralPath $first | Should -BeFalse
        Get-Content -LiteralPath $second | Should -Be 'a new file'
    }

    It 'never replaces what lies there by now' {
        Set-Content -LiteralPath $second 'a new file'
        Restore-DuplicateImage $away -ErrorVariable refused -ErrorAction SilentlyContinue
        $refused[0].FullyQualifiedErrorId | Should -Be 'ImageNotMoved,ImageSearch.PowerShell.Commands.RestoreDuplicateImageCommand'
        $refused[0].TargetObject | Should -Be $moved[1].FullName
        Get-Content -LiteralPath $second | Should -Be 'a new file'
        Test-Path -LiteralPath $first, $moved[1].FullName | Should -Be $true, $true
        Restore-DuplicateImage $away -Force -ErrorAction SilentlyContinue
        Get-Content -LiteralPath $second | Should -Be 'a new file'
    }

    It 'makes a folder that is gone with -Force alone' {
        Remove-Item -LiteralPath $inner
        Restore-DuplicateImage $away -ErrorVariable refused -ErrorAction SilentlyContinue
        $refused | Should -HaveCount 2
        $refused[0].ErrorDetails.Message | Should -BeLike '*-Force*'
        Test-Path -LiteralPath $inner | Should -BeFalse
        Restore-DuplicateImage $away -Force
        Test-Path -LiteralPath $first, $second | Should -Be $true, $true
    }

    It 'refuses a folder without a list, and a file that is not in it' {
        { Restore-DuplicateImage $inner } | Should -Throw -ErrorId 'QuarantineUnusable,*'
        { Restore-DuplicateImage (Join-Path $root 'nowhere') } | Should -Throw -ErrorId 'QuarantineUnusable,*'
        $stray = Copy-Photo 'Fossa_by_Jasper_Roks.jpg' (Join-Path $away 'stray.jpg')
        Restore-DuplicateImage $stray -ErrorVariable refused -ErrorAction SilentlyContinue
        $refused[0].FullyQualifiedErrorId | Should -BeLike 'ImageNotMoved,*'
    }

    It 'warns of lines of the list that cannot be read, and goes on with the others' {
        Add-Content (Join-Path $away 'imagesearch-moved.jsonl') '{"event":"move","num' -NoNewline
        Restore-DuplicateImage $away -WarningVariable warnings -WarningAction SilentlyContinue
        $warnings[0] | Should -BeLike '1 lines*'
        Test-Path -LiteralPath $first, $second | Should -Be $true, $true
    }
}
