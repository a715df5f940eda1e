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
        $null = New-ImageIndex $file -LongSidePixels 256 -MaxFeatures 60
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
        $match = (Find-SimilarImage (Get-Photo $Small[0]) -Detailed).Detail
        $match.Points.Count | Should -BeGreaterThan 3
        { $match.Points[0] = $null } | Should -Throw
        { $match.Outline[0][0] = 1 } | Should -Throw
        { $match.Parts.Clear() } | Should -Throw
        { (Test-ImageIndex $file).Problems.Add($null) } | Should -Throw
    }
}

Describe 'An inherited -WhatIf' {
    BeforeDiscovery {
        Import-Module (Join-Path $PSScriptRoot '..' '..' 'ImageSearch.psd1')
        $calls = @{
            'Add-ImageToIndex'        = { Add-ImageToIndex (Join-Path $folder '*.jpg') }
            'Export-DuplicateReport'  = { $duplicates | Export-DuplicateReport (Join-Path $folder 'report.html') -Force }
            'Export-ImageIndex'       = { Export-ImageIndex (Join-Path $folder 'x.faiss') -Force }
            'Export-ImageMatch'       = { $matched | Export-ImageMatch (Join-Path $folder 'pictures/') -Force }
            'Import-ImageIndex'       = { Import-ImageIndex (Join-Path $folder 'there.faiss') }
            'Move-DuplicateImage'     = { $duplicates | Where-Object FullName -EQ $twins[0] | Move-DuplicateImage (Join-Path $folder 'away') }
            'New-ImageIndex'          = { New-ImageIndex $file -Force }
            'Optimize-ImageIndex'     = { Optimize-ImageIndex $file }
            'Remove-IndexedImage'     = { Get-IndexedImage | Remove-IndexedImage }
            'Restore-DuplicateImage'  = { Restore-DuplicateImage $quarantine }
            'Save-ImageIndex'         = { Save-ImageIndex }
            'Start-ImageSearchService' = { Start-ImageSearchService $file -CommandPath (Join-Path $folder 'no command') }
            'Stop-ImageSearchService' = { Stop-ImageSearchService $running }
            'Test-ImageIndex'         = { Test-ImageIndex $damaged -Repair }
            'Update-ImageIndex'       = { Update-ImageIndex $folder -Recurse }
        }
        $ways = @(
            foreach ($name in $calls.Keys) {
                @{ Name = $name; Call = $calls[$name]; Way = 'of the function that calls it'; Run = { param($Call) Invoke-InFunction $Call -WhatIf } }
                @{ Name = $name; Call = $calls[$name]; Way = 'of $WhatIfPreference'; Run = { param($Call) $WhatIfPreference = $true; & $Call } }
                @{ Name = $name; Call = $calls[$name]; Way = 'of a script'; Run = { param($Call)
                        $script = Join-Path $folder 'script.ps1'
                        & $script -Call $Call -WhatIf
                    }
                }
            }
        )
    }

    BeforeAll {
        function Invoke-InFunction {
            [CmdletBinding(SupportsShouldProcess)]
            param([scriptblock]$Call)
            . $Call
        }

        # Every name and every byte below the folder, and what the session's index holds.
        function Get-State {
            (Get-ChildItem -LiteralPath $folder -Recurse -Force | Sort-Object FullName | ForEach-Object {
                    $_.FullName
                    $_.PSIsContainer ? '' : (Get-FileHash -LiteralPath $_.FullName).Hash
                    $_.LastWriteTimeUtc.Ticks
                }) -join "`n"
            $index.Generation
            $index.HasUnsavedChanges
        }

        $service = New-TestFolder
        $null = New-ImageIndex (Join-Path $service 's.imgidx') -LongSidePixels 256 -MaxFeatures 60
        $running = Start-ImageSearchService (Join-Path $service 's.imgidx') -CommandPath (Get-ServiceCommand)

        # Made once: no test changes anything of it, which is what they are about.
        $folder = New-PhotoFolder
        $file = Join-Path $folder 'x.imgidx'
        $index = New-ImageIndex $file -LongSidePixels 256 -MaxFeatures 60
        Get-ChildItem (Join-Path $folder '*.jpg') | Add-ImageToIndex
        $null = Save-ImageIndex
        $null = Export-ImageIndex (Join-Path $folder 'there.faiss')
        $damaged = Join-Path $folder 'damaged.imgidx'
        $bytes = [IO.File]::ReadAllBytes($file)
        $bytes[9000] = $bytes[9000] -bxor 1
        [IO.File]::WriteAllBytes($damaged, $bytes)
        $matched = Find-SimilarImage (Get-Photo $Small[0]) -Index $index
        Copy-Item -LiteralPath (Join-Path $folder $Small[0]) (Join-Path $folder 'copy.jpg')
        $twins = 'twin.jpg', 'other twin.jpg' | ForEach-Object { Copy-Photo $Small[1] (Join-Path $folder $_) }
        $null = Add-ImageToIndex -LiteralPath (Join-Path $folder 'copy.jpg'), $twins[0], $twins[1]
        $duplicates = Find-DuplicateImage
        $quarantine = Join-Path $folder 'moved'
        $duplicates | Where-Object FullName -EQ $twins[1] | Move-DuplicateImage $quarantine
        Set-Content -LiteralPath (Join-Path $folder 'script.ps1') '[CmdletBinding(SupportsShouldProcess)] param([scriptblock]$Call) . $Call'

        # One more, one changed, one gone, one that only its time differs of, for what follows folders.
        $null = Copy-Photo 'umang_by_Abhishek_Mudgal.jpg' (Join-Path $folder 'more.jpg')
        $null = Copy-Photo 'Bridge_by_Sander_Klootwijk.jpg' (Join-Path $folder $Small[0])
        (Get-Item -LiteralPath (Join-Path $folder $Small[1])).LastWriteTimeUtc = [datetime]::UtcNow.AddDays(-3)
        [IO.File]::Delete((Join-Path $folder $Small[2]))
    }

    AfterAll {
        Stop-ImageSearchService $running
    }

    It 'is tried with every cmdlet that changes something' {
        $asking = (Get-Command -Module ImageSearch | Where-Object { $_.Parameters.ContainsKey('WhatIf') }).Name
        $asking | Should -Be ($calls.Keys | Sort-Object)
    } -TestCases @{ calls = $calls }

    It '<Way> changes nothing: <Name>' -ForEach $ways {
        $before = Get-State
        & $Run $Call *> $null
        Get-State | Should -BeExactly $before
        Get-ImageIndex | Should -Be $index
        $running.IsRunning | Should -BeTrue
    }
}

