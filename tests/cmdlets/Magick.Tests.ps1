Describe 'HEIC, JPEG XL and JPEG 2000' {
    BeforeDiscovery {
        $isBuilt = Test-Path (Join-Path $PSScriptRoot '..' '..' 'module' 'bin' 'ImageSearch.Magick.dll')
    }

    BeforeAll {
        . $PSScriptRoot/Common.ps1
        $samples = (Resolve-Path -LiteralPath (Join-Path $PSScriptRoot '..' 'data' 'magick')).ProviderPath
        $heic = Join-Path $samples 'Wine_by_Jakkub_Mede.heic'
        $wine = Get-Photo 'Wine_by_Jakkub_Mede.jpg'
    }

    Context 'where the part is not' {
        BeforeAll {
            # The module as it is shipped.
            $copy = New-TestFolder 'without'
            Copy-Item -LiteralPath $Manifest -Destination $copy
            Copy-Item -LiteralPath (Join-Path (Split-Path $Manifest) 'module') -Destination $copy -Recurse
            Get-ChildItem (Join-Path $copy 'module' 'bin') -File | Where-Object Name -Match 'Magick' | Remove-Item
            $pictures = New-TestFolder 'pictures'
            Copy-Item -LiteralPath $heic, $wine -Destination $pictures
            Copy-Item -LiteralPath $heic -Destination (Join-Path $pictures 'other.heif')
            $script = Join-Path $copy 'try.ps1'
            Set-Content -LiteralPath $script {
                param($Module, $Heic, $Pictures)
                Import-Module $Module
                $null = New-ImageIndex
                Add-ImageToIndex -LiteralPath $Heic -ErrorVariable failed -ErrorAction SilentlyContinue
                $failed.FullyQualifiedErrorId; $failed.CategoryInfo.Category; $failed.TargetObject; $failed.Exception.Message
                foreach ($night in 1, 2) {
                    $summary = Update-ImageIndex -LiteralPath $Pictures -WarningVariable warned -WarningAction SilentlyContinue -ErrorAction Stop
                    "$($summary.Images) image, $($summary.Failed) failed, $($summary.Skipped) skipped, $(@($warned).Count) warning"
                    "$warned"
                }
            }
            $lines = & $Pwsh @PwshArguments -File $script (Join-Path $copy 'ImageSearch.psd1') $heic $pictures
        }

        It 'an image says what it needs' {
            $lines[0] | Should -BeExactly 'DecoderMissing,ImageSearch.PowerShell.Commands.AddImageToIndexCommand'
            $lines[1] | Should -BeExactly 'NotInstalled'
            $lines[2] | Should -BeExactly $heic
            $lines[3] | Should -Match 'HEIC needs the part ImageSearch\.Magick, see DecoderMissing in docs/errors\.md'
        }

        It 'Update-ImageIndex warns once, and fails none' {
            $lines[4, 6] | Should -BeExactly '1 image, 0 failed, 2 skipped, 1 warning', '1 image, 0 failed, 2 skipped, 1 warning'
            $lines[5] | Should -Match '^2 files were skipped.*HEIC needs the part'
        }
    }

    Context 'where it is' -Skip:(-not $isBuilt) {
        It 'they are added and found like any image' {
            $index = New-ImageIndex
            Add-ImageToIndex -LiteralPath $wine, (Get-Photo 'Kleiber_by_Lukas_Baubkus.jpg')
            $found = Get-ChildItem (Join-Path $samples 'Wine_by_Jakkub_Mede.*') | Find-SimilarImage
            $found.FullName | Should -BeExactly $wine, $wine, $wine
            (Update-ImageIndex -LiteralPath $samples -Index $index -WarningAction Stop).Added | Should -Be (Get-ChildItem $samples).Count
        }

        It 'nothing of it is loaded before such an image is met, nor then where others see it' {
            $script = Join-Path $TestDrive 'loaded.ps1'
            Set-Content -LiteralPath $script {
                param($Module, $Photo, $Heic)
                function Get-Foreign {
                    $names = [AppDomain]::CurrentDomain.GetAssemblies().GetName().Name -match 'Magick'
                    $shared = [Runtime.Loader.AssemblyLoadContext]::Default.Assemblies.GetName().Name -match 'Magick'
                    "$(@($names).Count) $(@($shared).Count)"
                }

                Import-Module $Module
                $null = New-ImageIndex
                Add-ImageToIndex -LiteralPath $Photo
                Get-Foreign
                Add-ImageToIndex -LiteralPath $Heic
                Get-Foreign
            }
            $lines = & $Pwsh @PwshArguments -File $script $Manifest $wine $heic
            $lines | Should -BeExactly '0 0', '3 0'
        }
    }

    Context 'its package, tried where IMAGESEARCH_PACKAGES is set' -Skip:(-not $env:IMAGESEARCH_PACKAGES) {
        BeforeAll {
            $repository = Split-Path $Manifest
            $rids = 'win-x64', "$($IsWindows ? 'win' : $IsMacOS ? 'osx' : 'linux')-$([Runtime.InteropServices.RuntimeInformation]::ProcessArchitecture.ToString().ToLowerInvariant())"
            $null = & $Pwsh @PwshArguments -File (Join-Path $repository 'build.ps1') Package -WithMagick -Rid (($rids | Select-Object -Unique) -join ',')
            $made = $LASTEXITCODE
            $zips = Get-ChildItem (Join-Path $repository 'artifacts' 'package-magick' '*.zip')
        }

        It 'is made for each platform, with the notices of what is in it' {
            $made | Should -Be 0
            $zips | Should -HaveCount ($rids | Select-Object -Unique).Count
            foreach ($zip in $zips) {
                $archive = [IO.Compression.ZipFile]::OpenRead($zip)
                try { $archive.Entries.Name | Should -Contain 'Magick.NET-Notice.txt' } finally { $archive.Dispose() }
            }
        }

        It 'unpacks into the module''s folder, which then reads HEIC' {
            $modules = New-TestFolder 'modules'
            $target = New-Item -ItemType Directory (Join-Path $modules 'ImageSearch' (Import-PowerShellDataFile $Manifest).ModuleVersion)
            Copy-Item -LiteralPath $Manifest -Destination $target
            Copy-Item -LiteralPath (Join-Path $repository 'module') -Destination $target -Recurse
            Get-ChildItem (Join-Path $target 'module' 'bin') -File | Where-Object Name -Match 'Magick' | Remove-Item
            [IO.Compression.ZipFile]::ExtractToDirectory(($zips | Where-Object Name -Match $rids[1]).FullName, $modules)
            $script = "Import-Module '$target/ImageSearch.psd1'; `$null = New-ImageIndex; (Add-ImageToIndex -LiteralPath '$heic' -PassThru).Width"
            & $Pwsh @PwshArguments -Command $script | Should -Be 214
        }
    }
}
