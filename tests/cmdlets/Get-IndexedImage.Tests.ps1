Describe 'Get-IndexedImage' {
    BeforeAll {
        . $PSScriptRoot/Common.ps1
        $root = New-TestFolder 'root'
        $sub = New-TestFolder 'root/sub'
        $bracket = Copy-Photo 'Fossa_by_Jasper_Roks.jpg' (Join-Path $root 'a[1].jpg')
        $plain = Copy-Photo 'umang_by_Abhishek_Mudgal.jpg' (Join-Path $root 'a1.jpg')
        $deep = Copy-Photo 'Bridge_by_Sander_Klootwijk.jpg' (Join-Path $sub 'deep.jpg')
        $unicode = Copy-Photo 'Kleiber_by_Lukas_Baubkus.jpg' (Join-Path $sub 'Zürich 写真 😀.jpg')
        $index = New-SmallIndex
        $images = Add-ImageToIndex -LiteralPath $bracket, $plain, $deep, $unicode -PassThru
    }

    BeforeEach {
        $null = New-SmallIndex
        Push-Location -LiteralPath $root
    }

    AfterEach {
        Pop-Location
    }

    Context 'all images' {
        It 'lists every image by id' {
            $all = Get-IndexedImage -Index $index
            $all | Should -BeOfType ImageSearch.Index.IndexedImage
            $all.Id | Should -Be @(1, 2, 3, 4)
            $all.FullName | Should -BeExactly @($bracket, $plain, $deep, $unicode)
        }

        It 'lists nothing for an empty index' {
            Get-IndexedImage | Should -BeNullOrEmpty
        }

        It 'shows a table, with paths from the present location' {
            $all = Get-IndexedImage -Index $index
            Get-TableHeading $all | Should -BeExactly @('Id', 'FeatureCount', 'Width', 'Height', 'LengthBytes', 'ModifiedTime', 'FullName')
            Get-TableText $all | Should -Match "(?m)^ *3 +$($images[2].FeatureCount) +640 +360 +[\d.,]+ KB +\S+ \S+ sub[/\\]deep\.jpg *$"
        }

        It 'shows paths where the present location is no folder' {
            $all = Get-IndexedImage -Index $index
            Push-Location Env:
            try {
                Get-TableText $all | Should -Match 'deep\.jpg'
            }
            finally {
                Pop-Location
            }
        }

        It 'knows the hash and the time of the file' {
            $image = Get-IndexedImage -Id 3 -Index $index
            $image.Sha256 | Should -BeExactly (Get-FileHash -LiteralPath $deep -Algorithm SHA256).Hash
            $image.ModifiedTime | Should -Be (Get-Item -LiteralPath $deep).LastWriteTime
            $image.ModifiedTime.Kind | Should -Be Local
        }
    }

    Context 'by id' {
        It 'returns the images in the order of the ids' {
            (Get-IndexedImage -Id 3, 1 -Index $index).FullName | Should -BeExactly @($deep, $bracket)
        }

        It 'takes piped numbers as ids' {
            (2, 4 | Get-IndexedImage -Index $index).FullName |
                Should -BeExactly @($plain, $unicode)
        }

        It 'takes matches that were kept as <_>' -ForEach 'JSON', 'CSV' {
            $kept = Find-SimilarImage -LiteralPath $bracket -Index $index -MinimumVotes 1 -MaximumMatches 2
            $rows = $_ -eq 'CSV' ? ($kept | ConvertTo-Csv | ConvertFrom-Csv) : ($kept | ConvertTo-Json | ConvertFrom-Json)
            ($rows | Get-IndexedImage -Index $index).Id | Should -Be $kept.Id
        }

        It 'takes matches of Find-SimilarImage' {
            $found = Find-SimilarImage -LiteralPath $bracket -Index $index -MinimumVotes 1 -NoVerify
            $found.Count | Should -BeGreaterThan 1
            ($found | Get-IndexedImage -Index $index).Id | Should -Be $found.Id
        }

        It 'reports ImageNotFound for an unknown id and goes on with the next' {
            $found = Get-IndexedImage -Id 99, 1 -Index $index -ErrorAction SilentlyContinue -ErrorVariable e
            $found.Id | Should -Be 1
            $e | Should -HaveCount 1
            $e[0].FullyQualifiedErrorId | Should -BeExactly 'ImageNotFound,ImageSearch.PowerShell.Commands.GetIndexedImageCommand'
            $e[0].CategoryInfo.Category | Should -Be ObjectNotFound
            $e[0].TargetObject | Should -Be 99
        }
    }

    Context 'by path' {
        It 'takes <Case>' -ForEach @(
            @{ Case = 'a relative path'; Ids = 2; Get = { Get-IndexedImage a1.jpg -Index $index } }
            @{ Case = 'a relative path with a folder'; Ids = 3; Get = { Get-IndexedImage sub/deep.jpg -Index $index } }
            @{ Case = 'a relative path with dots'; Ids = 3; Get = { Get-IndexedImage ./sub/../sub/deep.jpg -Index $index } }
            @{ Case = 'a full path'; Ids = 4; Get = { Get-IndexedImage $unicode -Index $index } }
            @{ Case = 'a piped string'; Ids = 2, 3; Get = { 'a1.jpg', 'sub/deep.jpg' | Get-IndexedImage -Index $index } }
            @{ Case = 'a literal path with brackets'; Ids = 1; Get = { Get-IndexedImage -LiteralPath 'a[1].jpg' -Index $index } }
            @{ Case = 'brackets in -Path as wildcards'; Ids = 2; Get = { Get-IndexedImage 'a[1].jpg' -Index $index } }
            @{ Case = 'escaped brackets in -Path as they are'; Ids = 1; Get = { Get-IndexedImage './a`[1`].jpg' -Index $index } }
            @{ Case = 'piped files as they are'; Ids = 1, 2; Get = {
                    Get-Item -LiteralPath 'a[1].jpg', a1.jpg | Get-IndexedImage -Index $index }
            }
        ) {
            (& $Get).Id | Should -Be $Ids
        }

        It 'finds an image whose file is gone' {
            $own = New-SmallIndex
            $lost = Copy-Photo 'umang_by_Abhishek_Mudgal.jpg' (Join-Path $root 'lost.jpg')
            $file = Get-Item -LiteralPath $lost
            Add-ImageToIndex $lost
            Remove-Item -LiteralPath $lost
            (Get-IndexedImage lost.jpg).FullName | Should -BeExactly $lost
            (Get-IndexedImage *ost.jpg).FullName | Should -BeExactly $lost
            ($file | Get-IndexedImage).FullName | Should -BeExactly $lost
            $own.ImageCount | Should -Be 1
        }

        It 'reports ImageNotFound for a path that is not in the index and goes on with the next' {
            $absent = Join-Path $root 'absent.jpg'
            $found = $absent, $deep | Get-IndexedImage -Index $index -ErrorAction SilentlyContinue -ErrorVariable e
            $found.Id | Should -Be 3
            $e | Should -HaveCount 1
            $e[0].FullyQualifiedErrorId | Should -BeExactly 'ImageNotFound,ImageSearch.PowerShell.Commands.GetIndexedImageCommand'
            $e[0].CategoryInfo.Category | Should -Be ObjectNotFound
            $e[0].TargetObject | Should -BeExactly $absent
        }

        It 'names a piped file that is not in the index by its path' {
            $absent = Copy-Photo 'umang_by_Abhishek_Mudgal.jpg' (Join-Path (New-TestFolder) 'absent.jpg')
            Get-Item -LiteralPath $absent | Get-IndexedImage -Index $index -ErrorAction SilentlyContinue -ErrorVariable e
            $e[0].FullyQualifiedErrorId | Should -BeExactly 'ImageNotFound,ImageSearch.PowerShell.Commands.GetIndexedImageCommand'
            $e[0].TargetObject | Should -BeExactly $absent
        }
    }

    Context 'by wildcard' {
        It 'matches <Case>' -ForEach @(
            @{ Case = 'names in any folder where the pattern has none'; Ids = 1, 2, 3, 4; Get = { Get-IndexedImage *.jpg -Index $index } }
            @{ Case = 'part of a name'; Ids = 3; Get = { Get-IndexedImage d*p.jpg -Index $index } }
            @{ Case = 'names in other scripts'; Ids = 4; Get = { Get-IndexedImage *写?*😀* -Index $index } }
            @{ Case = 'a folder from the present location'; Ids = 3, 4; Get = { Get-IndexedImage sub/*.jpg -Index $index } }
            @{ Case = 'the present location as a dot'; Ids = 3, 4; Get = { Get-IndexedImage ./sub/*.jpg -Index $index } }
            @{ Case = 'the folder above as two dots'; Ids = 3, 4; Get = { Set-Location sub; Get-IndexedImage ../sub/*.jpg -Index $index } }
            @{ Case = 'a full path'; Ids = 3, 4; Get = { Get-IndexedImage (Join-Path $root sub *.jpg) -Index $index } }
            @{ Case = 'a path on a PowerShell drive'; Ids = 3, 4; Get = {
                    $null = New-PSDrive -Name GetTest -PSProvider FileSystem -Root $root
                    Get-IndexedImage GetTest:/sub/*.jpg -Index $index }
            }
            @{ Case = 'names in capitals, as Get-ChildItem does'; Ids = 3; Get = {
                    (Get-ChildItem sub/DEEP*.JPG).FullName | Should -BeExactly $deep
                    Get-IndexedImage sub/DEEP*.JPG -Index $index }
            }
            @{ Case = 'nothing where nothing fits'; Ids = @(); Get = { Get-IndexedImage *.png -Index $index } }
        ) {
            @(& $Get).Id | Should -Be $Ids
        }

        It 'takes a folder with brackets in the present location as it is' {
            $odd = New-TestFolder 'odd[1]'
            $path = Copy-Photo 'umang_by_Abhishek_Mudgal.jpg' (Join-Path $odd 'x.jpg')
            $null = New-SmallIndex
            Add-ImageToIndex -LiteralPath $path
            Set-Location -LiteralPath $TestDrive
            (Get-IndexedImage -LiteralPath 'odd[1]/x.jpg').FullName | Should -BeExactly $path
            Set-Location -LiteralPath $odd
            (Get-IndexedImage [x].jpg).FullName | Should -BeExactly $path
        }

        It 'reports ImageNotFound for a pattern that is not well formed and goes on with the next' {
            $found = 'a[', $deep | Get-IndexedImage -Index $index -ErrorAction SilentlyContinue -ErrorVariable e
            $found.Id | Should -Be 3
            $e[0].FullyQualifiedErrorId | Should -BeExactly 'ImageNotFound,ImageSearch.PowerShell.Commands.GetIndexedImageCommand'
            $e[0].TargetObject | Should -BeExactly 'a['
        }
    }

    Context 'choosing the index' {
        It 'lists the current index where nothing is said' {
            Add-ImageToIndex $plain
            (Get-IndexedImage).FullName | Should -BeExactly $plain
        }

        It 'ends with NoCurrentIndex where there is none' {
            $e = Invoke-InNewRunspace { Get-IndexedImage -ErrorAction SilentlyContinue }
            $e.FullyQualifiedErrorId | Should -BeExactly 'NoCurrentIndex,ImageSearch.PowerShell.Commands.GetIndexedImageCommand'
            $e.CategoryInfo.Category | Should -Be ObjectNotFound
        }
    }

    It 'takes no text for an id that PowerShell would read as another number: <Command>' -ForEach @(
        @{ Command = 'Get-IndexedImage -Id'; Run = { Get-IndexedImage -Id '1,2' } }
        @{ Command = 'Remove-IndexedImage -Id'; Run = { Remove-IndexedImage -Id '1,2' } }
        @{ Command = 'Find-SimilarImage -Id'; Run = { Find-SimilarImage -Id '1,2' } }
        @{ Command = 'Find-SimilarImage -CandidateId'; Run = { Find-SimilarImage -Id 1 -CandidateId '1,2' } }
        @{ Command = 'a hexadecimal one'; Run = { Get-IndexedImage -Id '0x1' } }
    ) {
        { & $Run } | Should -Throw -ErrorId 'ParameterArgumentTransformationError,*'
    }
}
