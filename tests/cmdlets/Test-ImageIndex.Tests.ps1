Describe 'Test-ImageIndex' {
    BeforeAll {
        . $PSScriptRoot/Common.ps1
    }

    BeforeEach {
        $folder = New-TestFolder
        Push-Location -LiteralPath $folder
        $null = New-SmallIndex
        Add-ImageToIndex (Get-Photo 'umang_by_Abhishek_Mudgal.jpg')
        Save-ImageIndex a.imgidx
        Add-ImageToIndex (Get-Photo 'Fossa_by_Jasper_Roks.jpg')
        Save-ImageIndex
        $path = Join-Path $folder 'a.imgidx'
        $bytes = [IO.File]::ReadAllBytes($path)
    }

    AfterEach {
        Pop-Location
    }

    It 'says that a sound file is sound, <Case>' -ForEach @(
        @{ Case = 'by path'; Run = { Test-ImageIndex a.imgidx } }
        @{ Case = 'by pipeline'; Run = { Get-Item a.imgidx | Test-ImageIndex } }
        @{ Case = 'of the current index'; Run = { Test-ImageIndex } }
    ) {
        $report = & $Run
        $report | Should -BeOfType ImageSearch.Storage.Repair.IndexReport
        $report.IsSound | Should -BeTrue
        $report.Images | Should -Be 2
        $report.FullName | Should -BeExactly $path
    }

    It 'names what is damaged and whose rows they are' {
        $bytes[8192 + 64 + 100] = $bytes[8192 + 64 + 100] -bxor 1
        [IO.File]::WriteAllBytes($path, $bytes)
        $report = Test-ImageIndex a.imgidx
        $report.IsSound | Should -BeFalse
        $report.Problems.Part | Should -BeExactly 'Segment'
        $report.Problems.Offset | Should -Be 8192
        $report.Problems.LostImages | Should -BeExactly (Get-Photo 'umang_by_Abhishek_Mudgal.jpg')
        Get-Bytes $path | Should -BeExactly ([Convert]::ToHexString($bytes))
    }

    It 'repairs with -Repair, keeps the damaged file, and names what is lost' {
        $bytes[8192 + 64 + 100] = $bytes[8192 + 64 + 100] -bxor 1
        [IO.File]::WriteAllBytes($path, $bytes)
        $repair = Test-ImageIndex a.imgidx -Repair
        $repair.LostImages | Should -BeExactly (Get-Photo 'umang_by_Abhishek_Mudgal.jpg')
        Get-Bytes $repair.DamagedFile | Should -BeExactly ([Convert]::ToHexString($bytes))
        (Test-ImageIndex a.imgidx).IsSound | Should -BeTrue
        (Open-ImageIndex a.imgidx).ImageCount | Should -Be 1
    }

    It 'changes nothing with -WhatIf, nor if the file is sound' {
        $null = Test-ImageIndex a.imgidx -Repair
        Get-Bytes $path | Should -BeExactly ([Convert]::ToHexString($bytes))
        $bytes[8192 + 64 + 100] = $bytes[8192 + 64 + 100] -bxor 1
        [IO.File]::WriteAllBytes($path, $bytes)
        (Test-ImageIndex a.imgidx -Repair -WhatIf).IsSound | Should -BeFalse
        (Get-ChildItem -Force).Name | Should -BeExactly 'a.imgidx'
    }

    It 'ends with IndexNotFound where there is none' {
        { Test-ImageIndex none.imgidx -ErrorAction SilentlyContinue } |
            Should -Throw -ErrorId 'IndexNotFound,ImageSearch.PowerShell.Commands.TestImageIndexCommand'
    }

    It 'asks for a path where the index has no file' {
        $null = New-SmallIndex
        { Test-ImageIndex -ErrorAction SilentlyContinue } |
            Should -Throw -ErrorId 'InvalidArgument,ImageSearch.PowerShell.Commands.TestImageIndexCommand'
    }
}