Describe 'A file whose name has brackets' {
    BeforeEach {
        $folder = New-TestFolder
        $meant = Copy-Photo $Small[0] (Join-Path $folder 'photo[1].jpg')
        $other = Copy-Photo $Small[1] (Join-Path $folder 'photo1.jpg')
        $copy = Copy-Photo $Small[0] (Join-Path $folder 'copy [2].jpg')
        $keeper = Copy-Photo $Small[0] (Join-Path $folder 'copy 2.jpg')
        $index = New-SmallIndex
        $null = Add-ImageToIndex -LiteralPath $meant, $other, $copy
        $null = Save-ImageIndex (Join-Path $folder 'x[1].imgidx')
        $null = [IO.File]::WriteAllText((Join-Path $folder 'x1.imgidx'), 'no index')
    }

    It 'is the one that is taken from <Name>' -ForEach @(
        @{ Name = 'Find-SimilarImage'; Get = { Find-SimilarImage $keeper -Relation IdenticalBytes | Where-Object FullName -CEQ $meant } }
        @{ Name = 'Get-IndexedImage'; Get = { Get-IndexedImage -Id 1 } }
        @{ Name = 'Add-ImageToIndex'; Get = { Add-ImageToIndex -LiteralPath $meant -PassThru } }
        @{ Name = 'Remove-IndexedImage'; Get = { Remove-IndexedImage -Id 1 -PassThru } }
        @{ Name = 'Compare-Image'; Get = { Compare-Image $keeper -LiteralPath $meant } }
        @{ Name = 'Find-DuplicateImage'; Get = { Find-DuplicateImage -IncludeKeeper | Where-Object FullName -CEQ $meant } }
    ) {
        $found = @(& $Get)
        $found | Should -HaveCount 1
        $found[0].FullName | Should -BeExactly $meant
        $found[0].PSPath | Should -BeExactly $meant
        $found[0].PSObject.Properties['Path'] | Should -BeNullOrEmpty
        ($found | Get-Item).FullName | Should -BeExactly $meant
        $found | Remove-Item
        [IO.File]::Exists($meant) | Should -BeFalse
        [IO.File]::Exists($other) | Should -BeTrue
    }

    It 'is the one that is taken from <Name>, of an index' -ForEach @(
        @{ Name = 'Test-ImageIndex'; Get = { Test-ImageIndex (Join-Path $folder 'x[1].imgidx') } }
        @{ Name = 'Get-ImageIndex'; Get = { Get-ImageIndex } }
        @{ Name = 'Open-ImageIndex'; Get = { Open-ImageIndex (Join-Path $folder 'x[1].imgidx') } }
    ) {
        (& $Get | Get-Item).Name | Should -BeExactly 'x[1].imgidx'
    }

    It 'is the one that our own cmdlets take as an object, whatever the parameter' {
        (Add-ImageToIndex (Get-Item -LiteralPath $meant) -PassThru).FullName | Should -BeExactly $meant
        (Get-IndexedImage (Get-Item -LiteralPath $meant)).FullName | Should -BeExactly $meant
        (Compare-Image $keeper (Get-Item -LiteralPath $meant)).FullName | Should -BeExactly $meant
        (Find-SimilarImage (Get-Item -LiteralPath $meant) -MaximumMatches 1).QueryPath | Should -BeExactly $meant
        Remove-IndexedImage (Get-Item -LiteralPath $meant)
        (Get-IndexedImage).FullName | Should -BeExactly $other, $copy
    }

    It 'may have backticks too' -Skip:$IsWindows {
        $odd = Copy-Photo $Small[2] (Join-Path $folder 'a`[1]``.jpg')
        (Get-Item -LiteralPath $odd | Add-ImageToIndex -PassThru).FullName | Should -BeExactly $odd
        (Get-IndexedImage (Get-Item -LiteralPath $odd)).FullName | Should -BeExactly $odd
    }
}

