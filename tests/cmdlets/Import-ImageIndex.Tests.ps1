Describe 'Import-ImageIndex' {
    BeforeAll {
        . $PSScriptRoot/Common.ps1
    }

    BeforeEach {
        $folder = New-TestFolder
        Push-Location -LiteralPath $folder
        $original = New-SmallIndex
        'umang_by_Abhishek_Mudgal.jpg', 'Fossa_by_Jasper_Roks.jpg' | ForEach-Object { Get-Photo $_ } | Add-ImageToIndex
        $null = Export-ImageIndex a.faiss
    }

    AfterEach {
        Pop-Location
    }

    It 'gives the answers of the index that was exported' {
        $index = Import-ImageIndex a.faiss
        Get-ImageIndex | Should -Be $index
        $index.RowCount | Should -Be $original.RowCount
        $query = Get-IndexedImage -Index $original | Select-Object -First 1
        $found = Find-SimilarImage -Id $query.Id -MinimumVotes 1 -NoVerify
        $found | Should -Not -BeNullOrEmpty
        ConvertTo-Answer $found |
            Should -BeExactly (ConvertTo-Answer (Find-SimilarImage -Id $query.Id -MinimumVotes 1 -NoVerify -Index $original))
    }

    It 'does without the list of paths' {
        Remove-Item a.faiss.paths.jsonl
        (Get-Item a.faiss | Import-ImageIndex).ImageCount | Should -Be 2
        (Get-IndexedImage -Id 1).FullName | Should -BeExactly (Join-Path $folder 'a.faiss#1')
    }

    It 'does nothing with -WhatIf' {
        Import-ImageIndex a.faiss -WhatIf | Should -BeNullOrEmpty
        Get-ImageIndex | Should -Be $original
    }

    It 'ends with ImportUnsupported for another file' {
        Set-Content b.faiss ('This is a shopping list.' * 50)
        $e = { Import-ImageIndex b.faiss -ErrorAction SilentlyContinue } |
            Should -Throw -ErrorId 'ImportUnsupported,ImageSearch.PowerShell.Commands.ImportImageIndexCommand' -PassThru
        $e.CategoryInfo.Category | Should -Be InvalidData
        $e.Exception.Message | Should -BeLike '*IDMap,Flat*'
    }

    It 'ends with IndexNotFound where there is none' {
        { Import-ImageIndex none.faiss -ErrorAction SilentlyContinue } |
            Should -Throw -ErrorId 'IndexNotFound,ImageSearch.PowerShell.Commands.ImportImageIndexCommand'
    }
}
