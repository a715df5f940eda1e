Describe 'Open-ImageIndex' {
    BeforeAll {
        . $PSScriptRoot/Common.ps1
        $names = 'Bridge_by_Sander_Klootwijk.jpg', 'Fossa_by_Jasper_Roks.jpg', 'umang_by_Abhishek_Mudgal.jpg'
        $original = New-SmallIndex
        $names | ForEach-Object { Get-Photo $_ } | Add-ImageToIndex
        $saved = Join-Path (New-TestFolder 'saved') 'photos.imgidx'
        Save-ImageIndex $saved
        $savedBytes = [IO.File]::ReadAllBytes($saved)
    }

    BeforeEach {
        $folder = New-TestFolder
        Push-Location -LiteralPath $folder
    }

    AfterEach {
        Pop-Location
    }

    Context 'a sound file' {
        It 'returns the index and makes it the current one' {
            $null = New-ImageIndex
            $index = Open-ImageIndex $saved
            $index | Should -BeOfType ImageSearch.Index.ImageIndex
            $index.FilePath | Should -BeExactly $saved
            $index.HasUnsavedChanges | Should -BeFalse
            Get-ImageIndex | Should -Be $index
        }

        It 'has the settings, images and rows that were saved' {
            $index = Open-ImageIndex $saved
            $index.Settings | Should -Be $original.Settings
            $index.RowCount | Should -Be $original.RowCount
            $index.Generation | Should -Be $original.Generation
            $fields = 'Id', 'FullName', 'Width', 'Height', 'DescribedWidth', 'DescribedHeight', 'FeatureCount', 'LengthBytes',
                'ModifiedUtc', 'Sha256'
            Get-IndexedImage | Select-Object $fields | ConvertTo-Json |
                Should -BeExactly (Get-IndexedImage -Index $original | Select-Object $fields | ConvertTo-Json)
        }

        It 'gives the answers that the saved index gave' {
            $photo = Get-Photo 'Fossa_by_Jasper_Roks.jpg'
            $expected = Find-SimilarImage $photo -Index $original -MinimumVotes 1 -NoVerify
            $expected | Should -HaveCount 3
            $null = Open-ImageIndex $saved
            ConvertTo-Answer (Find-SimilarImage $photo -MinimumVotes 1 -NoVerify) | Should -BeExactly (ConvertTo-Answer $expected)
        }

        It 'still knows which images are unchanged' {
            $null = Open-ImageIndex $saved
            $output = $names | ForEach-Object { Get-Photo $_ } | Add-ImageToIndex -Verbose 4>&1
            Get-VerboseMessage $output | Select-Object -Last 1 | Should -BeExactly '0 added, 0 replaced, 3 unchanged, 0 failed.'
        }

        It 'does not give the id of a removed image to another' {
            $null = Open-ImageIndex $saved
            Remove-IndexedImage -Id 3
            Save-ImageIndex once.imgidx
            $null = Open-ImageIndex once.imgidx
            (Add-ImageToIndex (Get-Photo 'Kleiber_by_Lukas_Baubkus.jpg') -PassThru).Id | Should -Be 4
        }

        It 'opens independent copies' {
            $first = Open-ImageIndex $saved
            $second = Open-ImageIndex $saved
            Remove-IndexedImage -Id 1 -Index $first
            $second.ImageCount | Should -Be 3
            (Open-ImageIndex $saved).ImageCount | Should -Be 3
        }

        It 'takes <Case>' -ForEach @(
            @{ Case = 'a relative path'; Name = 'a.imgidx'; Open = { Open-ImageIndex a.imgidx } }
            @{ Case = 'brackets as they are written'; Name = 'a[1].imgidx'; Open = { Open-ImageIndex 'a[1].imgidx' } }
            @{ Case = '-LiteralPath'; Name = 'a[1].imgidx'; Open = { Open-ImageIndex -LiteralPath 'a[1].imgidx' } }
            @{ Case = 'a piped file'; Name = 'a[1].imgidx'; Open = { Get-ChildItem | Open-ImageIndex } }
            @{ Case = 'a piped string'; Name = 'a[1].imgidx'; Open = { 'a[1].imgidx' | Open-ImageIndex } }
            @{ Case = 'the file that Save-ImageIndex returns'; Name = 'a.imgidx'; Open = {
                    Save-ImageIndex a.imgidx -Index $original -Force -PassThru | Open-ImageIndex }
            }
            @{ Case = 'a name in another script'; Name = '写真 😀.imgidx'; Open = { Open-ImageIndex '写真 😀.imgidx' } }
        ) {
            $path = Join-Path $folder $Name
            [IO.File]::WriteAllBytes($path, $savedBytes)
            $index = & $Open
            $index.FilePath | Should -BeExactly $path
            $index.ImageCount | Should -Be 3
        }

        It 'makes the last of several the current one' {
            $indexes = @($saved, $saved | Open-ImageIndex)
            $indexes | Should -HaveCount 2
            Get-ImageIndex | Should -Be $indexes[1]
            Get-ImageIndex | Should -Not -Be $indexes[0]
        }

        It 'says with -Verbose what it opened' {
            $output = Open-ImageIndex $saved -Verbose 4>&1
            Get-VerboseMessage $output | Should -BeExactly (
                "Opened '$saved': 3 images, $($original.RowCount) rows, generation $($original.Generation).")
        }
    }

    Context 'no file' {
        It 'ends with IndexNotFound for <Case>' -ForEach @(
            @{ Case = 'a path where nothing is'; Path = 'missing.imgidx' }
            @{ Case = 'a folder'; Path = '.' }
        ) {
            $full = [IO.Path]::GetFullPath($Path, $folder)
            $e = { Open-ImageIndex $full -ErrorAction SilentlyContinue } |
                Should -Throw -ErrorId 'IndexNotFound,ImageSearch.PowerShell.Commands.OpenImageIndexCommand' -PassThru
            $e.CategoryInfo.Category | Should -Be ObjectNotFound
            $e.TargetObject | Should -BeExactly $full
        }

        It 'ends with IndexNotFound for a drive that does not exist' {
            $e = { Open-ImageIndex nosuchdrive:/photos.imgidx -ErrorAction SilentlyContinue } |
                Should -Throw -ErrorId 'IndexNotFound,ImageSearch.PowerShell.Commands.OpenImageIndexCommand' -PassThru
            $e.CategoryInfo.Category | Should -Be ObjectNotFound
            $e.TargetObject | Should -BeExactly 'nosuchdrive:/photos.imgidx'
        }

        It 'does not expand wildcards' {
            [IO.File]::WriteAllBytes((Join-Path $folder 'photos.imgidx'), $savedBytes)
            { Open-ImageIndex *.imgidx -ErrorAction SilentlyContinue } |
                Should -Throw -ErrorId 'IndexNotFound,ImageSearch.PowerShell.Commands.OpenImageIndexCommand'
        }
    }

    Context 'a damaged file' {
        It 'ends with IndexCorrupt for <Case> and keeps the current index' -ForEach @(
            @{ Case = 'a text file'; Damage = { param($bytes) , [Text.Encoding]::UTF8.GetBytes('This is a shopping list.' * 500) } }
            @{ Case = 'a short text file'; Damage = { param($bytes) , [Text.Encoding]::UTF8.GetBytes('milk') } }
            @{ Case = 'an empty file'; Damage = { param($bytes) , [byte[]]::new(0) } }
            @{ Case = 'a photo'; Damage = { param($bytes) , [IO.File]::ReadAllBytes((Get-Photo 'Wine_by_Jakkub_Mede.jpg')) } }
            @{ Case = 'a file cut to a tenth'; Damage = { param($bytes) , $bytes[0..([int]($bytes.Length / 10))] } }
            @{ Case = 'a file cut in half'; Damage = { param($bytes) , $bytes[0..([int]($bytes.Length / 2))] } }
            @{ Case = 'a file without its last byte'; Damage = { param($bytes) , $bytes[0..($bytes.Length - 2)] } }
            @{ Case = 'a flipped bit in its rows'; Damage = {
                    param($bytes) $bytes[[int]($bytes.Length / 2)] = $bytes[[int]($bytes.Length / 2)] -bxor 1; , $bytes }
            }
            @{ Case = 'zeros instead of its header'; Damage = { param($bytes) [Array]::Clear($bytes, 0, 8192); , $bytes } }
        ) {
            $path = Join-Path $folder 'damaged.imgidx'
            [IO.File]::WriteAllBytes($path, [byte[]](& $Damage $savedBytes.Clone()))
            $current = New-ImageIndex
            $e = { Open-ImageIndex $path -ErrorAction SilentlyContinue } |
                Should -Throw -ErrorId 'IndexCorrupt,ImageSearch.PowerShell.Commands.OpenImageIndexCommand' -PassThru
            $e.CategoryInfo.Category | Should -Be InvalidData
            $e.TargetObject | Should -BeExactly $path
            Get-ImageIndex | Should -Be $current
        }
    }

    It 'ends with IndexVersionUnsupported for a file of a later version, and names who wrote it' {
        $bytes = $savedBytes.Clone()
        foreach ($slot in 0, 4096) {
            [BitConverter]::GetBytes([int]99).CopyTo($bytes, $slot + 8)
            [uint]$crc = [uint]::MaxValue
            for ($i = $slot; $i -lt $slot + 4092; $i++) { $crc = [Numerics.BitOperations]::Crc32C($crc, [byte]$bytes[$i]) }
            [BitConverter]::GetBytes([uint]($crc -bxor [uint]::MaxValue)).CopyTo($bytes, $slot + 4092)
        }

        $path = Join-Path $folder 'later.imgidx'
        [IO.File]::WriteAllBytes($path, $bytes)
        $e = { Open-ImageIndex $path -ErrorAction SilentlyContinue } |
            Should -Throw -ErrorId 'IndexVersionUnsupported,ImageSearch.PowerShell.Commands.OpenImageIndexCommand' -PassThru
        $e.CategoryInfo.Category | Should -Be InvalidData
        $e.Exception.Message | Should -Match 'version 99, written by ImageSearch'
    }
}
