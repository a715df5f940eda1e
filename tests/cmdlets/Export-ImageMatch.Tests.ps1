Describe 'Export-ImageMatch' {
    BeforeAll {
        . $PSScriptRoot/Common.ps1
        $index = New-ImageIndex
        $null = Get-ChildItem (Join-Path $Photos '*.jpg') | Add-ImageToIndex -Index $index
        $copies = (Resolve-Path (Join-Path $PSScriptRoot '..' 'data' 'copies')).ProviderPath
        $copy = Join-Path $copies 'Wine_by_Jakkub_Mede__crop50.jpg'
        $match = Find-SimilarImage $copy -Index $index
        $id = 'ImageSearch.PowerShell.Commands.ExportImageMatchCommand'
    }

    BeforeEach {
        $folder = New-TestFolder
        Push-Location -LiteralPath $folder
    }

    AfterEach { Pop-Location }

    It 'draws a match into a file, named from here' {
        $match | Should -HaveCount 1
        $match | Export-ImageMatch wine.png | Should -BeNullOrEmpty
        $bytes = [IO.File]::ReadAllBytes((Join-Path $folder 'wine.png'))
        $bytes[1..3] | Should -Be ([byte[]][char[]]'PNG')
        (Get-ChildItem).Name | Should -Be 'wine.png'
    }

    It 'returns the file with -PassThru, and takes sizes' {
        $small = $match | Export-ImageMatch small.jpg -LongSidePixels 200 -PassThru
        $small | Should -BeOfType System.IO.FileInfo
        $large = $match | Export-ImageMatch large.jpg -PassThru
        $large.Length | Should -BeGreaterThan (2 * $small.Length)
    }

    It 'draws many matches into a folder that it makes' {
        $files = Get-ChildItem (Join-Path $copies '*__crop50.jpg') | Find-SimilarImage -Index $index |
            Export-ImageMatch 'new [1]/' -Format Jpeg -LongSidePixels 100 -PassThru
        $files.Count | Should -BeGreaterThan 8
        $files.FullName | Should -Be @(Get-ChildItem -LiteralPath 'new [1]' | Sort-Object { $files.FullName.IndexOf($_.FullName) } | ForEach-Object FullName)
        $files.Name | Should -Contain 'Wine_by_Jakkub_Mede__crop50-1-Wine_by_Jakkub_Mede.jpg'
    }

    It 'draws what Compare-Image says, match or not' {
        $files = Get-Item (Get-Photo 'Wine_by_Jakkub_Mede.jpg'), (Get-Photo 'Kleiber_by_Lukas_Baubkus.jpg') | Compare-Image $copy |
            Export-ImageMatch . -PassThru
        $files.Name | Should -Be 'Wine_by_Jakkub_Mede__crop50-Wine_by_Jakkub_Mede.png', 'Wine_by_Jakkub_Mede__crop50-Kleiber_by_Lukas_Baubkus.png'
    }

    It 'draws matches by votes alone, without points' {
        $votes = Find-SimilarImage $copy -Index $index -NoVerify -MaximumMatches 1 -Detailed
        $votes.Detail.Points | Should -HaveCount 0
        ($votes | Export-ImageMatch votes.png -PassThru).Length | Should -BeGreaterThan 1000
    }

    It 'writes nothing with -WhatIf' {
        $match | Export-ImageMatch new/ -WhatIf
        Get-ChildItem | Should -BeNullOrEmpty
    }

    It 'keeps a file that is there, unless -Force' {
        Set-Content wine.png mine
        $match | Export-ImageMatch wine.png -ErrorAction SilentlyContinue -ErrorVariable e
        $e[0].FullyQualifiedErrorId | Should -BeExactly "PictureExists,$id"
        $e[0].CategoryInfo.Category | Should -Be 'ResourceExists'
        Get-Content wine.png | Should -BeExactly 'mine'
        $match | Export-ImageMatch wine.png -Force
        (Get-Item wine.png).Length | Should -BeGreaterThan 1000
    }

    It 'refuses a second match for one file' {
        $match, $match | Export-ImageMatch one.png -LongSidePixels 100 -Force -ErrorAction SilentlyContinue -ErrorVariable e
        $e | Should -HaveCount 1
        $e[0].FullyQualifiedErrorId | Should -BeExactly "PictureExists,$id"
        $e[0].Exception.Message | Should -BeLike '*folder*'
    }

    It 'reports <What> and goes on' -ForEach @(
        @{ What = 'an image that is gone'; ErrorId = 'ImageNotFound'; Change = { $copy2 = Copy-Photo 'Kleiber_by_Lukas_Baubkus.jpg' (Join-Path $folder 'k.jpg')
                $found = Find-SimilarImage $copy2 -Index $index; Remove-Item $copy2; $found } }
        @{ What = 'a match by raw descriptors'; ErrorId = 'ImageNotFound'; Change = {
                Find-SimilarImage -Descriptor ([byte[]]::new(128)) -Index $index -MinimumVotes 1 -MaximumMatches 1 } }
    ) {
        $bad = & $Change
        $bad | Should -HaveCount 1
        $files = $bad, $match | Export-ImageMatch out/ -LongSidePixels 100 -PassThru -ErrorAction SilentlyContinue -ErrorVariable e
        $files | Should -HaveCount 1
        $e[0].FullyQualifiedErrorId | Should -BeExactly "$ErrorId,$id"
    }

    It 'refuses an ending that is no picture' {
        { $match | Export-ImageMatch wine.gif -ErrorAction SilentlyContinue } | Should -Throw -ErrorId "InvalidArgument,$id"
    }

    It 'refuses <Destination>, which is in no file system' -ForEach @(
        @{ Destination = 'env:x.png' }, @{ Destination = 'nosuchdrive:x.png' }, @{ Destination = 'variable:x' }
    ) {
        { $match | Export-ImageMatch $Destination -ErrorAction SilentlyContinue } | Should -Throw -ErrorId "PictureNotWritable,$id"
    }

    It 'never replaces the images themselves' {
        $own = Copy-Photo 'Wine_by_Jakkub_Mede.jpg' (Join-Path $folder 'own.jpg')
        $hash = (Get-FileHash $own).Hash
        Compare-Image $own $copy | Export-ImageMatch own.jpg -Force -ErrorAction SilentlyContinue -ErrorVariable e
        $e[0].FullyQualifiedErrorId | Should -BeExactly "PictureExists,$id"
        (Get-FileHash $own).Hash | Should -Be $hash
    }

    It 'says when a folder cannot be written to' {
        $match | Export-ImageMatch missing/wine.png -ErrorAction SilentlyContinue -ErrorVariable e
        $e[0].FullyQualifiedErrorId | Should -BeExactly "PictureNotWritable,$id"
        $e[0].CategoryInfo.Category | Should -Be 'WriteError'
    }
}
