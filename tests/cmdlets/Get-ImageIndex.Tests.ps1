Describe 'Get-ImageIndex' {
    BeforeAll {
        . $PSScriptRoot/Common.ps1
    }

    It 'returns the index that was made last' {
        $first = New-ImageIndex
        $second = New-ImageIndex
        Get-ImageIndex | Should -Be $second
        Get-ImageIndex | Should -Not -Be $first
    }

    It 'returns the index that was opened last' {
        $path = Join-Path (New-TestFolder) 'photos.imgidx'
        $null = New-ImageIndex $path
        $null = New-ImageIndex
        $opened = Open-ImageIndex $path
        Get-ImageIndex | Should -Be $opened
    }

    It 'returns the index of -Index and leaves the current one' {
        $first = New-ImageIndex
        $second = New-ImageIndex
        Get-ImageIndex -Index $first | Should -Be $first
        Get-ImageIndex | Should -Be $second
    }

    It 'counts images and rows as they are now' {
        $index = New-SmallIndex
        $image = Add-ImageToIndex (Get-Photo 'umang_by_Abhishek_Mudgal.jpg') -PassThru
        $index.ImageCount | Should -Be 1
        $index.RowCount | Should -Be $image.FeatureCount
        Remove-IndexedImage -Id $image.Id
        $index.ImageCount | Should -Be 0
        $index.RowCount | Should -Be 0
    }

    It 'shows a table' {
        $null = New-ImageIndex
        Get-TableHeading (Get-ImageIndex) | Should -BeExactly @('ImageCount', 'RowCount', 'Kind', 'Descriptor', 'HasUnsavedChanges', 'FilePath')
    }

    It 'shows whether changes are saved' {
        $path = Join-Path (New-TestFolder) 'photos.imgidx'
        $index = New-ImageIndex -LongSidePixels 256 -MaxFeatures 60 -Descriptor RootSift
        Get-TableText $index | Should -Match '(?m)^ *0 +0 +Flat +RootSift +False +\(in memory\)'
        Add-ImageToIndex (Get-Photo 'umang_by_Abhishek_Mudgal.jpg')
        Get-TableText $index | Should -Match '(?m)^ *1 +\d+ +Flat +RootSift +True +\(in memory\)'
        Save-ImageIndex $path
        Get-TableText $index | Should -Match "(?m)^ *1 +\d+ +Flat +RootSift +False +$([regex]::Escape($path))"
        Remove-IndexedImage -Id 1
        Get-TableText $index | Should -Match "(?m)^ *0 +0 +Flat +RootSift +True +$([regex]::Escape($path))"
    }

    It 'tells where the rows lie' {
        $path = Join-Path (New-TestFolder) 'photos.imgidx'
        $null = New-SmallIndex
        Add-ImageToIndex (Get-Photo 'umang_by_Abhishek_Mudgal.jpg')
        (Get-ImageIndex).RowLocation | Should -BeExactly 'memory'
        Save-ImageIndex $path
        $null = Open-ImageIndex $path
        (Get-ImageIndex).RowLocation | Should -BeExactly 'file'
        Add-ImageToIndex (Get-Photo 'Kleiber_by_Lukas_Baubkus.jpg')
        (Get-ImageIndex).RowLocation | Should -BeExactly 'file and memory'
    }

    It 'ends with NoCurrentIndex where there is none' {
        $e = Invoke-InNewRunspace { Get-ImageIndex -ErrorAction SilentlyContinue }
        $e.FullyQualifiedErrorId | Should -BeExactly 'NoCurrentIndex,ImageSearch.PowerShell.Commands.GetImageIndexCommand'
        $e.CategoryInfo.Category | Should -Be ObjectNotFound
    }
}
