Describe 'OpenCV''s extractor' {
    BeforeDiscovery {
        $isBuilt = Test-Path (Join-Path $PSScriptRoot '..' '..' 'module' 'bin' 'ImageSearch.OpenCv.dll')
    }

    BeforeAll {
        . $PSScriptRoot/Common.ps1
        $wine = Get-Photo 'Wine_by_Jakkub_Mede.jpg'
    }

    Context 'where it is not built' {
        BeforeAll {
            # The module as it is shipped, and an index whose settings ask for OpenCV.
            $copy = New-TestFolder 'without'
            $source = Split-Path $Manifest
            Copy-Item -LiteralPath $Manifest -Destination $copy
            Copy-Item -LiteralPath (Join-Path $source 'module') -Destination $copy -Recurse
            Get-ChildItem (Join-Path $copy 'module' 'bin') -File | Where-Object Name -Match 'OpenCv' | Remove-Item
            $script = Join-Path $copy 'try.ps1'
            Set-Content -LiteralPath $script {
                param($Module, $Photo, $File)
                Import-Module $Module
                try { New-ImageIndex -Extractor OpenCv } catch { $_.FullyQualifiedErrorId; $_.CategoryInfo.Category; $_.Exception.Message }
                $sift = [ImageSearch.Sift.SiftSettings]::new(500, 3, 0.04, 10, 1.6, 0, 'Sift', 'OpenCv')
                $index = [ImageSearch.Index.ImageIndex]::new([ImageSearch.Index.IndexSettings]::new([ImageSearch.Imaging.ImagingSettings]::new(512, 250), $sift))
                Save-ImageIndex $File -Index $index
                $null = Open-ImageIndex $File
                try { Add-ImageToIndex -LiteralPath $Photo } catch { $_.FullyQualifiedErrorId }
                try { Find-SimilarImage -LiteralPath $Photo } catch { $_.FullyQualifiedErrorId }
                try { Update-ImageIndex -LiteralPath (Split-Path $Photo) -Include (Split-Path $Photo -Leaf) } catch { $_.FullyQualifiedErrorId }
            }
            $lines = & $Pwsh @PwshArguments -File $script (Join-Path $copy 'ImageSearch.psd1') $wine (Join-Path $copy 'a.imgidx')
        }

        It 'New-ImageIndex says how to build it' {
            $lines[0] | Should -BeExactly 'ExtractorMissing,ImageSearch.PowerShell.Commands.NewImageIndexCommand'
            $lines[1] | Should -BeExactly 'NotInstalled'
            $lines[2] | Should -Match 'build\.ps1 Build -WithOpenCv'
        }

        It 'an index of its features is opened, and what describes images ends with ExtractorMissing' {
            $lines[3..5] | Should -BeExactly 'ExtractorMissing,ImageSearch.PowerShell.Commands.AddImageToIndexCommand',
                'ExtractorMissing,ImageSearch.PowerShell.Commands.FindSimilarImageCommand',
                'ExtractorMissing,ImageSearch.PowerShell.Commands.UpdateImageIndexCommand'
        }
    }

    Context 'where it is built' -Skip:(-not $isBuilt) {
        BeforeAll {
            $index = New-ImageIndex -Extractor OpenCv
            Add-ImageToIndex -LiteralPath $wine, (Get-Photo 'Kleiber_by_Lukas_Baubkus.jpg')
        }

        It 'describes images as plain SIFT, and finds them' {
            $index.Settings.Sift.Extractor | Should -Be 'OpenCv'
            $index.Settings.Sift.Descriptor | Should -Be 'Sift'
            $found = Find-SimilarImage (Join-Path $PSScriptRoot '..' 'data' 'copies' 'Wine_by_Jakkub_Mede__crop50.jpg')
            $found.FullName | Should -BeExactly $wine
            $found.Confidence | Should -BeGreaterThan 0.99
        }

        It 'is remembered by the file' {
            $file = Join-Path $TestDrive 'opencv.imgidx'
            Save-ImageIndex $file
            $opened = Open-ImageIndex $file
            $opened.Settings.Sift.Extractor | Should -Be 'OpenCv'
            (Find-SimilarImage $wine -MaximumMatches 1).FullName | Should -BeExactly $wine
        }
    }

    It 'makes no RootSift' {
        { New-ImageIndex -Extractor OpenCv -Descriptor RootSift } |
            Should -Throw -ErrorId 'InvalidArgument,ImageSearch.PowerShell.Commands.NewImageIndexCommand'
    }
}
