# What no cmdlet may do, whatever is piped, mistyped or inherited: harm an index or a file.
BeforeAll {
    . (Join-Path $PSScriptRoot 'Common.ps1')
    $Small = @('Wine_by_Jakkub_Mede.jpg', 'Fossa_by_Jasper_Roks.jpg', 'free_by_Peter_Nerlich.jpg')

    # A folder with three photos.
    function New-PhotoFolder {
        $folder = New-TestFolder
        $Small | ForEach-Object { $null = Copy-Photo $_ (Join-Path $folder $_) }
        $folder
    }
}

Describe 'What cmdlets hand out' {
    BeforeEach {
        $folder = New-PhotoFolder
        $file = Join-Path $folder 'x.imgidx'
        $null = New-ImageIndex $file -LongSidePixels 256 -Features 60
        Get-ChildItem (Join-Path $folder '*.jpg') | Add-ImageToIndex
        Save-ImageIndex
    }

    It 'cannot be set, so that a mistyped comparison changes nothing' {
        { Get-IndexedImage | Where-Object { $_.Id = 3 } } | Should -Throw -ExpectedMessage '*Id*'
        { (Get-IndexedImage)[0].Facts.Path = '/etc/passwd' } | Should -Throw -ExpectedMessage '*Path*'
        { (Get-ImageIndex).Settings.Sift.Descriptor = 'Sift' } | Should -Throw -ExpectedMessage '*Descriptor*'
        { (Get-ImageIndex).RelativePaths = $true } | Should -Throw -ExpectedMessage '*RelativePaths*'
        { (Copy-Photo $Small[0] (Join-Path $folder 'more.jpg') | Add-ImageToIndex -PassThru).Width = 1 } | Should -Throw -ExpectedMessage '*Width*'
        Save-ImageIndex
        $null = Open-ImageIndex $file
        (Get-IndexedImage).Id | Should -Be 1, 2, 3, 4
        Test-ImageIndex $file -Quiet | Should -BeTrue
    }

    It 'has lists that cannot be written to' {
        $match = Find-SimilarImage (Get-Photo $Small[0])
        $match.Points.Count | Should -BeGreaterThan 3
        { $match.Points[0] = $null } | Should -Throw
        { $match.Outline[0][0] = 1 } | Should -Throw
        { $match.Parts.Clear() } | Should -Throw
        { (Test-ImageIndex $file).Problems.Add($null) } | Should -Throw
    }
}
