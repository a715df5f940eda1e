Describe 'Export-ImageIndex' {
    BeforeAll {
        . $PSScriptRoot/Common.ps1
    }

    BeforeEach {
        $folder = New-TestFolder
        Push-Location -LiteralPath $folder
        $index = New-SmallIndex
        Add-ImageToIndex (Get-Photo 'umang_by_Abhishek_Mudgal.jpg')
    }

    AfterEach {
        Pop-Location
    }

    It 'writes the rows for Faiss and the paths beside' {
        $files = Export-ImageIndex a.faiss
        $files.Name | Should -BeExactly 'a.faiss', 'a.faiss.paths.jsonl'
        $files[0].Length | Should -Be (37 * 2 + 16 + 520 * $index.RowCount)
        (Get-Content a.faiss.paths.jsonl | ConvertFrom-Json).path | Should -BeExactly (Get-Photo 'umang_by_Abhishek_Mudgal.jpg')
        (Get-ChildItem -Force) | Should -HaveCount 2
    }

    It 'writes nothing with -WhatIf' {
        Export-ImageIndex a.faiss -WhatIf | Should -BeNullOrEmpty
        Get-ChildItem -Force | Should -BeNullOrEmpty
    }

    It 'replaces another file only with -Force' {
        Set-Content a.faiss 'precious' -NoNewline
        { Export-ImageIndex a.faiss -ErrorAction SilentlyContinue } |
            Should -Throw -ErrorId 'IndexExists,ImageSearch.PowerShell.Commands.ExportImageIndexCommand'
        Get-Content a.faiss -Raw | Should -BeExactly 'precious'
        Export-ImageIndex a.faiss -Force | Should -HaveCount 2
    }

    It 'ends with IndexNotWritable where it cannot write' {
        { Export-ImageIndex missing/a.faiss -ErrorAction SilentlyContinue } |
            Should -Throw -ErrorId 'IndexNotWritable,ImageSearch.PowerShell.Commands.ExportImageIndexCommand'
    }
}
