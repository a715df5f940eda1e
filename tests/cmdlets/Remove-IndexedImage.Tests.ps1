Describe 'Remove-IndexedImage' {
    BeforeAll {
        . $PSScriptRoot/Common.ps1
        $root = New-TestFolder 'root'
        $null = New-TestFolder 'root/sub'
        $bracket = Copy-Photo 'Fossa_by_Jasper_Roks.jpg' (Join-Path $root 'a[1].jpg')
        $plain = Copy-Photo 'umang_by_Abhishek_Mudgal.jpg' (Join-Path $root 'a1.jpg')
        $deep = Copy-Photo 'Bridge_by_Sander_Klootwijk.jpg' (Join-Path $root 'sub' 'Zürich 写真 😀.jpg')
        $null = New-SmallIndex
        Add-ImageToIndex -LiteralPath $bracket, $plain, $deep
        $saved = Join-Path (New-TestFolder) 'photos.imgidx'
        Save-ImageIndex $saved
    }

    BeforeEach {
        $index = Open-ImageIndex $saved
        Push-Location -LiteralPath $root
    }

    AfterEach {
        Pop-Location
    }

    It 'removes <Case>' -ForEach @(
        @{ Case = 'by id'; Left = 2; Remove = { Remove-IndexedImage -Id 1, 3 } }
        @{ Case = 'by relative path'; Left = 1, 3; Remove = { Remove-IndexedImage a1.jpg } }
        @{ Case = 'by full path'; Left = 1, 2; Remove = { Remove-IndexedImage $deep } }
        @{ Case = 'by literal path'; Left = 2, 3; Remove = { Remove-IndexedImage -LiteralPath 'a[1].jpg' } }
        @{ Case = 'what brackets in -Path match'; Left = 1, 3; Remove = { Remove-IndexedImage 'a[1].jpg' } }
        @{ Case = 'by wildcard in names'; Left = 3; Remove = { Remove-IndexedImage a*.jpg } }
        @{ Case = 'by wildcard in a folder'; Left = 1, 2; Remove = { Remove-IndexedImage sub/*.jpg } }
        @{ Case = 'by wildcard from the present location'; Left = 1, 2; Remove = { Remove-IndexedImage ./sub/*.jpg } }
        @{ Case = 'nothing where a wildcard fits nothing'; Left = 1, 2, 3; Remove = { Remove-IndexedImage *.png } }
        @{ Case = 'what escaped brackets name'; Left = 2, 3; Remove = { Remove-IndexedImage './a`[1`].jpg' } }
        @{ Case = 'piped strings'; Left = 1; Remove = { $deep, 'a1.jpg' | Remove-IndexedImage } }
        @{ Case = 'piped files'; Left = 3; Remove = { Get-ChildItem -File | Remove-IndexedImage } }
        @{ Case = 'piped indexed images'; Left = 1; Remove = { Get-IndexedImage -Id 3, 2 | Remove-IndexedImage } }
        @{ Case = 'piped matches'; Left = 2, 3; Remove = {
                Find-SimilarImage -LiteralPath $bracket -MaximumMatches 1 | Remove-IndexedImage }
        }
    ) {
        & $Remove | Should -BeNullOrEmpty
        (Get-IndexedImage).Id | Should -Be $Left
        $index.ImageCount | Should -Be @($Left).Count
    }

    It 'leaves the files' {
        Get-IndexedImage | Remove-IndexedImage
        $index.ImageCount | Should -Be 0
        foreach ($path in $bracket, $plain, $deep) {
            [IO.File]::Exists($path) | Should -BeTrue
        }
    }

    It 'takes the rows out of the answers' {
        (Find-SimilarImage -LiteralPath $deep -MinimumVotes 1 -NoVerify).Id | Should -Contain 3
        $rows = $index.RowCount
        $image = Get-IndexedImage -Id 3
        Remove-IndexedImage -Id 3
        $index.RowCount | Should -Be ($rows - $image.FeatureCount)
        $left = Find-SimilarImage -LiteralPath $deep -MinimumVotes 1 -NoVerify
        $left | Should -Not -BeNullOrEmpty
        $left.Id | Should -Not -Contain 3
    }

    It 'never gives the id to another image' {
        Remove-IndexedImage -Id 3
        (Add-ImageToIndex -LiteralPath $deep -PassThru).Id | Should -Be 4
    }

    It 'changes the file only when the index is saved' {
        Remove-IndexedImage -Id 1
        $index.HasUnsavedChanges | Should -BeTrue
        (Open-ImageIndex $saved).ImageCount | Should -Be 3
    }

    It 'changes nothing with -WhatIf' {
        Remove-IndexedImage *.jpg -WhatIf
        (Get-IndexedImage).Id | Should -Be @(1, 2, 3)
        $index.HasUnsavedChanges | Should -BeFalse
    }

    It 'says with -Verbose what it removed' {
        $image = Get-IndexedImage -Id 2
        $output = Remove-IndexedImage -Id 2 -Verbose 4>&1
        Get-VerboseMessage $output | Select-Object -Last 1 |
            Should -BeExactly "Removed image 2, '$plain', with $($image.FeatureCount) rows."
    }

    It 'removes from the index of -Index and not from the current one' {
        $other = Open-ImageIndex $saved
        Remove-IndexedImage -Id 1 -Index $index
        $index.ImageCount | Should -Be 2
        $other.ImageCount | Should -Be 3
    }

    It 'reports ImageNotFound for <Case> and goes on with the next' -ForEach @(
        @{ Case = 'an unknown id'; Target = '99'; Remove = { Remove-IndexedImage -Id 99, 2 @Quiet } }
        @{ Case = 'an id that is named twice'; Target = '1'; Remove = {
                1, 1, 2 | Remove-IndexedImage @Quiet }
        }
        @{ Case = 'a path that is not in the index'; Target = $null; Remove = { Remove-IndexedImage -LiteralPath $absent, $plain @Quiet } }
        @{ Case = 'a pattern that is not well formed'; Target = 'a['; Remove = { 'a[', $plain | Remove-IndexedImage @Quiet } }
    ) {
        $absent = Join-Path $root 'absent.jpg'
        $Quiet = @{ ErrorAction = 'SilentlyContinue'; ErrorVariable = '+e' }
        $e = [System.Collections.ArrayList]::new()
        . $Remove
        $e | Should -HaveCount 1
        $e[0].FullyQualifiedErrorId | Should -BeExactly 'ImageNotFound,ImageSearch.PowerShell.Commands.RemoveIndexedImageCommand'
        $e[0].CategoryInfo.Category | Should -Be ObjectNotFound
        $e[0].TargetObject | Should -BeExactly ($Target ?? $absent)
        (Get-IndexedImage).Id | Should -Not -Contain 2
    }

    It 'demands to be told which images' {
        foreach ($set in (Get-Command Remove-IndexedImage).ParameterSets) {
            @($set.Parameters | Where-Object IsMandatory).Name | Should -Contain $set.Name
        }
    }

    It 'ends with NoCurrentIndex where there is none' {
        $e = Invoke-InNewRunspace { Remove-IndexedImage -Id 1 -ErrorAction SilentlyContinue }
        $e.FullyQualifiedErrorId | Should -BeExactly 'NoCurrentIndex,ImageSearch.PowerShell.Commands.RemoveIndexedImageCommand'
        $e.CategoryInfo.Category | Should -Be ObjectNotFound
    }
}