Describe 'What is piped into a cmdlet of an index' {
    BeforeEach {
        $folder = New-PhotoFolder
        $index = New-SmallIndex
        $null = Add-ImageToIndex -LiteralPath ($Small | ForEach-Object { Join-Path $folder $_ })
        $there = New-PhotoFolder
        $other = New-ImageIndex -LongSidePixels 256 -MaxFeatures 60
        $null = Add-ImageToIndex -LiteralPath ($Small[2, 1, 0] | ForEach-Object { Join-Path $there $_ }) -Index $other
        $Quiet = @{ Index = $index; ErrorAction = 'SilentlyContinue'; ErrorVariable = 'e' }
    }

    It 'is taken only if the index has that id and that path: <Name>' -ForEach @(
        @{ Name = 'a match of another index'; Piped = { Find-SimilarImage (Get-Photo $Small[0]) -Index $other -MaximumMatches 1 }; Says = 'has the id 3 and the path' }
        @{ Name = 'an image of another index'; Piped = { Get-IndexedImage -Id 1 -Index $other }; Says = 'has the id 1 and the path' }
        @{ Name = 'a row of a list'; Piped = { "Id,Path`n2,/somewhere/else.jpg" | ConvertFrom-Csv }; Says = "the path '*else.jpg', and the id is that of" }
        @{ Name = 'an id without a path'; Piped = { [pscustomobject]@{ Id = 2 } }; Says = 'has the id 2 and names no file' }
        @{ Name = 'a match from before a rebuild'; Says = "has the id 1, and * has the id 2 here"
            Piped = {
                $match = Find-SimilarImage (Get-Photo $Small[0]) -Index $index -MaximumMatches 1
                $script:index = $Quiet.Index = New-ImageIndex -LongSidePixels 256 -MaxFeatures 60
                $null = Add-ImageToIndex -Index $Quiet.Index -LiteralPath (Join-Path $folder $Small[1]), (Join-Path $folder $Small[0])
                $null = Remove-IndexedImage -Id 1 -Index $Quiet.Index
                $match
            }
        }
        @{ Name = 'an image whose file was replaced since'; Says = 'other content'
            Piped = {
                $image = Get-IndexedImage -Id 1 -Index $index
                $null = Copy-Photo $Small[2] $image.FullName
                $null = Add-ImageToIndex -LiteralPath $image.FullName -Index $index
                $image
            }
        }
    ) {
        $piped = & $Piped
        $before = $Quiet.Index.ImageCount
        $piped | Remove-IndexedImage @Quiet | Should -BeNullOrEmpty
        $Quiet.Index.ImageCount | Should -Be $before
        $e | Should -HaveCount 1
        $e[0].FullyQualifiedErrorId | Should -BeExactly 'ImageNotFound,ImageSearch.PowerShell.Commands.RemoveIndexedImageCommand'
        $e[0].Exception.Message | Should -BeLike "*$Says*"
        $piped | Get-IndexedImage @Quiet | Should -BeNullOrEmpty
        $e | Should -HaveCount 1
    }

    It 'is taken where all agrees' {
        Find-SimilarImage (Get-Photo $Small[0]) -Index $index -MaximumMatches 1 | Remove-IndexedImage -Index $index
        (Get-IndexedImage -Index $index).Id | Should -Be 2, 3
        Get-IndexedImage -Id 2 -Index $index | ConvertTo-Csv | ConvertFrom-Csv | Remove-IndexedImage -Index $index
        3 | Remove-IndexedImage -Index $index
        $index.ImageCount | Should -Be 0
    }
}

