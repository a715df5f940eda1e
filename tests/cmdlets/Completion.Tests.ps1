Describe 'Completion with Tab' {
    BeforeAll {
        . $PSScriptRoot/Common.ps1
        $folder = New-TestFolder 'completion'
        $plain = Copy-Photo 'umang_by_Abhishek_Mudgal.jpg' (Join-Path $folder 'plain.jpg')
        $odd = Copy-Photo 'Fossa_by_Jasper_Roks.jpg' (Join-Path $folder "it's [1].jpg")
        $index = New-SmallIndex
        Add-ImageToIndex -LiteralPath $plain, $odd
        $null = New-Item -ItemType Directory (Join-Path $folder 'sub')
        Save-ImageIndex (Join-Path $folder 'photos.imgidx')
        Set-Content (Join-Path $folder 'notes.txt') 'text'
        $global:TestCompletionIndex = $index

        function Get-Completion([string]$Line) {
            (TabExpansion2 $Line $Line.Length).CompletionMatches
        }
    }

    AfterAll {
        Remove-Variable -Scope Global TestCompletionIndex
    }

    It 'offers image ids after <_>, with the path as a tip' -ForEach 'Find-SimilarImage -Id ', 'Get-IndexedImage -Id ', 'Remove-IndexedImage -Id ',
        'Find-SimilarImage query.jpg -CandidateId ' {
        $found = Get-Completion $_
        $found.CompletionText | Should -BeExactly '1', '2'
        $found.ToolTip | Should -BeExactly $plain, $odd
    }

    It 'offers only ids that begin as typed' {
        (Get-Completion 'Find-SimilarImage -Id 2').CompletionText | Should -BeExactly '2'
    }

    It 'offers indexed images by name, quoted and escaped so that the line means that image' {
        $line = 'Get-IndexedImage ' + (Get-Completion 'Get-IndexedImage it').CompletionText
        (Invoke-Expression $line).FullName | Should -BeExactly $odd
        $line = 'Get-IndexedImage -LiteralPath ' + (Get-Completion 'Get-IndexedImage -LiteralPath it').CompletionText
        (Invoke-Expression $line).FullName | Should -BeExactly $odd
    }

    It 'offers index files and folders, not other files, after Open-ImageIndex' {
        Push-Location -LiteralPath $folder
        try { $found = (Get-Completion 'Open-ImageIndex ./').CompletionText | Split-Path -Leaf } finally { Pop-Location }
        $found | Should -Contain 'photos.imgidx'
        $found | Should -Contain 'sub'
        $found | Should -Not -Contain 'notes.txt'
    }

    It 'offers <Offered>, not photographs, after <Line>' -ForEach @(
        @{ Line = 'Find-DuplicateImage -Reference '; Offered = 'folders'; Expected = 'sub' }
        @{ Line = 'Find-DuplicateImage -IgnoreFile '; Offered = 'lists and folders'; Expected = 'notes.txt', 'sub' }
    ) {
        Push-Location -LiteralPath $folder
        try { $found = (Get-Completion "$Line./").CompletionText | Split-Path -Leaf } finally { Pop-Location }
        $found | Sort-Object | Should -BeExactly $Expected
    }

    It 'offers variables that hold an index after -Index' {
        (Get-Completion 'Save-ImageIndex -Index $TestC').CompletionText | Should -BeExactly '$TestCompletionIndex'
        (Get-Completion 'Save-ImageIndex -Index ').CompletionText | Should -Contain '$TestCompletionIndex'
    }

    It 'offers the values of enumerations' {
        (Get-Completion 'Find-DuplicateImage -Keep ').CompletionText | Should -BeExactly 'Largest', 'Newest', 'Oldest', 'ShortestPath'
        (Get-Completion 'New-ImageIndex -Descriptor ').CompletionText | Should -BeExactly 'RootSift', 'Sift'
    }

    It 'offers nothing and reports nothing where there is no index' {
        $found = Invoke-InNewRunspace { (TabExpansion2 'Find-SimilarImage -Id ' 22).CompletionMatches.Count; $Error.Count }
        $found[-1] | Should -Be 0
    }
}
