Describe 'Optimize-ImageIndex' {
    BeforeAll {
        . $PSScriptRoot/Common.ps1
    }

    BeforeEach {
        $folder = New-TestFolder
        Push-Location -LiteralPath $folder
        $index = New-SmallIndex
        'umang_by_Abhishek_Mudgal.jpg', 'Fossa_by_Jasper_Roks.jpg' | ForEach-Object { Get-Photo $_ } | Add-ImageToIndex
        Save-ImageIndex a.imgidx
        Remove-IndexedImage -Id 1
        Save-ImageIndex
        $before = (Get-Item a.imgidx).Length
    }

    AfterEach {
        Pop-Location
    }

    It 'frees what removed images left, <Case>' -ForEach @(
        @{ Case = 'by path'; Run = { Optimize-ImageIndex a.imgidx -PassThru } }
        @{ Case = 'of the current index'; Run = { Optimize-ImageIndex -PassThru } }
    ) {
        $file = & $Run
        $file.Length | Should -BeLessThan $before
        (Test-ImageIndex a.imgidx).RemovedRows | Should -Be 0
        (Open-ImageIndex a.imgidx).ImageCount | Should -Be 1
        (Get-ChildItem -Force).Name | Should -BeExactly 'a.imgidx'
    }

    It 'lets those go on who have the file open' {
        $reader = Open-ImageIndex a.imgidx
        Optimize-ImageIndex a.imgidx
        Find-SimilarImage (Get-Photo 'Fossa_by_Jasper_Roks.jpg') -Index $reader | Should -HaveCount 1
    }

    It 'changes nothing with -WhatIf' {
        Optimize-ImageIndex a.imgidx -WhatIf
        (Get-Item a.imgidx).Length | Should -Be $before
    }

    It 'ends with IndexLocked, naming the holder, while another writes' {
        $lock = [ImageSearch.Storage.Commit.IndexLock]::Take((Join-Path $folder 'a.imgidx'))
        try {
            $e = { Optimize-ImageIndex a.imgidx -ErrorAction SilentlyContinue } |
                Should -Throw -ErrorId 'IndexLocked,ImageSearch.PowerShell.Commands.OptimizeImageIndexCommand' -PassThru
            $e.CategoryInfo.Category | Should -Be ResourceBusy
            $e.Exception.Message | Should -BeLike "*process $PID (*"
        }
        finally {
            $lock.Dispose()
        }
    }

    It 'ends with InvalidArgument where the index has no file' {
        $null = New-SmallIndex
        { Optimize-ImageIndex -ErrorAction SilentlyContinue } |
            Should -Throw -ErrorId 'InvalidArgument,ImageSearch.PowerShell.Commands.OptimizeImageIndexCommand'
    }
}
