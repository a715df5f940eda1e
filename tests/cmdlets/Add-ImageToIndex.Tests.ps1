Describe 'Add-ImageToIndex' {
    BeforeAll {
        . $PSScriptRoot/Common.ps1
    }

    BeforeEach {
        $index = New-SmallIndex
        $folder = New-TestFolder
        Push-Location -LiteralPath $folder
    }

    AfterEach {
        Pop-Location
    }

    Context 'taking paths' {
        It 'adds the file that a path names and returns nothing' {
            $path = Copy-Photo 'Bridge_by_Sander_Klootwijk.jpg' (Join-Path $folder 'bridge.jpg')
            Add-ImageToIndex $path | Should -BeNullOrEmpty
            $index.ImageCount | Should -Be 1
            (Get-IndexedImage).FullName | Should -BeExactly $path
        }

        It 'takes a relative path from the present location' {
            $path = Copy-Photo 'umang_by_Abhishek_Mudgal.jpg' (Join-Path $folder 'umang.jpg')
            (Add-ImageToIndex umang.jpg -PassThru).FullName | Should -BeExactly $path
            (Add-ImageToIndex ./umang.jpg -PassThru).Id | Should -Be 1
        }

        It 'takes a path on a PowerShell drive' {
            $path = Copy-Photo 'umang_by_Abhishek_Mudgal.jpg' (Join-Path $folder 'umang.jpg')
            $null = New-PSDrive -Name AddTest -PSProvider FileSystem -Root $folder
            (Add-ImageToIndex AddTest:/umang.jpg -PassThru).FullName | Should -BeExactly $path
        }

        It 'expands wildcards in -Path' {
            $null = Copy-Photo 'umang_by_Abhishek_Mudgal.jpg' (Join-Path $folder 'one.jpg')
            $null = Copy-Photo 'Fossa_by_Jasper_Roks.jpg' (Join-Path $folder 'two.jpg')
            $null = Copy-Photo 'Bridge_by_Sander_Klootwijk.jpg' (Join-Path $folder 'three.jpeg')
            $names = Add-ImageToIndex -Path *.jpg -PassThru | ForEach-Object { Split-Path $_.FullName -Leaf }
            $names | Sort-Object | Should -BeExactly @('one.jpg', 'two.jpg')
        }

        It 'takes several paths at once and adds them in their order' {
            $paths = @(
                Copy-Photo 'Fossa_by_Jasper_Roks.jpg' (Join-Path $folder 'z.jpg')
                Copy-Photo 'umang_by_Abhishek_Mudgal.jpg' (Join-Path $folder 'a.jpg')
                Copy-Photo 'Bridge_by_Sander_Klootwijk.jpg' (Join-Path $folder 'm.jpg')
            )
            $added = Add-ImageToIndex -LiteralPath $paths -PassThru
            $added.FullName | Should -BeExactly $paths
            $added.Id | Should -Be @(1, 2, 3)
        }

        It 'adds a file once that is named twice' {
            $path = Copy-Photo 'umang_by_Abhishek_Mudgal.jpg' (Join-Path $folder 'umang.jpg')
            $added = Add-ImageToIndex -LiteralPath $path, $path -PassThru
            $added.Id | Should -Be @(1, 1)
            $index.ImageCount | Should -Be 1
        }

        It 'keeps names in other scripts and emoji' {
            $path = Copy-Photo 'umang_by_Abhishek_Mudgal.jpg' (Join-Path $folder 'Zürich – 写真 😀.jpg')
            (Add-ImageToIndex *写真* -PassThru).FullName | Should -BeExactly $path
            (Get-IndexedImage -LiteralPath $path).Id | Should -Be 1
        }
    }

    Context 'with brackets in file names' {
        BeforeEach {
            $bracket = Copy-Photo 'Fossa_by_Jasper_Roks.jpg' (Join-Path $folder 'a[1].jpg')
            $plain = Copy-Photo 'umang_by_Abhishek_Mudgal.jpg' (Join-Path $folder 'a1.jpg')
        }

        It 'reads them as wildcards in -Path' {
            (Add-ImageToIndex -Path 'a[1].jpg' -PassThru).FullName | Should -BeExactly $plain
        }

        It 'reads them as they are in -LiteralPath' {
            (Add-ImageToIndex -LiteralPath 'a[1].jpg' -PassThru).FullName | Should -BeExactly $bracket
        }

        It 'reads escaped brackets in -Path as they are, as tab completion writes them' {
            (Add-ImageToIndex './a`[1`].jpg' -PassThru).FullName | Should -BeExactly $bracket
        }

        It 'adds the very files that Get-ChildItem pipes' {
            $added = Get-ChildItem -File | Add-ImageToIndex -PassThru
            $added.FullName | Sort-Object | Should -BeExactly (@($bracket, $plain) | Sort-Object)
        }

        It 'reads piped strings as -Path' {
            ('a[1].jpg' | Add-ImageToIndex -PassThru).FullName | Should -BeExactly $plain
        }

        It 'checks the very files of indexed images that are piped back' {
            Add-ImageToIndex -LiteralPath $bracket, $plain
            $again = Get-IndexedImage | Add-ImageToIndex -PassThru
            $again.FullName | Should -BeExactly @($bracket, $plain)
        }
    }

    Context 'seeing images again' {
        BeforeEach {
            $first = Copy-Photo 'Fossa_by_Jasper_Roks.jpg' (Join-Path $folder 'first.jpg')
            $second = Copy-Photo 'umang_by_Abhishek_Mudgal.jpg' (Join-Path $folder 'second.jpg')
            $before = Add-ImageToIndex -LiteralPath $first, $second -PassThru
        }

        It 'skips unchanged images, returns them with -PassThru and counts them' {
            $generation = $index.Generation
            $output = Add-ImageToIndex -LiteralPath $first, $second -PassThru -Verbose 4>&1
            $images = @($output | Where-Object { $_ -is [ImageSearch.Index.IndexedImage] })
            $images | Should -Be $before
            Get-VerboseMessage $output | Select-Object -Last 1 | Should -BeExactly '0 added, 0 replaced, 2 unchanged, 0 failed.'
            $index.Generation | Should -Be $generation
        }

        It 'replaces an image whose file changed and keeps its id' {
            $null = Copy-Photo 'Bridge_by_Sander_Klootwijk.jpg' $first
            $output = Add-ImageToIndex -LiteralPath $first, $second -PassThru -Verbose 4>&1
            $images = @($output | Where-Object { $_ -is [ImageSearch.Index.IndexedImage] })
            $images.Id | Should -Be $before.Id
            $images[0].Sha256 | Should -Be (Get-FileHash -LiteralPath $first).Hash
            $images[0].Sha256 | Should -Not -Be $before[0].Sha256
            Get-VerboseMessage $output | Select-Object -Last 1 | Should -BeExactly '0 added, 1 replaced, 1 unchanged, 0 failed.'
            $index.ImageCount | Should -Be 2
            $index.RowCount | Should -Be ($images | Measure-Object FeatureCount -Sum).Sum
        }

        It 'finds what a replaced image shows now, not what it showed' {
            $null = Copy-Photo 'Bridge_by_Sander_Klootwijk.jpg' $first
            Add-ImageToIndex -LiteralPath $first
            $match = Find-SimilarImage (Get-Photo 'Bridge_by_Sander_Klootwijk.jpg') -Neighbours 1 -MaximumMatches 1
            $match.Id | Should -Be $before[0].Id
            $match.Score | Should -Be 100
            $old = Find-SimilarImage (Get-Photo 'Fossa_by_Jasper_Roks.jpg') -Neighbours 1 -MinimumVotes 1
            $old.Score | Should -Not -Contain 100
        }

        It 'takes a touched file with the same content for unchanged, and notes its new time' {
            $time = [datetime]::new(2021, 5, 6, 7, 8, 9, [DateTimeKind]::Utc)
            [IO.File]::SetLastWriteTimeUtc($first, $time)
            $output = Add-ImageToIndex -LiteralPath $first -PassThru -Verbose 4>&1
            Get-VerboseMessage $output | Select-Object -Last 1 | Should -BeExactly '0 added, 0 replaced, 1 unchanged, 0 failed.'
            $image = Get-IndexedImage -Id $before[0].Id
            $image.ModifiedUtc | Should -Be $time
            $image.FeatureCount | Should -Be $before[0].FeatureCount
        }

        It 'counts new images beside known ones' {
            $third = Copy-Photo 'Bridge_by_Sander_Klootwijk.jpg' (Join-Path $folder 'third.jpg')
            $output = Get-ChildItem -File | Add-ImageToIndex -Verbose 4>&1
            Get-VerboseMessage $output | Select-Object -Last 1 | Should -BeExactly '1 added, 0 replaced, 2 unchanged, 0 failed.'
            (Get-IndexedImage -LiteralPath $third).Id | Should -Be 3
        }

        It 'reports a file that is gone and keeps what the index knows of it' {
            Remove-Item -LiteralPath $first
            Add-ImageToIndex -LiteralPath $first -ErrorAction SilentlyContinue -ErrorVariable e
            $e[0].FullyQualifiedErrorId | Should -BeExactly 'ImageNotFound,ImageSearch.PowerShell.Commands.AddImageToIndexCommand'
            (Get-IndexedImage).FullName | Should -BeExactly @($first, $second)
        }
    }

    Context 'output' {
        BeforeEach {
            $path = Copy-Photo 'Bridge_by_Sander_Klootwijk.jpg' (Join-Path $folder 'bridge.jpg')
        }

        It 'returns typed images with -PassThru' {
            $image = Add-ImageToIndex $path -PassThru
            $image | Should -BeOfType ImageSearch.Index.IndexedImage
            $image.Width | Should -Be 640
            $image.Height | Should -Be 360
            $image.DescribedWidth | Should -Be 256
            $image.LengthBytes | Should -Be (Get-Item -LiteralPath $path).Length
            $image.FeatureCount | Should -BeGreaterThan 0
            $image.FeatureCount | Should -BeLessOrEqual 60
        }

        It 'shows them as a table' {
            Get-TableHeading (Add-ImageToIndex $path -PassThru) |
                Should -BeExactly @('Id', 'FeatureCount', 'Width', 'Height', 'LengthBytes', 'ModifiedTime', 'FullName')
        }

        It 'can be cut short downstream and leaves what was added in the index' {
            $null = Copy-Photo 'umang_by_Abhishek_Mudgal.jpg' (Join-Path $folder 'umang.jpg')
            $image = Get-ChildItem -File | Add-ImageToIndex -PassThru | Select-Object -First 1
            $image.FullName | Should -BeExactly $path
            (Get-IndexedImage -Id $image.Id) | Should -Be $image
            Get-ChildItem -File | Add-ImageToIndex
            $index.ImageCount | Should -Be 2
        }

        It 'changes nothing with -WhatIf' {
            Add-ImageToIndex $path -PassThru -WhatIf | Should -BeNullOrEmpty
            $index.ImageCount | Should -Be 0
            $index.Generation | Should -Be 0
        }

        It 'gives the same index whatever -ThrottleLimit' {
            Copy-Item -LiteralPath (Get-Photo 'Dragonfly_by_Bolly.jpg'), (Get-Photo 'umang_by_Abhishek_Mudgal.jpg') -Destination $folder
            $hashes = foreach ($limit in 1, 4) {
                $one = New-SmallIndex
                Get-ChildItem -Filter *.jpg | Add-ImageToIndex -ThrottleLimit $limit
                $one.ImageCount | Should -Be 3
                (Save-ImageIndex "by-$limit.imgidx" -PassThru | Get-FileHash).Hash
            }
            $hashes[0] | Should -Be $hashes[1]
        }
    }

    Context 'choosing the index' {
        It 'adds to the index of -Index and not to the current one' {
            $other = New-SmallIndex
            Add-ImageToIndex (Get-Photo 'umang_by_Abhishek_Mudgal.jpg') -Index $index
            $index.ImageCount | Should -Be 1
            $other.ImageCount | Should -Be 0
        }

        It 'ends with NoCurrentIndex where there is none' {
            $photo = Get-Photo 'umang_by_Abhishek_Mudgal.jpg'
            $e = Invoke-InNewRunspace { param($photo) Add-ImageToIndex $photo -ErrorAction SilentlyContinue } $photo
            $e.FullyQualifiedErrorId | Should -BeExactly 'NoCurrentIndex,ImageSearch.PowerShell.Commands.AddImageToIndexCommand'
            $e.CategoryInfo.Category | Should -Be ObjectNotFound
        }
    }

    Context 'errors about one image' {
        It 'reports <Id> for <Kind> and goes on with the next' -ForEach @(
            @{ Kind = 'a file that is not there'; Id = 'ImageNotFound'; Category = 'ObjectNotFound' }
            @{ Kind = 'a text file named .jpg'; Id = 'ImageUnreadable'; Category = 'ReadError' }
            @{ Kind = 'an empty file'; Id = 'ImageUnreadable'; Category = 'ReadError' }
            @{ Kind = 'a folder'; Id = 'ImageUnreadable'; Category = 'ReadError' }
            @{ Kind = 'half a photo'; Id = 'ImageUnreadable'; Category = 'ReadError' }
            @{ Kind = 'the first 100 bytes of a photo'; Id = 'ImageUnreadable'; Category = 'ReadError' }
        ) {
            $bad = Join-Path $folder 'bad.jpg'
            New-BadImage $Kind $bad
            $good = Copy-Photo 'umang_by_Abhishek_Mudgal.jpg' (Join-Path $folder 'good.jpg')
            $output = Add-ImageToIndex -LiteralPath $bad, $good -PassThru -Verbose -ErrorAction SilentlyContinue -ErrorVariable e 4>&1
            $e | Should -HaveCount 1
            $e[0].FullyQualifiedErrorId | Should -BeExactly "$Id,ImageSearch.PowerShell.Commands.AddImageToIndexCommand"
            $e[0].CategoryInfo.Category | Should -Be $Category
            $e[0].TargetObject | Should -BeExactly $bad
            (Get-IndexedImage).FullName | Should -BeExactly $good
            Get-VerboseMessage $output | Select-Object -Last 1 | Should -BeExactly '1 added, 0 replaced, 0 unchanged, 1 failed.'
        }

        It 'takes an image without texture, which is found by its bytes' {
            $flat = New-FlatImage (Join-Path $folder 'flat.bmp')
            $copy = New-FlatImage (Join-Path $folder 'copy.bmp')
            (Add-ImageToIndex -LiteralPath $flat -PassThru).FeatureCount | Should -Be 0
            $found = Find-SimilarImage -LiteralPath $copy
            $found.FullName | Should -BeExactly $flat
            $found.Confidence | Should -Be 1
        }

        It 'reports ImageTooLarge for an image over the index''s limit' {
            $tiny = New-ImageIndex -MaximumMegapixels 0.01
            $photo = Get-Photo 'umang_by_Abhishek_Mudgal.jpg'
            Add-ImageToIndex -LiteralPath $photo -Index $tiny -ErrorAction SilentlyContinue -ErrorVariable e
            $e[0].FullyQualifiedErrorId | Should -BeExactly 'ImageTooLarge,ImageSearch.PowerShell.Commands.AddImageToIndexCommand'
            $e[0].CategoryInfo.Category | Should -Be LimitsExceeded
            $e[0].TargetObject | Should -BeExactly $photo
            $tiny.ImageCount | Should -Be 0
        }

        It 'reports ImageNotFound for <Case> and counts it as failed' -ForEach @(
            @{ Case = 'a wildcard that matches nothing'; Path = 'nothing*.jpg' }
            @{ Case = 'a wildcard that is not well formed'; Path = 'nothing[' }
            @{ Case = 'a drive that does not exist'; Path = 'nosuchdrive:/a.jpg' }
        ) {
            $output = Add-ImageToIndex $Path -Verbose -ErrorAction SilentlyContinue -ErrorVariable e 4>&1
            $e | Should -HaveCount 1
            $e[0].FullyQualifiedErrorId | Should -BeExactly 'ImageNotFound,ImageSearch.PowerShell.Commands.AddImageToIndexCommand'
            $e[0].CategoryInfo.Category | Should -Be ObjectNotFound
            $e[0].TargetObject | Should -BeExactly $Path
            Get-VerboseMessage $output | Select-Object -Last 1 | Should -BeExactly '0 added, 0 replaced, 0 unchanged, 1 failed.'
        }

        It 'reports ImageUnreadable for a path outside of the file system' {
            Add-ImageToIndex Env:/PATH -ErrorAction SilentlyContinue -ErrorVariable e
            $e[0].FullyQualifiedErrorId | Should -BeExactly 'ImageUnreadable,ImageSearch.PowerShell.Commands.AddImageToIndexCommand'
            $e[0].CategoryInfo.Category | Should -Be ReadError
            $e[0].TargetObject | Should -BeExactly 'Env:/PATH'
        }

        It 'refuses an empty path before anything is read' {
            { Add-ImageToIndex '' } |
                Should -Throw -ErrorId 'ParameterArgumentValidationError,ImageSearch.PowerShell.Commands.AddImageToIndexCommand'
        }
    }

    It 'does nothing for an empty pipeline' {
        @() | Add-ImageToIndex -PassThru | Should -BeNullOrEmpty
        $index.ImageCount | Should -Be 0
    }
}