Describe 'What is no file' -Skip:$IsWindows {
    BeforeAll {
        $folder = New-PhotoFolder
        $index = New-SmallIndex
        $null = Add-ImageToIndex (Join-Path $folder '*.jpg')
        $matched = Find-SimilarImage (Get-Photo $Small[0]) -MaximumMatches 1
        $null = Copy-Photo $Small[0] (Join-Path $folder 'copy.jpg')
        $null = Add-ImageToIndex (Join-Path $folder 'copy.jpg')
        $duplicates = Find-DuplicateImage
    }

    BeforeEach {
        $place = New-TestFolder
    }

    It 'is not replaced, whatever -Force says: <Kind>, by <Name>' -ForEach @(
        foreach ($kind in 'a pipe', 'a socket', 'a folder', 'a link to a pipe') {
            @{ Kind = $kind; Name = 'New-ImageIndex'; Ending = '.imgidx'; Id = 'IndexNotWritable'; Write = { New-ImageIndex $path -Force } }
            @{ Kind = $kind; Name = 'Save-ImageIndex'; Ending = '.imgidx'; Id = 'IndexNotWritable'; Write = { Save-ImageIndex $path -Force } }
            @{ Kind = $kind; Name = 'Export-ImageIndex'; Ending = '.faiss'; Id = 'IndexNotWritable'; Write = { Export-ImageIndex $path -Force } }
            @{ Kind = $kind; Name = 'Export-ImageIndex (the list)'; Ending = '.faiss.paths.jsonl'; Id = 'IndexNotWritable'
                Write = { Export-ImageIndex ($path -replace '\.paths\.jsonl$') -Force } }
            @{ Kind = $kind; Name = 'Save-ImageIndex (the lock)'; Ending = '.imgidx.lock'; Id = 'IndexNotWritable'; Write = { Save-ImageIndex ($path -replace '\.lock$') -Force } }
            @{ Kind = $kind; Name = 'Export-DuplicateReport'; Ending = '.html'; Id = 'ReportNotWritable'; Write = { $duplicates | Export-DuplicateReport $path -Force } }
            if ($kind -ne 'a folder') {
                @{ Kind = $kind; Name = 'Export-ImageMatch'; Ending = '.png'; Id = 'PictureNotWritable'; Write = { $matched | Export-ImageMatch $path -Force -ErrorAction Stop } }
            }
        }
    ) {
        $path = Join-Path $place "x$Ending"
        switch ($Kind) {
            'a pipe' { & mkfifo $path }
            'a link to a pipe' { & mkfifo (Join-Path $place 'pipe'); $null = New-Item -ItemType SymbolicLink $path -Value (Join-Path $place 'pipe') }
            'a folder' { $null = New-Item -ItemType Directory $path }
            'a socket' {
                $socket = [Net.Sockets.Socket]::new('Unix', 'Stream', 'Unspecified')
                $socket.Bind([Net.Sockets.UnixDomainSocketEndPoint]::new($path))
            }
        }

        $before = & ls -laiR $place
        { & $Write } | Should -Throw -ErrorId "$Id,*"
        & ls -laiR $place | Should -BeExactly $before
    }

    It 'is not read as if it were one: <Kind>, by <Name>' -ForEach @(
        foreach ($kind in 'a pipe', 'a link to a pipe') {
            @{ Kind = $kind; Name = 'Open-ImageIndex'; Read = { Open-ImageIndex $path } }
            @{ Kind = $kind; Name = 'Test-ImageIndex'; Read = { Test-ImageIndex $path -Repair -ErrorAction Stop; if (-not (Test-ImageIndex $path -Quiet)) { throw 'damaged' } } }
            @{ Kind = $kind; Name = 'Optimize-ImageIndex'; Read = { Optimize-ImageIndex $path } }
            @{ Kind = $kind; Name = 'Import-ImageIndex'; Read = { Import-ImageIndex $path } }
            @{ Kind = $kind; Name = 'Add-ImageToIndex'; Read = { Add-ImageToIndex $path -ErrorAction Stop } }
            @{ Kind = $kind; Name = 'Find-SimilarImage'; Read = { Find-SimilarImage $path -ErrorAction Stop } }
            @{ Kind = $kind; Name = 'Compare-Image'; Read = { Compare-Image $path $path -ErrorAction Stop } }
            @{ Kind = $kind; Name = 'Update-ImageIndex'; Read = { Update-ImageIndex $path -ErrorAction Stop } }
        }
    ) {
        $path = Join-Path $place 'x.jpg'
        if ($Kind -eq 'a pipe') { & mkfifo $path } else { & mkfifo (Join-Path $place 'pipe'); $null = New-Item -ItemType SymbolicLink $path -Value (Join-Path $place 'pipe') }
        $before = & ls -laiR $place
        { & $Read } | Should -Throw
        & ls -laiR $place | Should -BeExactly $before
    }
}

