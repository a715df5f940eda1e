Describe 'New-ImageIndex' {
    BeforeAll {
        . $PSScriptRoot/Common.ps1
    }

    BeforeEach {
        $folder = New-TestFolder
        Push-Location -LiteralPath $folder
    }

    AfterEach {
        Pop-Location
    }

    Context 'in memory' {
        It 'returns an empty index and makes it the current one' {
            $index = New-ImageIndex
            $index | Should -BeOfType ImageSearch.Index.ImageIndex
            $index.ImageCount | Should -Be 0
            $index.RowCount | Should -Be 0
            $index.FilePath | Should -BeNullOrEmpty
            $index.HasUnsavedChanges | Should -BeFalse
            Get-ImageIndex | Should -Be $index
        }

        It 'has the documented defaults where nothing is said' {
            $settings = (New-ImageIndex).Settings
            $settings.Imaging.LongSidePixels | Should -Be 512
            $settings.Imaging.LimitMegapixels | Should -Be 250
            $settings.Sift.Features | Should -Be 500
            $settings.Sift.OctaveLayers | Should -Be 3
            $settings.Sift.ContrastThreshold | Should -Be 0.04
            $settings.Sift.EdgeThreshold | Should -Be 10
            $settings.Sift.Sigma | Should -Be 1.6
            $settings.Sift.Descriptor | Should -Be RootSift
        }

        It 'takes every setting' {
            $settings = (New-ImageIndex -LongSidePixels 320 -MaximumMegapixels 12.5 -MaxFeatures 0 -OctaveLayers 4 `
                    -ContrastThreshold 0.03 -EdgeThreshold 12 -Sigma 1.5 -Descriptor Sift).Settings
            $settings.Imaging.LongSidePixels | Should -Be 320
            $settings.Imaging.LimitMegapixels | Should -Be 12.5
            $settings.Sift.Features | Should -Be 0
            $settings.Sift.OctaveLayers | Should -Be 4
            $settings.Sift.ContrastThreshold | Should -Be 0.03
            $settings.Sift.EdgeThreshold | Should -Be 12
            $settings.Sift.Sigma | Should -Be 1.5
            $settings.Sift.Descriptor | Should -Be Sift
        }

        It 'describes by RootSIFT where asked, and finds by it' {
            $photo = Get-Photo 'Dragonfly_by_Bolly.jpg'
            $sift = New-ImageIndex -MaxFeatures 60 -Descriptor Sift
            $root = New-ImageIndex -MaxFeatures 60 -Descriptor rootsift
            Add-ImageToIndex $photo -Index $sift
            Add-ImageToIndex $photo -Index $root
            $descriptors = Get-Descriptor $root.Snapshot() 1
            $descriptors.Count | Should -Be (60 * 128)
            Compare-Object $descriptors (Get-Descriptor $sift.Snapshot() 1) -SyncWindow 0 | Should -Not -BeNullOrEmpty
            (Find-SimilarImage $photo -Index $root).Votes | Should -Be 60
        }

        It 'refuses a kind of descriptor that it does not know: <_>' -ForEach 'Surf', 2 {
            { New-ImageIndex -Descriptor $_ } |
                Should -Throw -ErrorId 'CannotConvertArgumentNoMessage,ImageSearch.PowerShell.Commands.NewImageIndexCommand'
        }

        It 'describes images by its settings' {
            $null = New-ImageIndex -LongSidePixels 200 -MaxFeatures 20
            $image = Add-ImageToIndex (Get-Photo 'Dragonfly_by_Bolly.jpg') -PassThru
            $image.DescribedWidth | Should -Be 200
            $image.DescribedHeight | Should -Be 150
            $image.FeatureCount | Should -Be 20
        }

        It 'refuses <Name> <Value>' -ForEach @(
            @{ Name = 'MaxFeatures'; Value = -1 }
            @{ Name = 'LongSidePixels'; Value = 15 }
            @{ Name = 'MaximumMegapixels'; Value = 0 }
            @{ Name = 'MaximumMegapixels'; Value = [double]::NaN }
            @{ Name = 'ContrastThreshold'; Value = 1.1 }
            @{ Name = 'EdgeThreshold'; Value = 0.9 }
            @{ Name = 'OctaveLayers'; Value = 0 }
            @{ Name = 'Sigma'; Value = 0.5 }
        ) {
            $setting = @{ $Name = $Value }
            { New-ImageIndex @setting } |
                Should -Throw -ErrorId 'ParameterArgumentValidationError,ImageSearch.PowerShell.Commands.NewImageIndexCommand'
        }
    }

    Context 'at a path' {
        It 'writes the file and remembers it' {
            $path = Join-Path $folder 'photos.imgidx'
            $index = New-ImageIndex $path -MaxFeatures 123 -Descriptor Sift
            $index.FilePath | Should -BeExactly $path
            $index.HasUnsavedChanges | Should -BeFalse
            $opened = Open-ImageIndex $path
            $opened.Settings.Sift.Features | Should -Be 123
            $opened.Settings.Sift.Descriptor | Should -Be Sift
        }

        It 'leaves nothing else beside the file' {
            $null = New-ImageIndex photos.imgidx
            (Get-ChildItem -Force).Name | Should -BeExactly 'photos.imgidx'
        }

        It 'takes a relative path from the present location' {
            (New-ImageIndex photos.imgidx).FilePath | Should -BeExactly (Join-Path $folder 'photos.imgidx')
            'photos.imgidx' | Should -Exist
        }

        It 'takes a path as it is written: <Name>' -ForEach @(
            @{ Name = 'a[1].imgidx' }
            @{ Name = 'Fotos – 写真 😀.imgidx' }
        ) {
            $path = Join-Path $folder $Name
            (New-ImageIndex $Name).FilePath | Should -BeExactly $path
            [IO.File]::Exists($path) | Should -BeTrue
        }

        It 'ends with IndexExists where a file is, and changes neither the file nor the current index' {
            $path = Join-Path $folder 'photos.imgidx'
            Set-Content -LiteralPath $path 'precious' -NoNewline
            $current = New-ImageIndex
            $e = { New-ImageIndex $path -ErrorAction SilentlyContinue } |
                Should -Throw -ErrorId 'IndexExists,ImageSearch.PowerShell.Commands.NewImageIndexCommand' -PassThru
            $e.CategoryInfo.Category | Should -Be ResourceExists
            $e.TargetObject | Should -BeExactly $path
            Get-Content -LiteralPath $path -Raw | Should -BeExactly 'precious'
            Get-ImageIndex | Should -Be $current
        }

        It 'replaces the file with -Force' {
            Set-Content photos.imgidx 'old'
            $null = New-ImageIndex photos.imgidx -Force -MaxFeatures 77
            (Open-ImageIndex photos.imgidx).Settings.Sift.Features | Should -Be 77
        }

        It 'ends with IndexNotWritable where the folder is missing' {
            $path = Join-Path $folder 'missing' 'photos.imgidx'
            $e = { New-ImageIndex $path -ErrorAction SilentlyContinue } |
                Should -Throw -ErrorId 'IndexNotWritable,ImageSearch.PowerShell.Commands.NewImageIndexCommand' -PassThru
            $e.CategoryInfo.Category | Should -Be WriteError
            $e.TargetObject | Should -BeExactly $path
        }

        It 'ends with IndexNotWritable where the drive does not exist' {
            $e = { New-ImageIndex nosuchdrive:/photos.imgidx -ErrorAction SilentlyContinue } |
                Should -Throw -ErrorId 'IndexNotWritable,ImageSearch.PowerShell.Commands.NewImageIndexCommand' -PassThru
            $e.CategoryInfo.Category | Should -Be WriteError
            $e.TargetObject | Should -BeExactly 'nosuchdrive:/photos.imgidx'
        }
    }

    Context 'with -WhatIf' {
        It 'makes no file, returns nothing and keeps the current index' {
            $current = New-ImageIndex
            New-ImageIndex photos.imgidx -WhatIf | Should -BeNullOrEmpty
            'photos.imgidx' | Should -Not -Exist
            Get-ImageIndex | Should -Be $current
        }

        It 'does not replace a file with -Force either' {
            Set-Content photos.imgidx 'precious' -NoNewline
            New-ImageIndex photos.imgidx -Force -WhatIf | Should -BeNullOrEmpty
            Get-Content photos.imgidx -Raw | Should -BeExactly 'precious'
        }

        It 'keeps the current index when the new one would be in memory' {
            $current = New-ImageIndex
            New-ImageIndex -WhatIf | Should -BeNullOrEmpty
            Get-ImageIndex | Should -Be $current
        }
    }
}
