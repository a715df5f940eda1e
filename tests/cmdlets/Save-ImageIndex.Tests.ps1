Describe 'Save-ImageIndex' {
    BeforeAll {
        . $PSScriptRoot/Common.ps1
    }

    BeforeEach {
        $folder = New-TestFolder
        Push-Location -LiteralPath $folder
        $index = New-SmallIndex
        Add-ImageToIndex (Get-Photo 'umang_by_Abhishek_Mudgal.jpg')
        $path = Join-Path $folder 'photos.imgidx'
    }

    AfterEach {
        Pop-Location
    }

    It 'writes the file, remembers it and returns nothing' {
        $index.HasUnsavedChanges | Should -BeTrue
        Save-ImageIndex $path | Should -BeNullOrEmpty
        $index.FilePath | Should -BeExactly $path
        $index.HasUnsavedChanges | Should -BeFalse
        (Open-ImageIndex $path).ImageCount | Should -Be 1
    }

    It 'leaves nothing else beside the file' {
        Save-ImageIndex $path
        Save-ImageIndex
        (Get-ChildItem -Force).Name | Should -BeExactly 'photos.imgidx'
    }

    It 'saves to its own file again without -Path or -Force' {
        Save-ImageIndex $path
        Add-ImageToIndex (Get-Photo 'Fossa_by_Jasper_Roks.jpg')
        Save-ImageIndex
        Add-ImageToIndex (Get-Photo 'Bridge_by_Sander_Klootwijk.jpg')
        Save-ImageIndex $path
        (Open-ImageIndex $path).ImageCount | Should -Be 3
    }

    It 'goes on with the file that it was saved to last' {
        Save-ImageIndex $path
        Save-ImageIndex copy.imgidx
        Add-ImageToIndex (Get-Photo 'Fossa_by_Jasper_Roks.jpg')
        Save-ImageIndex
        (Open-ImageIndex copy.imgidx).ImageCount | Should -Be 2
        (Open-ImageIndex $path).ImageCount | Should -Be 1
    }

    It 'returns the file with -PassThru' {
        $file = Save-ImageIndex photos.imgidx -PassThru
        $file | Should -BeOfType System.IO.FileInfo
        $file.FullName | Should -BeExactly $path
        $file.Length | Should -BeGreaterThan 0
    }

    It 'takes a path as it is written: <Name>' -ForEach @(
        @{ Name = 'a[1].imgidx' }
        @{ Name = 'Fotos – 写真 😀.imgidx' }
    ) {
        Save-ImageIndex $Name
        [IO.File]::Exists((Join-Path $folder $Name)) | Should -BeTrue
        (Open-ImageIndex $Name).ImageCount | Should -Be 1
    }

    It 'saves the index of -Index and not the current one' {
        $other = New-SmallIndex
        Save-ImageIndex $path -Index $index
        $other.FilePath | Should -BeNullOrEmpty
        (Open-ImageIndex $path).ImageCount | Should -Be 1
    }

    It 'writes the same bytes for the same index' {
        Save-ImageIndex a.imgidx
        Save-ImageIndex b.imgidx
        (Get-FileHash a.imgidx).Hash | Should -Be (Get-FileHash b.imgidx).Hash
    }

    It 'says with -Verbose what it saved' {
        $output = Save-ImageIndex $path -Verbose 4>&1
        Get-VerboseMessage $output | Select-Object -Last 1 | Should -BeExactly "Saved 1 images, $($index.RowCount) rows to '$path'."
    }

    It 'writes nothing with -WhatIf' {
        Save-ImageIndex $path -PassThru -WhatIf | Should -BeNullOrEmpty
        $path | Should -Not -Exist
        $index.FilePath | Should -BeNullOrEmpty
        $index.HasUnsavedChanges | Should -BeTrue
    }

    It 'ends with IndexExists where another file is, and leaves it' {
        Set-Content -LiteralPath $path 'precious' -NoNewline
        $e = { Save-ImageIndex $path -ErrorAction SilentlyContinue } |
            Should -Throw -ErrorId 'IndexExists,ImageSearch.PowerShell.Commands.SaveImageIndexCommand' -PassThru
        $e.CategoryInfo.Category | Should -Be ResourceExists
        $e.TargetObject | Should -BeExactly $path
        Get-Content -LiteralPath $path -Raw | Should -BeExactly 'precious'
        $index.FilePath | Should -BeNullOrEmpty
    }

    It 'replaces another file with -Force' {
        Set-Content -LiteralPath $path 'old'
        Save-ImageIndex $path -Force
        (Open-ImageIndex $path).ImageCount | Should -Be 1
    }

    It 'asks for a path where the index has no file yet' {
        $e = { Save-ImageIndex -ErrorAction SilentlyContinue } |
            Should -Throw -ErrorId 'InvalidArgument,ImageSearch.PowerShell.Commands.SaveImageIndexCommand' -PassThru
        $e.CategoryInfo.Category | Should -Be InvalidArgument
    }

    It 'ends with IndexNotWritable for <Case> and leaves nothing behind' -ForEach @(
        @{ Case = 'a missing folder'; Name = 'missing/photos.imgidx'; Left = @() }
        @{ Case = 'a folder'; Name = 'taken'; Left = @('taken') }
    ) {
        if ($Left) {
            $null = New-Item -ItemType Directory $Left
        }

        $target = Join-Path $folder $Name
        $e = { Save-ImageIndex $target -Force -ErrorAction SilentlyContinue } |
            Should -Throw -ErrorId 'IndexNotWritable,ImageSearch.PowerShell.Commands.SaveImageIndexCommand' -PassThru
        $e.CategoryInfo.Category | Should -Be WriteError
        $e.TargetObject | Should -BeExactly $target
        @(Get-ChildItem -Recurse -Force).Name | Should -Be $Left
        $index.FilePath | Should -BeNullOrEmpty
        $index.HasUnsavedChanges | Should -BeTrue
    }

    It 'ends with IndexNotWritable where the drive does not exist' {
        $e = { Save-ImageIndex nosuchdrive:/photos.imgidx -ErrorAction SilentlyContinue } |
            Should -Throw -ErrorId 'IndexNotWritable,ImageSearch.PowerShell.Commands.SaveImageIndexCommand' -PassThru
        $e.CategoryInfo.Category | Should -Be WriteError
        $e.TargetObject | Should -BeExactly 'nosuchdrive:/photos.imgidx'
    }

    It 'ends with NoCurrentIndex where there is none' {
        $e = Invoke-InNewRunspace { param($path) Save-ImageIndex $path -ErrorAction SilentlyContinue } $path
        $e.FullyQualifiedErrorId | Should -BeExactly 'NoCurrentIndex,ImageSearch.PowerShell.Commands.SaveImageIndexCommand'
        $e.CategoryInfo.Category | Should -Be ObjectNotFound
        $path | Should -Not -Exist
    }

    It 'ends with IndexChanged where another saved meanwhile, unless -Force' {
        $null = New-Item -ItemType Directory (Split-Path $path) -Force
        $null = New-SmallIndex
        Save-ImageIndex $path -Force
        $mine = Open-ImageIndex $path
        $theirs = Open-ImageIndex $path
        Add-ImageToIndex (Get-Photo 'umang_by_Abhishek_Mudgal.jpg') -Index $theirs
        Save-ImageIndex -Index $theirs
        Add-ImageToIndex (Get-Photo 'Fossa_by_Jasper_Roks.jpg') -Index $mine
        $e = { Save-ImageIndex -Index $mine -ErrorAction SilentlyContinue } |
            Should -Throw -ErrorId 'IndexChanged,ImageSearch.PowerShell.Commands.SaveImageIndexCommand' -PassThru
        $e.CategoryInfo.Category | Should -Be InvalidOperation
        (Open-ImageIndex $path).ImageCount | Should -Be 1
        Save-ImageIndex -Index $mine -Force
        (Get-IndexedImage -Index (Open-ImageIndex $path)).FullName | Split-Path -Leaf | Should -BeExactly 'Fossa_by_Jasper_Roks.jpg'
    }
}