Describe 'A file that is replaced' -Skip:$IsWindows {
    BeforeEach {
        $folder = New-PhotoFolder
        $index = New-SmallIndex
        $null = Add-ImageToIndex (Join-Path $folder '*.jpg')
        $matched = Find-SimilarImage (Get-Photo $Small[0]) -MaximumMatches 1
        $null = Copy-Photo $Small[0] (Join-Path $folder 'copy.jpg')
        $null = Add-ImageToIndex (Join-Path $folder 'copy.jpg')
        $duplicates = Find-DuplicateImage
        $place = New-TestFolder
    }

    It 'keeps its owner and its mode: <Name>' -ForEach @(
        @{ Name = 'Optimize-ImageIndex'; Ending = '.imgidx'; Write = { Optimize-ImageIndex $path } }
        @{ Name = 'New-ImageIndex'; Ending = '.imgidx'; Write = { New-ImageIndex $path -Force } }
        @{ Name = 'Export-ImageIndex'; Ending = '.faiss'; Write = { Export-ImageIndex $path -Force } }
        @{ Name = 'Export-ImageMatch'; Ending = '.png'; Write = { $matched | Export-ImageMatch $path -Force } }
        @{ Name = 'Export-DuplicateReport'; Ending = '.html'; Write = { $duplicates | Export-DuplicateReport $path -Force } }
    ) {
        $path = Join-Path $place "x$Ending"
        if ($Ending -eq '.imgidx') { $null = Save-ImageIndex $path -Index $index } else { [IO.File]::WriteAllText($path, 'old') }
        & chmod 640 $path
        if ((& id -u) -eq '0') { & chown 65534:65534 $path }
        $before = & stat -c '%a %u %g' $path
        $inode = & stat -c '%i' $path
        $null = & $Write
        & stat -c '%i' $path | Should -Not -Be $inode
        & stat -c '%a %u %g' $path | Should -BeExactly $before
    }
}

