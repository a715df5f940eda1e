Describe 'Find-SimilarImage' {
    BeforeAll {
        . $PSScriptRoot/Common.ps1

        # Names in brackets beside a file that they match as wildcards: reading one for the other would give a wrong answer, not an error.
        $gallery = New-TestFolder 'gallery'
        $files = [ordered]@{
            'a[1].jpg'        = 'Fossa_by_Jasper_Roks.jpg'
            'a1.jpg'          = 'umang_by_Abhishek_Mudgal.jpg'
            'Zürich 写真 😀.jpg' = 'Bridge_by_Sander_Klootwijk.jpg'
            'kleiber.jpg'     = 'Kleiber_by_Lukas_Baubkus.jpg'
            'wine.jpg'        = 'Wine_by_Jakkub_Mede.jpg'
        }
        $paths = foreach ($name in $files.Keys) {
            Copy-Photo $files[$name] (Join-Path $gallery $name)
        }
        $bracket, $plain, $unicode, $kleiber, $wine = $paths
        $index = New-SmallIndex
        $images = Add-ImageToIndex -LiteralPath $paths -PassThru

        # Answers are cut here only where a test asks for it.
        $wide = @{ Index = $index; MinimumVotes = 1; MaximumMatches = 100; NoVerify = $true }
        $snapshot = $index.Snapshot()
    }

    BeforeEach {
        Push-Location -LiteralPath $gallery
    }

    AfterEach {
        Pop-Location
    }

    Context 'answers' {
        It 'ranks the image itself first, with a vote of every query row' {
            $found = @(Find-SimilarImage $kleiber @wide)
            $found[0].Rank | Should -Be 1
            $found[0].Id | Should -Be 4
            $found[0].FullName | Should -BeExactly $kleiber
            $found[0].QueryPath | Should -BeExactly $kleiber
            $found[0].Votes | Should -Be $images[3].FeatureCount
            $found[0].Score | Should -Be 100
        }

        It 'ranks by votes, and scores them as a share of the query rows' {
            $found = @(Find-SimilarImage $kleiber @wide)
            $found.Count | Should -BeGreaterThan 2
            # An array has a Rank of its own, so $found.Rank would be 1.
            $found | ForEach-Object Rank | Should -Be @(1..$found.Count)
            $found.Votes | Should -Be ($found.Votes | Sort-Object -Descending)
            foreach ($match in $found) {
                $match.Score | Should -Be (100.0 * $match.Votes / $images[3].FeatureCount)
            }
        }

        It 'returns typed matches' {
            Find-SimilarImage $kleiber @wide | Should -BeOfType ImageSearch.PowerShell.SimilarImage
        }

        It 'shows a table, with paths from the present location' {
            $found = Find-SimilarImage $kleiber @wide -MaximumMatches 1
            Get-TableHeading $found | Should -BeExactly @('Rank', 'Id', 'Relation', 'Confidence', 'Inliers', 'Votes', 'Score', 'FullName', 'QueryPath')
            Get-TableText $found | Should -Match '(?m)^ *1 +4 +\d+ +100\.0 +kleiber\.jpg +kleiber\.jpg *$'
        }

        It 'shows paths where the present location is no folder' {
            $found = Find-SimilarImage $kleiber @wide -MaximumMatches 1
            Push-Location Env:
            try {
                Get-TableText $found | Should -Match 'kleiber\.jpg .*kleiber\.jpg'
            }
            finally {
                Pop-Location
            }
        }

        It 'returns nothing where no image has enough votes' {
            Find-SimilarImage $kleiber -Index $index -MinimumVotes 61 -ErrorVariable e | Should -BeNullOrEmpty
            $e | Should -BeNullOrEmpty
        }

        It 'returns nothing from an empty index' {
            Find-SimilarImage $kleiber -Index (New-SmallIndex) -MinimumVotes 1 | Should -BeNullOrEmpty
        }

        It 'does not change the index' {
            $generation = $index.Generation
            $null = Find-SimilarImage (Get-Photo 'Dragonfly_by_Bolly.jpg') @wide
            $index.Generation | Should -Be $generation
            $index.ImageCount | Should -Be 5
        }

        It 'gives the same answers whatever -ThrottleLimit' {
            $queries = $bracket, $unicode, $plain
            ConvertTo-Answer (Find-SimilarImage -LiteralPath $queries @wide -ThrottleLimit 1) |
                Should -BeExactly (ConvertTo-Answer (Find-SimilarImage -LiteralPath $queries @wide -ThrottleLimit 4))
        }

        It 'says with -Verbose what it searched and found' {
            $messages = Get-VerboseMessage (Find-SimilarImage $kleiber @wide -MaximumMatches 2 -Device Cpu -Verbose 4>&1)
            $messages | Should -BeExactly @(
                "Searching 5 images, $($index.RowCount) rows."
                'Searched on the processor: it was asked for.'
                "'$kleiber': $($images[3].FeatureCount) query rows, 2 matches."
            )
        }
    }

    Context 'query images by path' {
        It 'finds an image in a file that is not indexed' {
            $match = Find-SimilarImage (Get-Photo 'Wine_by_Jakkub_Mede.jpg') @wide -MaximumMatches 1
            $match.FullName | Should -BeExactly $wine
            $match.QueryPath | Should -BeExactly (Get-Photo 'Wine_by_Jakkub_Mede.jpg')
            $match.Score | Should -Be 100
        }

        It 'reads <Case>' -ForEach @(
            @{ Case = 'brackets in -Path as wildcards'; Name = 'a1.jpg'; Find = { Find-SimilarImage 'a[1].jpg' @wide } }
            @{ Case = 'brackets in -LiteralPath as they are'; Name = 'a[1].jpg'; Find = {
                    Find-SimilarImage -LiteralPath 'a[1].jpg' @wide }
            }
            @{ Case = 'brackets in piped strings as wildcards'; Name = 'a1.jpg'; Find = { 'a[1].jpg' | Find-SimilarImage @wide } }
            @{ Case = 'piped files as they are'; Name = 'a[1].jpg'; Find = { Get-Item -LiteralPath 'a[1].jpg' | Find-SimilarImage @wide } }
            @{ Case = 'escaped brackets in -Path as they are'; Name = 'a[1].jpg'; Find = { Find-SimilarImage './a`[1`].jpg' @wide } }
            @{ Case = 'names in other scripts'; Name = 'Zürich 写真 😀.jpg'; Find = { Find-SimilarImage '*写真*' @wide } }
            @{ Case = 'relative paths'; Name = 'wine.jpg'; Find = { Find-SimilarImage ./wine.jpg @wide } }
        ) {
            $found = & $Find
            $found[0].FullName | Should -BeExactly (Join-Path $gallery $Name)
            $found.QueryPath | Select-Object -Unique | Should -BeExactly (Join-Path $gallery $Name)
        }

        It 'answers several queries in their order, each with ranks from 1' {
            $found = $wine, $kleiber | Find-SimilarImage @wide -MaximumMatches 2
            $found.QueryPath | Should -BeExactly @($wine, $wine, $kleiber, $kleiber)
            $found | ForEach-Object Rank | Should -Be @(1, 2, 1, 2)
            $found[0, 2].FullName | Should -BeExactly @($wine, $kleiber)
        }

        It 'asks again with the very files of matches that are piped back' {
            $first = Find-SimilarImage -LiteralPath $bracket @wide -MaximumMatches 2
            $again = $first | Find-SimilarImage @wide -MaximumMatches 1
            $again.QueryPath | Should -BeExactly $first.FullName
        }

        It 'answers nothing for an empty pipeline' {
            @() | Find-SimilarImage @wide | Should -BeNullOrEmpty
        }
    }

    Context 'query images in the index' {
        It 'searches with the image of an id, which is not among its own answers' {
            $found = Find-SimilarImage -Id 4 @wide
            $found | Should -Not -BeNullOrEmpty
            $found.Id | Should -Not -Contain 4
            $found.QueryPath | Select-Object -Unique | Should -BeExactly $kleiber
        }

        It 'gives the neighbours'' votes to others where the image itself is left out' {
            $with = Find-SimilarImage $kleiber @wide -Neighbours 1
            $with.Id | Should -Be 4
            (Find-SimilarImage -Id 4 @wide -Neighbours 1 | Measure-Object Votes -Sum).Sum | Should -Be $images[3].FeatureCount
        }

        It 'searches with several ids in their order' {
            $found = Find-SimilarImage -Id 5, 2 @wide -MaximumMatches 1
            $found.QueryPath | Should -BeExactly @($wine, $plain)
        }

        It 'gives for -Image the answers of its id' {
            ConvertTo-Answer (Find-SimilarImage -Image (Get-IndexedImage -Id 1 -Index $index) @wide) |
                Should -BeExactly (ConvertTo-Answer (Find-SimilarImage -Id 1 @wide))
        }

        It 'gives for piped indexed images the answers of their ids' {
            $found = Get-IndexedImage -Index $index | Find-SimilarImage @wide
            ConvertTo-Answer $found | Should -BeExactly (ConvertTo-Answer (Find-SimilarImage -Id 1, 2, 3, 4, 5 @wide))
            $found | Where-Object { $_.FullName -eq $_.QueryPath } | Should -BeNullOrEmpty
        }

        It 'needs no file for it' {
            $lost = Copy-Photo 'Fossa_by_Jasper_Roks.jpg' (Join-Path (New-TestFolder) 'lost.jpg')
            $own = New-SmallIndex
            Add-ImageToIndex -LiteralPath $lost, $kleiber
            Remove-Item -LiteralPath $lost
            (Get-IndexedImage -Id 1 | Find-SimilarImage -Index $own -MinimumVotes 1 -NoVerify).FullName | Should -BeExactly $kleiber
        }

        It 'never answers for another image where -Image is of another index' {
            $other = New-SmallIndex
            $foreign = Add-ImageToIndex (Get-Photo 'Dragonfly_by_Bolly.jpg') -Index $other -PassThru
            $found = Find-SimilarImage -Image $foreign @wide -ErrorAction SilentlyContinue -ErrorVariable e
            $found | Where-Object QueryPath -CNE $foreign.FullName | Should -BeNullOrEmpty
            @($found).Count + $e.Count | Should -BeGreaterThan 0
        }

        It 'reports ImageNotFound for an unknown id and goes on with the next' {
            $found = Find-SimilarImage -Id 99, 5 @wide -MaximumMatches 1 -ErrorAction SilentlyContinue -ErrorVariable e
            $found.QueryPath | Should -BeExactly $wine
            $e | Should -HaveCount 1
            $e[0].FullyQualifiedErrorId | Should -BeExactly 'ImageNotFound,ImageSearch.PowerShell.Commands.FindSimilarImageCommand'
            $e[0].CategoryInfo.Category | Should -Be ObjectNotFound
            $e[0].TargetObject | Should -Be 99
        }
    }

    Context 'raw descriptors' {
        BeforeAll {
            $flat = Get-Descriptor $snapshot 5
            $expected = Find-SimilarImage -LiteralPath $wine @wide | Select-Object Rank, Id, Votes, Score | ConvertTo-Json
        }

        It 'searches with one flat list of bytes' {
            , $flat | Should -BeOfType byte[]
            $found = Find-SimilarImage -Descriptor $flat @wide
            $found | Select-Object Rank, Id, Votes, Score | ConvertTo-Json | Should -BeExactly $expected
        }

        It 'has no query path' {
            $found = Find-SimilarImage -Descriptor $flat @wide
            $found | Where-Object { $null -ne $_.QueryPath } | Should -BeNullOrEmpty
            Get-TableText $found | Should -Match '(?m)^ *1 +5 +\d+ +100\.0 +wine\.jpg *$'
        }

        It 'searches with a list of lists of any whole numbers' {
            $lists = for ($row = 0; $row -lt $flat.Length; $row += 128) {
                , [double[]]$flat[$row..($row + 127)]
            }
            $lists | Should -HaveCount $images[4].FeatureCount
            $found = Find-SimilarImage -Descriptor $lists @wide
            $found | Select-Object Rank, Id, Votes, Score | ConvertTo-Json | Should -BeExactly $expected
        }

        It 'searches with numbers that came as JSON' {
            $numbers = ConvertTo-Json -Compress -InputObject ([int[]]$flat) | ConvertFrom-Json
            $found = Find-SimilarImage -Descriptor $numbers @wide
            $found | Select-Object Rank, Id, Votes, Score | ConvertTo-Json | Should -BeExactly $expected
        }

        It 'searches with a single descriptor' {
            $match = Find-SimilarImage -Descriptor $flat[128..255] @wide -Neighbours 1
            $match.Id | Should -Be 5
            $match.Votes | Should -Be 1
            $match.Score | Should -Be 100
        }

        It 'refuses <Case>' -ForEach @(
            @{ Case = '127 numbers'; Value = [byte[]]::new(127) }
            @{ Case = '129 numbers'; Value = [byte[]]::new(129) }
            @{ Case = 'no numbers'; Value = @() }
            @{ Case = 'null'; Value = $null }
            @{ Case = 'a number above 255'; Value = @(0) * 127 + 256 }
            @{ Case = 'a negative number'; Value = @(0) * 127 + -1 }
            @{ Case = 'a broken number'; Value = @(0) * 127 + 0.5 }
            @{ Case = 'no number at all'; Value = @(0) * 127 + [double]::NaN }
            @{ Case = 'a word'; Value = @(0) * 127 + 'seven' }
            @{ Case = 'a null among numbers'; Value = @(0) * 127 + $null }
        ) {
            { Find-SimilarImage -Descriptor $Value @wide } |
                Should -Throw -ErrorId 'ParameterArgumentTransformationError,ImageSearch.PowerShell.Commands.FindSimilarImageCommand'
        }
    }

    Context 'limits' {
        It 'returns at most -MaximumMatches, the best' {
            $all = Find-SimilarImage $kleiber @wide
            $two = Find-SimilarImage $kleiber @wide -MaximumMatches 2
            ConvertTo-Answer $two | Should -BeExactly (ConvertTo-Answer $all[0..1])
        }

        It 'returns exactly the matches with -MinimumVotes' {
            $all = @(Find-SimilarImage $kleiber @wide)
            $least = $all[1].Votes
            $expected = @($all | Where-Object Votes -GE $least)
            $expected.Count | Should -BeLessThan $all.Count
            ConvertTo-Answer (Find-SimilarImage $kleiber @wide -MinimumVotes $least) | Should -BeExactly (ConvertTo-Answer $expected)
            (Find-SimilarImage $kleiber @wide -MinimumVotes ($least + 1)).Votes | Should -Not -Contain $least
        }

        It 'needs 5 votes and returns at most 5 matches where votes alone count' {
            $own = New-SmallIndex
            $names = 'Kleiber_by_Lukas_Baubkus', 'Wine_by_Jakkub_Mede', 'Dragonfly_by_Bolly', 'Bridge_by_Sander_Klootwijk',
                'Fossa_by_Jasper_Roks', 'sunset_by_Aitzol_Berasategi', 'seeding_by_Clements_Engelhardt'
            $names | ForEach-Object { Get-Photo "$_.jpg" } | Add-ImageToIndex
            $all = Find-SimilarImage $kleiber -Index $own -MinimumVotes 5 -MaximumMatches 100 -NoVerify
            $all.Count | Should -BeGreaterThan 5
            ConvertTo-Answer (Find-SimilarImage $kleiber -Index $own -NoVerify) | Should -BeExactly (ConvertTo-Answer $all[0..4])
        }

        It 'searches only the images of -CandidateId' {
            (Find-SimilarImage $kleiber @wide -CandidateId 3, 1).Id | Sort-Object | Should -Not -Contain 4
            (Find-SimilarImage $kleiber @wide -CandidateId 4).Id | Should -BeExactly 4
        }

        It 'lets every query row vote with -Neighbours rows' {
            (Find-SimilarImage $kleiber @wide -Neighbours 1).FullName | Should -BeExactly $kleiber
            $few = (Find-SimilarImage $kleiber @wide -Neighbours 5 | Measure-Object Votes -Sum).Sum
            $many = (Find-SimilarImage $kleiber @wide -Neighbours 20 | Measure-Object Votes -Sum).Sum
            $few | Should -BeGreaterThan $images[3].FeatureCount
            $many | Should -BeGreaterThan $few
        }

        It 'takes more -Neighbours than there are rows: then every image has every vote' {
            $found = Find-SimilarImage $kleiber @wide -Neighbours 1000
            $found.Id | Sort-Object | Should -Be @(1, 2, 3, 4, 5)
            $found.Score | Select-Object -Unique | Should -Be 100
            $found[0].Id | Should -Be 4
        }

        It 'refuses -<Name> <Value>' -ForEach @(
            @{ Name = 'Neighbours'; Value = 0 }
            @{ Name = 'Neighbours'; Value = 1001 }
            @{ Name = 'MinimumVotes'; Value = 0 }
            @{ Name = 'MaximumMatches'; Value = 0 }
            @{ Name = 'ThrottleLimit'; Value = -1 }
        ) {
            $option = @{ $Name = $Value }
            { Find-SimilarImage $kleiber @option } |
                Should -Throw -ErrorId 'ParameterArgumentValidationError,ImageSearch.PowerShell.Commands.FindSimilarImageCommand'
        }
    }

    Context 'choosing the index' {
        It 'searches the current index where nothing is said' {
            $own = New-SmallIndex
            Add-ImageToIndex $wine
            (Find-SimilarImage $kleiber -MinimumVotes 1 -NoVerify).FullName | Should -BeExactly $wine
            $own.ImageCount | Should -Be 1
        }

        It 'searches the index of -Index and leaves the current one' {
            $own = New-SmallIndex
            (Find-SimilarImage $kleiber @wide -MaximumMatches 1).FullName | Should -BeExactly $kleiber
            Get-ImageIndex | Should -Be $own
        }

        It 'reads queries by the settings of the index' {
            $coarse = New-ImageIndex -LongSidePixels 100 -MaxFeatures 15
            $added = Add-ImageToIndex $kleiber -PassThru
            $match = Find-SimilarImage $kleiber -Index $coarse -MinimumVotes 1
            $match.Votes | Should -Be $added.FeatureCount
            $match.Score | Should -Be 100
        }

        It 'ends with NoCurrentIndex where there is none' {
            $e = Invoke-InNewRunspace { param($photo) Find-SimilarImage $photo -ErrorAction SilentlyContinue } $kleiber
            $e.FullyQualifiedErrorId | Should -BeExactly 'NoCurrentIndex,ImageSearch.PowerShell.Commands.FindSimilarImageCommand'
            $e.CategoryInfo.Category | Should -Be ObjectNotFound
        }
    }

    Context 'errors about one query' {
        It 'reports <Id> for <Kind> and answers the next' -ForEach @(
            @{ Kind = 'a file that is not there'; Id = 'ImageNotFound'; Category = 'ObjectNotFound' }
            @{ Kind = 'a text file named .jpg'; Id = 'ImageUnreadable'; Category = 'ReadError' }
            @{ Kind = 'a folder'; Id = 'ImageUnreadable'; Category = 'ReadError' }
            @{ Kind = 'half a photo'; Id = 'ImageUnreadable'; Category = 'ReadError' }
        ) {
            $bad = Join-Path (New-TestFolder) 'bad.jpg'
            New-BadImage $Kind $bad
            $found = Find-SimilarImage -LiteralPath $bad, $wine @wide -MaximumMatches 1 -ErrorAction SilentlyContinue -ErrorVariable e
            $found.FullName | Should -BeExactly $wine
            $e | Should -HaveCount 1
            $e[0].FullyQualifiedErrorId | Should -BeExactly "$Id,ImageSearch.PowerShell.Commands.FindSimilarImageCommand"
            $e[0].CategoryInfo.Category | Should -Be $Category
            $e[0].TargetObject | Should -BeExactly $bad
        }

        It 'reports ImageTooLarge for a query over the index''s limit' {
            $tiny = New-ImageIndex -MaximumMegapixels 0.01
            Find-SimilarImage $wine -Index $tiny -ErrorAction SilentlyContinue -ErrorVariable e
            $e[0].FullyQualifiedErrorId | Should -BeExactly 'ImageTooLarge,ImageSearch.PowerShell.Commands.FindSimilarImageCommand'
            $e[0].CategoryInfo.Category | Should -Be LimitsExceeded
            $e[0].TargetObject | Should -BeExactly $wine
        }

        It 'reports ImageNotFound for a wildcard that matches nothing' {
            Find-SimilarImage nothing*.jpg @wide -ErrorAction SilentlyContinue -ErrorVariable e
            $e[0].FullyQualifiedErrorId | Should -BeExactly 'ImageNotFound,ImageSearch.PowerShell.Commands.FindSimilarImageCommand'
            $e[0].CategoryInfo.Category | Should -Be ObjectNotFound
            $e[0].TargetObject | Should -BeExactly 'nothing*.jpg'
        }
    }

    Context 'what geometry confirms' {
        BeforeAll {
            $sure = New-ImageIndex
            Add-ImageToIndex -LiteralPath $kleiber, $wine
            $copy = Join-Path $PSScriptRoot '..' 'data' 'copies' 'Wine_by_Jakkub_Mede__crop50.jpg'
            $unknown = Join-Path $PSScriptRoot '..' 'data' 'unknown' 'unknown001.jpg'
        }

        It 'finds a crop, and says how sure that is and where it lies' {
            $match = Find-SimilarImage $copy -Index $sure -Detailed
            $match | Should -HaveCount 1
            $match.FullName | Should -BeExactly $wine
            $match.Confidence | Should -BeGreaterThan 0.99
            $match.Inliers | Should -BeGreaterThan 20
            $match.IsMirrored | Should -BeFalse
            $match.Detail.Outline | Should -HaveCount 4
            $match.Detail.Outline[0] | Should -HaveCount 2
        }

        It 'tells little of a match unless it is asked for' {
            $match = Find-SimilarImage $copy -Index $sure
            $match.Detail | Should -BeNullOrEmpty
            ($match | ConvertTo-Json).Length | Should -BeLessThan 2000
            ($match | ConvertTo-Csv | ConvertFrom-Csv).PSObject.Properties.Value | Where-Object { $_ -match 'System\.|\[\]|ReadOnlyCollection' } | Should -BeNullOrEmpty
            $detailed = Find-SimilarImage $copy -Index $sure -Detailed
            $read = $detailed | ConvertTo-Json -Depth 6 | ConvertFrom-Json
            $read.Detail.Points.Count | Should -Be $match.Inliers
            $read.Detail.Outline[3].Count | Should -Be 2
        }

        It 'returns nothing for an unknown photo, and something by votes alone' {
            Find-SimilarImage $unknown -Index $sure | Should -BeNullOrEmpty
            $guess = Find-SimilarImage $unknown -Index $sure -NoVerify
            $guess | Should -Not -BeNullOrEmpty
            $guess[0].Confidence | Should -BeNullOrEmpty
            $guess[0].Inliers | Should -BeNullOrEmpty
        }

        It 'returns less sure matches where less is asked for' {
            $all = [Enum]::GetValues([ImageSearch.Comparison.ImageRelation])
            (Find-SimilarImage $unknown -Index $sure -MinimumConfidence 0 -Relation $all).Count | Should -Be 2
        }

        It 'says what the image is to the query, in a word and in words' {
            $match = Find-SimilarImage $copy -Index $sure
            $match.Relation | Should -BeOfType ImageSearch.Comparison.ImageRelation
            $match.Verdict | Should -Not -BeNullOrEmpty
            $match.IsConfirmed | Should -BeFalse
        }

        It 'returns the relations that are asked for' {
            $relation = (Find-SimilarImage $copy -Index $sure).Relation
            Find-SimilarImage $copy -Index $sure -Relation $relation, SharedPart | Should -HaveCount 1
            Find-SimilarImage $copy -Index $sure -Relation ([Enum]::GetNames([ImageSearch.Comparison.ImageRelation]) -ne $relation) | Should -BeNullOrEmpty
        }

        It 'compares pixels with -ComparePixels' {
            $match = Find-SimilarImage $copy -Index $sure -ComparePixels -WarningVariable w
            $match.IsConfirmed | Should -BeTrue
            $w | Should -BeNullOrEmpty
        }

        It 'names a file whose pixels cannot be compared, and keeps its match' {
            $own = New-ImageIndex
            $photo = Copy-Photo 'Wine_by_Jakkub_Mede.jpg' (Join-Path (New-TestFolder) 'wine.jpg')
            Add-ImageToIndex -LiteralPath $photo
            Remove-Item -LiteralPath $photo
            $match = Find-SimilarImage $copy -Index $own -ComparePixels -WarningVariable w -WarningAction SilentlyContinue
            $match | Should -HaveCount 1
            $match.IsConfirmed | Should -BeFalse
            "$w" | Should -BeLike "*$photo*"
        }

        It 'finds what the query shows from aside with -Thorough, and only then' {
            $aside = (Resolve-Path (Join-Path $PSScriptRoot '..' 'data' 'aside')).ProviderPath
            $left, $above = 'left', 'above' | ForEach-Object { Join-Path $aside "Dragonfly_by_Bolly__$_.jpg" }
            $own = New-ImageIndex
            Add-ImageToIndex -LiteralPath $left, (Get-Photo 'Wine_by_Jakkub_Mede.jpg') -Index $own
            Find-SimilarImage $above -Index $own | Should -BeNullOrEmpty
            $match = Find-SimilarImage $above -Index $own -Thorough
            $match.FullName | Should -BeExactly $left
            $id = (Add-ImageToIndex -LiteralPath $above -Index $own -PassThru).Id
            (Find-SimilarImage -Id $id -Index $own -Thorough).FullName | Should -BeExactly $left
        }

        It 'names the file that a thorough search by its id does not find' {
            $own = New-ImageIndex
            $photo = Copy-Photo 'Wine_by_Jakkub_Mede.jpg' (Join-Path (New-TestFolder) 'wine.jpg')
            Add-ImageToIndex -LiteralPath $photo -Index $own
            Remove-Item -LiteralPath $photo
            Find-SimilarImage -Id 1 -Index $own -Thorough -ErrorVariable e -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
            "$e" | Should -BeLike "*$photo*"
        }

        It 'refuses <Parameters> where votes alone count' -ForEach @(
            @{ Parameters = @{ Relation = 'Resized'; NoVerify = $true } }
            @{ Parameters = @{ ComparePixels = $true; NoVerify = $true } }
            @{ Parameters = @{ Thorough = $true; NoVerify = $true } }
        ) {
            { Find-SimilarImage $copy -Index $sure @Parameters } | Should -Throw -ErrorId 'InvalidArgument,ImageSearch.PowerShell.Commands.FindSimilarImageCommand'
        }

        It 'refuses -Relation, -ComparePixels and -Thorough of raw descriptors' {
            { Find-SimilarImage -Descriptor ([byte[]]::new(128)) -Index $sure -Thorough } | Should -Throw -ErrorId 'InvalidArgument,*'
            { Find-SimilarImage -Descriptor ([byte[]]::new(128)) -Index $sure -Relation Resized } | Should -Throw -ErrorId 'InvalidArgument,*'
            { Find-SimilarImage -Descriptor ([byte[]]::new(128)) -Index $sure -ComparePixels } | Should -Throw -ErrorId 'InvalidArgument,*'
        }
    }
    Context 'devices' {
        BeforeAll {
            # The driver is looked for once in a process: from here on there is none.
            $library = $env:IMAGESEARCH_CUDA_LIBRARY
            $env:IMAGESEARCH_CUDA_LIBRARY = Join-Path (New-TestFolder) 'no driver.so'
        }

        AfterAll {
            $env:IMAGESEARCH_CUDA_LIBRARY = $library
        }

        It 'ends with CudaUnavailable and the reason, where -Device Cuda has none' {
            { Find-SimilarImage $kleiber @wide -Device Cuda } | Should -Throw -ErrorId 'CudaUnavailable,ImageSearch.PowerShell.Commands.FindSimilarImageCommand' -PassThru |
                ForEach-Object { $_.CategoryInfo.Category | Should -Be ResourceUnavailable; $_.Exception.Message | Should -BeLike '*no driver.so*' }
        }

        It 'answers alike with -Device Auto and Cpu, and says which was taken' {
            $auto = Find-SimilarImage $kleiber @wide -Device Auto -Verbose 4>&1
            $cpu = Find-SimilarImage $kleiber @wide -Device Cpu -Verbose 4>&1
            Get-VerboseMessage $auto | Should -Contain ($auto | ForEach-Object Message | Where-Object { $_ -like 'Searched on the processor: *million pairs*' })
            Get-VerboseMessage $cpu | Should -Contain 'Searched on the processor: it was asked for.'
            ($auto | Where-Object Path).Votes | Should -Be ($cpu | Where-Object Path).Votes
        }

        It 'refuses a device that is none' {
            { Find-SimilarImage $kleiber @wide -Device Gpu } | Should -Throw -ErrorId 'CannotConvertArgumentNoMessage,ImageSearch.PowerShell.Commands.FindSimilarImageCommand'
        }
    }
}
