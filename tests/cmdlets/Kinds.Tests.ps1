# The two kinds of index at every cmdlet that knows them; one inverted index serves all of it.
Describe 'Kinds of index' {
    BeforeAll {
        . $PSScriptRoot/Common.ps1
        $shared = New-TestFolder 'kinds'
        $flatFile = Join-Path $shared 'flat.imgidx'
        $invertedFile = Join-Path $shared 'inverted.imgidx'
        $null = New-ImageIndex $flatFile -MaxFeatures 0
        Get-ChildItem $Photos -Filter *.jpg | Add-ImageToIndex
        Save-ImageIndex
        Copy-Item -LiteralPath $flatFile $invertedFile
        Optimize-ImageIndex $invertedFile -Kind Inverted
        $crop = (Resolve-Path (Join-Path $Photos '..' 'copies' 'Wine_by_Jakkub_Mede__crop50.jpg')).ProviderPath
        $wine = Get-Photo 'Wine_by_Jakkub_Mede.jpg'
        $find = 'ImageSearch.PowerShell.Commands.FindSimilarImageCommand'

        # The inverted index with a bit of its lists changed: they lie behind the rows, which end where the flat file does or before.
        function New-DamagedIndex([string]$Path) {
            $bytes = [IO.File]::ReadAllBytes($invertedFile)
            $at = ($bytes.Length + (Get-Item -LiteralPath $flatFile).Length) -shr 1
            $bytes[$at] = $bytes[$at] -bxor 1
            [IO.File]::WriteAllBytes($Path, $bytes)
        }
    }

    BeforeEach {
        $folder = New-TestFolder
        Push-Location -LiteralPath $folder
    }

    AfterEach {
        Pop-Location
    }

    Context 'Optimize-ImageIndex -Kind' {
        It 'makes lists, and drops them; images and rows stay' {
            $flat = Open-ImageIndex $flatFile
            $inverted = Open-ImageIndex $invertedFile
            $flat.Kind | Should -Be Flat
            $inverted.Kind | Should -Be Inverted
            $inverted.RowCount | Should -Be $flat.RowCount
            $inverted.Lists.Rows | Should -Be $flat.RowCount
            Copy-Item -LiteralPath $invertedFile back.imgidx
            Optimize-ImageIndex back.imgidx -Kind Flat
            $back = Open-ImageIndex back.imgidx
            $back.Kind | Should -Be Flat
            $back.Lists | Should -BeNullOrEmpty
            $back.RowCount | Should -Be $flat.RowCount
            (Test-ImageIndex back.imgidx).IsSound | Should -BeTrue
        }

        It 'leaves the kind as it is where none is named' {
            Copy-Item -LiteralPath $invertedFile same.imgidx
            $index = Open-ImageIndex same.imgidx
            Remove-IndexedImage -Id 1
            Save-ImageIndex
            Optimize-ImageIndex
            $index.Kind | Should -Be Inverted
            $index.Lists.Rows | Should -Be $index.RowCount
        }

        It 'says what the index is with -Verbose' {
            Copy-Item -LiteralPath $flatFile told.imgidx
            Get-VerboseMessage (Optimize-ImageIndex told.imgidx -Kind Inverted -Verbose 4>&1) |
                Should -Contain "The index is of the kind Inverted: it $((Open-ImageIndex told.imgidx).KindDescription)."
        }

        It 'changes nothing with -WhatIf' {
            Copy-Item -LiteralPath $flatFile asked.imgidx
            Optimize-ImageIndex asked.imgidx -Kind Inverted -WhatIf
            Get-Bytes (Join-Path $folder 'asked.imgidx') | Should -BeExactly (Get-Bytes $flatFile)
        }

        It 'ends with IndexTooSmall where there are too few rows, with the least number' {
            $null = New-SmallIndex
            Add-ImageToIndex $wine
            Save-ImageIndex small.imgidx
            $before = Get-Bytes (Join-Path $folder 'small.imgidx')
            $e = { Optimize-ImageIndex -Kind Inverted -ErrorAction SilentlyContinue } |
                Should -Throw -ErrorId 'IndexTooSmall,ImageSearch.PowerShell.Commands.OptimizeImageIndexCommand' -PassThru
            $e.CategoryInfo.Category | Should -Be InvalidOperation
            $e.Exception.Message | Should -BeLike '*10000*'
            Get-Bytes (Join-Path $folder 'small.imgidx') | Should -BeExactly $before
        }

        It 'leaves the file as it was, and nothing beside it, when it is stopped' {
            Copy-Item -LiteralPath $flatFile stopped.imgidx
            $shell = [powershell]::Create()
            try {
                $null = $shell.AddScript({ param($Manifest, $Path) Import-Module $Manifest; Optimize-ImageIndex $Path -Kind Inverted }).
                    AddArgument($Manifest).AddArgument((Join-Path $folder 'stopped.imgidx'))
                $asked = $shell.BeginInvoke()
                $isAtWork = Wait-Until { $asked.IsCompleted -or @(Get-ChildItem -Force | Where-Object Name -Like 'stopped.imgidx?*').Count }
                $isAtWork | Should -BeTrue
                $shell.Stop()
                if ($shell.InvocationStateInfo.State -ne 'Stopped') {
                    Set-ItResult -Inconclusive -Because 'it was done before it could be stopped'
                }

                Get-Bytes (Join-Path $folder 'stopped.imgidx') | Should -BeExactly (Get-Bytes $flatFile)
                (Get-ChildItem -Force).Name | Should -BeExactly 'stopped.imgidx'
            }
            finally {
                $shell.Dispose()
            }
        }
    }

    Context 'New-ImageIndex -Kind' {
        It 'makes an index of the kind, which its file keeps' {
            (New-ImageIndex new.imgidx -Kind inverted).Kind | Should -Be Inverted
            (Open-ImageIndex new.imgidx).Kind | Should -Be Inverted
            (New-ImageIndex).Kind | Should -Be Flat
        }

        It 'refuses a kind that it does not know, and says what there is' {
            $e = { New-ImageIndex -Kind Tree } | Should -Throw -PassThru -ErrorId (
                'ParameterArgumentTransformationError,ImageSearch.PowerShell.Commands.NewImageIndexCommand')
            $e.Exception.Message | Should -BeLike "*'Tree' is no kind of index. There is Flat, Inverted, or a key of Faiss*"
        }

        It 'takes no number of cells, and says when' {
            $e = { New-ImageIndex new.imgidx -Kind 'IVF64,Flat' } | Should -Throw -PassThru
            $e.Exception.Message | Should -BeLike "*'Optimize-ImageIndex -Kind IVF64,RaBitQ'*"
            'new.imgidx' | Should -Not -Exist
        }
    }

    Context "Faiss's keys" {
        It 'makes as many cells as <Key> says' -ForEach @{ Key = 'IVF64,Flat'; Cells = 64 }, @{ Key = 'ivf100,rabitq'; Cells = 100 } {
            Copy-Item -LiteralPath $flatFile keyed.imgidx
            Optimize-ImageIndex keyed.imgidx -Kind $Key
            (Open-ImageIndex keyed.imgidx).Lists.Cells | Should -Be $Cells
            (Test-ImageIndex keyed.imgidx).IsSound | Should -BeTrue
            (Find-SimilarImage $crop)[0].FullName | Should -BeExactly $wine
            Optimize-ImageIndex keyed.imgidx -Kind 'IDMap,Flat'
            (Open-ImageIndex keyed.imgidx).Kind | Should -Be Flat
        }

        It 'refuses <Key> and lists what there is' -ForEach @{ Key = 'IVF64,PQ16' }, @{ Key = 'HNSW32' }, @{ Key = 'IVF0,Flat' }, @{ Key = '1' } {
            Copy-Item -LiteralPath $flatFile keyed.imgidx
            $e = { Optimize-ImageIndex keyed.imgidx -Kind $Key } | Should -Throw -PassThru
            $e.Exception.Message | Should -BeLike "*'$Key' is no kind of index. There is Flat, Inverted, or*IVFn,Flat*"
            Get-Bytes (Join-Path $folder 'keyed.imgidx') | Should -BeExactly (Get-Bytes $flatFile)
        }

        It 'ends with IndexTooSmall where there are more cells than rows' {
            Copy-Item -LiteralPath $flatFile keyed.imgidx
            { Optimize-ImageIndex keyed.imgidx -Kind 'IVF262144,Flat' -ErrorAction SilentlyContinue } |
                Should -Throw -ErrorId 'IndexTooSmall,ImageSearch.PowerShell.Commands.OptimizeImageIndexCommand'
            Get-Bytes (Join-Path $folder 'keyed.imgidx') | Should -BeExactly (Get-Bytes $flatFile)
        }
    }

    Context 'Update-ImageIndex -Create -Kind' {
        It 'makes an index of the kind, and keeps it to it' {
            $photos = New-Item -ItemType Directory photos
            Copy-Item -LiteralPath $crop $photos
            $null = Update-ImageIndex $photos -Index new.imgidx -Create -Kind Inverted
            (Open-ImageIndex new.imgidx).Kind | Should -Be Inverted
            $null = Update-ImageIndex $photos -Index new.imgidx -Create -Kind Inverted
            $e = { Update-ImageIndex $photos -Index new.imgidx -Create -Kind Flat } | Should -Throw -PassThru
            $e.Exception.Message | Should -BeLike "*is of the kind Inverted. 'Optimize-ImageIndex -Kind Flat' changes that.*"
            $e = { Update-ImageIndex $photos -Index new.imgidx -Kind Flat } | Should -Throw -PassThru
            $e.Exception.Message | Should -BeLike '*-Create makes*'
            (Open-ImageIndex new.imgidx).Kind | Should -Be Inverted
        }
    }

    Context 'Export-ImageIndex -Kind' {
        It 'writes cells where the index has some, and where it is not told otherwise' {
            $null = Open-ImageIndex $invertedFile
            $null = Export-ImageIndex lists.faiss
            $null = Export-ImageIndex rows.faiss -Kind Flat
            $lists = [Text.Encoding]::ASCII.GetString([IO.File]::ReadAllBytes((Join-Path $folder 'lists.faiss')), 37, 4)
            $rows = [Text.Encoding]::ASCII.GetString([IO.File]::ReadAllBytes((Join-Path $folder 'rows.faiss')), 37, 4)
            $lists, $rows | Should -BeExactly 'IwFl', 'IxF2'
            (Import-ImageIndex lists.faiss -NoCurrent).RowCount | Should -Be (Get-ImageIndex).RowCount
            $null = Open-ImageIndex $flatFile
            $e = { Export-ImageIndex none.faiss -Kind Inverted -ErrorAction SilentlyContinue } | Should -Throw -PassThru
            $e.Exception.Message | Should -BeLike '*It has no lists*'
            'none.faiss' | Should -Not -Exist
        }
    }

    Context 'Get-ImageIndex' {
        It 'says what the lists find, in words and in numbers' {
            $index = Get-ImageIndex -Index $invertedFile
            $index.KindDescription | Should -Match '^finds \d+ of 100 nearest rows, 4 cells visited$'
            $index.Lists.Asked | Should -BeGreaterThan 0
            $index.Lists.Found | Should -BeGreaterThan ($index.Lists.Asked / 2)
            $index.Cells | Should -BeGreaterThan 1
            $index.RowsListed | Should -Be $index.RowCount
            ($index | Format-List | Out-String) | Should -Match "(?m)^Cells +: $($index.Cells)\s"
        }

        It 'says of the others that all rows are compared, and advises nothing while they are few' {
            $flat = Get-ImageIndex -Index $flatFile -Verbose 4>&1
            $flat | Should -HaveCount 1
            $flat.KindDescription | Should -BeExactly 'compares all rows'
            $flat.KindAdvice | Should -BeNullOrEmpty
            (New-ImageIndex -Kind Inverted).KindDescription | Should -BeExactly 'compares all rows, as it has no lists yet'
            $list = $flat | Format-List | Out-String
            $list | Should -Match '(?m)^Kind +: Flat\s'
            $list | Should -Not -Match '(?m)^(KindAdvice|Cells|RowsListed) '
        }
    }

    Context 'Find-SimilarImage' {
        It 'finds the same by the lists as without, <Case>' -ForEach @(
            @{ Case = 'as usual'; Options = @{} }
            @{ Case = 'by a name'; Options = @{ Effort = 'highest' } }
            @{ Case = 'by a number'; Options = @{ Effort = 7 } }
            @{ Case = 'with votes alone'; Options = @{ Effort = 'High'; NoVerify = $true; MaximumMatches = 1 } }
        ) {
            (Find-SimilarImage $crop -Index $invertedFile @Options).FullName | Should -BeExactly $wine
        }

        It 'gives with -Exact what the kind Flat gives' {
            $options = @{ LiteralPath = $crop; MaximumMatches = 50; NoVerify = $true }
            ConvertTo-Answer (Find-SimilarImage @options -Exact -Index $invertedFile) |
                Should -BeExactly (ConvertTo-Answer (Find-SimilarImage @options -Exact -Index $flatFile))
        }

        It 'looks in more cells with more effort' {
            $votes = foreach ($effort in 'Low', 'Normal', 'High') {
                (Find-SimilarImage $crop -NoVerify -MaximumMatches 1 -Index $invertedFile -Effort $effort).Score
            }
            $exact = (Find-SimilarImage $crop -NoVerify -MaximumMatches 1 -Index $invertedFile -Exact).Score
            @($votes) + $exact | Select-Object -Unique | Should -Not -HaveCount 1
            Get-VerboseMessage (Find-SimilarImage $crop -Index $invertedFile -Effort High -Verbose 4>&1) |
                Should -Contain "Searching 19 images, $((Open-ImageIndex $invertedFile).RowCount) rows in $((Open-ImageIndex $invertedFile).Cells) cells, of which each query row visits 16."
        }

        It 'says with -Verbose that an exact search compares all rows' {
            Get-VerboseMessage (Find-SimilarImage $crop -Index $invertedFile -Exact -Verbose 4>&1) |
                Should -Contain "Searching 19 images, $((Open-ImageIndex $invertedFile).RowCount) rows, all of which are compared."
        }

        It 'refuses an effort <Case>' -ForEach @(
            @{ Case = 'on an index of the kind Flat'; File = 'flat'; Options = @{ Effort = 'High' }; Message = '*has no cells*' }
            @{ Case = 'of an exact search'; File = 'inverted'; Options = @{ Effort = 4; Exact = $true }; Message = '*takes no effort*' }
        ) {
            $e = { Find-SimilarImage $crop -Index (Join-Path $shared "$File.imgidx") @Options -ErrorAction SilentlyContinue } |
                Should -Throw -ErrorId "InvalidArgument,$find" -PassThru
            $e.Exception.Message | Should -BeLike $Message
        }

        It 'takes an effort where an index of the kind Inverted has no lists yet' {
            $null = New-ImageIndex -Kind Inverted
            Add-ImageToIndex $wine
            (Find-SimilarImage $crop -Effort Low).FullName | Should -BeExactly $wine
        }

        It 'refuses what is no effort: <Effort>' -ForEach @(
            @{ Effort = 0; Id = 'ParameterArgumentValidationError' }
            @{ Effort = 1025; Id = 'ParameterArgumentValidationError' }
            @{ Effort = 'most'; Id = 'ParameterArgumentTransformationError' }
        ) {
            { Find-SimilarImage $crop -Index $invertedFile -Effort $Effort } | Should -Throw -ErrorId "$Id,$find"
        }

        It 'refuses -Device Cuda where the lists are looked in, and -Exact is not asked for' {
            $e = { Find-SimilarImage $crop -Index $invertedFile -Device Cuda -ErrorAction SilentlyContinue } |
                Should -Throw -ErrorId "InvalidArgument,$find" -PassThru
            $e.CategoryInfo.Category | Should -Be InvalidArgument
            $e.Exception.Message | Should -BeLike '*processor*'
        }

        It 'completes the names of efforts' {
            $line = 'Find-SimilarImage a.jpg -Effort hi'
            $found = (TabExpansion2 $line $line.Length).CompletionMatches
            $found.CompletionText | Should -BeExactly @('High', 'Highest')
            $found.ToolTip | Should -BeExactly @('visits 16 cells', 'visits 64 cells')
        }
    }

    Context 'damaged lists' {
        BeforeEach {
            New-DamagedIndex (Join-Path $folder 'damaged.imgidx')
        }

        It 'are named by Test-ImageIndex; no image is lost' {
            $report = Test-ImageIndex damaged.imgidx
            $report.IsSound | Should -BeFalse
            $report.Problems.Part | Should -BeExactly 'Lists'
            $report.Problems.LostImages | Should -BeNullOrEmpty
        }

        It 'are warned of once, and all rows are compared' {
            $found = Find-SimilarImage $crop, $crop -Index damaged.imgidx -WarningVariable warnings -WarningAction SilentlyContinue
            $found.FullName | Should -BeExactly @($wine, $wine)
            $warnings | Should -HaveCount 1
            $warnings | Should -BeLike '*Optimize-ImageIndex -Kind Inverted*'
            $null = Find-SimilarImage $crop -Exact -Index damaged.imgidx -WarningVariable none
            $none | Should -BeNullOrEmpty
        }

        It 'are made again by Optimize-ImageIndex' {
            Optimize-ImageIndex damaged.imgidx -Kind Inverted
            (Test-ImageIndex damaged.imgidx).IsSound | Should -BeTrue
            (Open-ImageIndex damaged.imgidx).Lists.Rows | Should -Be (Open-ImageIndex $invertedFile).Lists.Rows
        }

        It 'are made again by -Repair, without a loss' {
            $repair = Test-ImageIndex damaged.imgidx -Repair
            $repair.LostImages | Should -BeNullOrEmpty
            (Test-ImageIndex damaged.imgidx).IsSound | Should -BeTrue
            $index = Open-ImageIndex damaged.imgidx
            $index.Kind | Should -Be Inverted
            $index.Lists.Rows | Should -Be $index.RowCount
        }
    }

    Context 'a service' {
        BeforeAll {
            $service = Start-ImageSearchService $invertedFile, $flatFile -CommandPath (Get-ServiceCommand)
            $at = @{ ServiceUri = $service.Uri }
        }

        AfterAll {
            $service | Stop-ImageSearchService
        }

        It 'is asked exactly, or with an effort: <_>' -ForEach @(@{ Exact = $true }, @{ Effort = 'High' }, @{ Effort = 1 }) {
            $options = $_ + @{ MaximumMatches = 5; NoVerify = $true }
            $own = Find-SimilarImage $crop @options -Index $invertedFile
            (Find-SimilarImage $crop @options @at | Select-Object Id, Votes | ConvertTo-Json) |
                Should -BeExactly ($own | Select-Object Id, Votes | ConvertTo-Json)
        }

        It 'refuses an effort of an index of the kind Flat' {
            (Find-SimilarImage $crop @at -ServiceIndex flat).FullName | Should -Not -BeNullOrEmpty
            $e = { Find-SimilarImage $crop -Effort Normal @at -ServiceIndex flat -ErrorAction SilentlyContinue } |
                Should -Throw -ErrorId "InvalidArgument,$find" -PassThru
            $e.Exception.Message | Should -BeLike '*has no cells*'
        }
    }
}