Describe 'An index file' {
    BeforeEach {
        $folder = New-PhotoFolder
        $file = Join-Path $folder 'x.imgidx'
        $index = New-ImageIndex $file -LongSidePixels 256 -MaxFeatures 60
        $null = Add-ImageToIndex (Join-Path $folder '*.jpg')
        Save-ImageIndex
        $bytes = [IO.File]::ReadAllBytes($file)
    }

    It 'is never replaced by another kind of file: <Name>' -ForEach @(
        @{ Name = 'Export-ImageIndex'; Id = 'IndexNotWritable'; Ending = ''; Write = { Export-ImageIndex $path -Force } }
        @{ Name = 'Export-ImageMatch'; Id = 'PictureNotWritable'; Ending = '.png'; Write = { Find-SimilarImage (Get-Photo $Small[0]) -MaximumMatches 1 | Export-ImageMatch $path -Force -ErrorAction Stop } }
        @{ Name = 'Export-DuplicateReport'; Id = 'ReportNotWritable'; Ending = '.html'; Write = { Export-DuplicateReport $path -Duplicate @() -Force } }
    ) {
        $path = $file + $Ending
        if ($Ending) { [IO.File]::Copy($file, $path) }
        { & $Write } | Should -Throw -ErrorId "$Id,*"
        Get-Bytes $path | Should -BeExactly ([Convert]::ToHexString($bytes))
        Test-ImageIndex $path -Quiet | Should -BeTrue
    }

    It 'replaces no image of its own' {
        $photo = Join-Path $folder $Small[0]
        $hash = (Get-FileHash $photo).Hash
        { Save-ImageIndex $photo -Force } | Should -Throw -ErrorId 'IndexNotWritable,*'
        { Export-ImageIndex $photo -Force } | Should -Throw -ErrorId 'IndexNotWritable,*'
        (Get-FileHash $photo).Hash | Should -BeExactly $hash
    }

    It 'that is written over while it is open is not searched, and not saved' {
        $other = New-ImageIndex -LongSidePixels 256 -MaxFeatures 60 -NoCurrent
        $null = Add-ImageToIndex -Index $other -LiteralPath (Get-Photo 'umang_by_Abhishek_Mudgal.jpg'), (Get-Photo 'Bridge_by_Sander_Klootwijk.jpg')
        $null = Save-ImageIndex (Join-Path $folder 'other.imgidx') -Index $other
        $null = Open-ImageIndex $file
        [IO.File]::WriteAllBytes($file, [IO.File]::ReadAllBytes((Join-Path $folder 'other.imgidx')))
        { Find-SimilarImage (Get-Photo $Small[0]) } | Should -Throw -ErrorId 'IndexChanged,*'
        { Find-DuplicateImage } | Should -Throw -ErrorId 'IndexChanged,*'
        { Save-ImageIndex } | Should -Throw -ErrorId 'IndexChanged,*'
        [IO.File]::WriteAllBytes($file, @())
        { Find-SimilarImage -Id 1 } | Should -Throw -ErrorId 'IndexChanged,*'
    }
}

Describe 'An index that was copied elsewhere' {
    It 'offers no file that only has the name of one of its images' {
        $folder = New-PhotoFolder
        $null = New-ImageIndex (Join-Path $folder 'x.imgidx') -LongSidePixels 256 -MaxFeatures 60 -RelativePaths
        $null = Add-ImageToIndex (Join-Path $folder '*.jpg')
        Save-ImageIndex
        $there = New-TestFolder
        Copy-Item -LiteralPath (Join-Path $folder 'x.imgidx') $there
        $other = Copy-Photo 'umang_by_Abhishek_Mudgal.jpg' (Join-Path $there $Small[0])
        $same = Copy-Photo $Small[1] (Join-Path $there $Small[1])
        (Get-Item -LiteralPath $same).LastWriteTimeUtc = [datetime]::UtcNow
        $null = Open-ImageIndex (Join-Path $there 'x.imgidx')
        @((Get-IndexedImage).PSPath) -ne $null | Should -BeExactly @($same, (Join-Path $there $Small[2]) | Sort-Object)
        Get-IndexedImage | Remove-Item -ErrorAction SilentlyContinue
        $found = Find-SimilarImage (Get-Photo $Small[0]) -MaximumMatches 1 -WarningVariable warned -WarningAction SilentlyContinue
        $found.FullName | Should -BeExactly $other
        $found.PSPath | Should -BeNullOrEmpty
        $warned | Should -HaveCount 1
        { $found | Remove-Item } | Should -Throw
        [IO.File]::Exists($other) | Should -BeTrue
        [IO.File]::Exists($same) | Should -BeFalse
    }
}

Describe 'The current index' {
    BeforeEach {
        $folder = New-PhotoFolder
        $null = New-ImageIndex (Join-Path $folder 'x.imgidx') -LongSidePixels 256 -MaxFeatures 60 -NoCurrent
        $null = Export-ImageIndex (Join-Path $folder 'x.faiss') -Index (Open-ImageIndex (Join-Path $folder 'x.imgidx') -NoCurrent)
        $current = New-SmallIndex
        $null = Add-ImageToIndex (Join-Path $folder '*.jpg')
    }

    It 'goes with a word where its changes are not saved: <Name>' -ForEach @(
        @{ Name = 'New-ImageIndex'; Make = { New-ImageIndex @args } }
        @{ Name = 'Open-ImageIndex'; Make = { Open-ImageIndex (Join-Path $folder 'x.imgidx') @args } }
        @{ Name = 'Import-ImageIndex'; Make = { Import-ImageIndex (Join-Path $folder 'x.faiss') @args } }
    ) {
        $made = . $Make -NoCurrent -WarningVariable warned
        $warned | Should -BeNullOrEmpty
        $made.ImageCount | Should -Be 0
        Get-ImageIndex | Should -Be $current
        $made = . $Make -WarningVariable warned -WarningAction SilentlyContinue
        $warned | Should -HaveCount 1
        $warned[0].Message | Should -BeLike '*3 images*not saved*'
        Get-ImageIndex | Should -Be $made
        $null = . $Make -WarningVariable warned
        $warned | Should -BeNullOrEmpty
    }
}
