Describe 'Stories of scripts' {
    BeforeAll {
        . $PSScriptRoot/Common.ps1

        # Starts a script in a process of its own without a profile, nobody to ask and an empty environment where the platform allows that.
        function Invoke-Unattended([string]$Command, [string]$WorkingDirectory) {
            $arguments = $PwshArguments + @('-Command', $Command)
            Push-Location -LiteralPath $WorkingDirectory
            try {
                if ($IsWindows) { & $Pwsh @arguments } else { '' | & env -i "DOTNET_ROOT=$env:DOTNET_ROOT" $Pwsh @arguments }
            }
            finally {
                Pop-Location
            }
        }
    }

    Context 'a script that moves duplicates away' {
        BeforeAll {
            $folder = New-TestFolder 'library'
            $data = Join-Path $PSScriptRoot '..' 'data' 'copies'
            $names = 'Dragonfly_by_Bolly', 'Kleiber_by_Lukas_Baubkus', 'Wine_by_Jakkub_Mede'
            foreach ($name in $names) {
                $null = Copy-Photo "$name.jpg" (Join-Path $folder "$name.jpg")
                [IO.File]::Copy((Join-Path $data "${name}__scale50.jpg"), (Join-Path $folder "$name [small].jpg"))
            }

            $null = Copy-Photo 'Wine_by_Jakkub_Mede.jpg' (Join-Path $folder 'again.jpg')
            $null = Copy-Photo 'Bridge_by_Sander_Klootwijk.jpg' (Join-Path $folder 'bridge.jpg')
            $log = Join-Path $folder 'moved.csv'

            $null = New-ImageIndex (Join-Path $folder 'library.imgidx')
            $null = Update-ImageIndex $folder
            $away = New-TestFolder 'away'
            $moved = Find-DuplicateImage | ForEach-Object {
                Move-Item -LiteralPath $_.FullName -Destination $away
                $_ | Select-Object FullName, KeeperPath, Relation, Confidence
            }
            $moved | Export-Csv $log
            $summary = Update-ImageIndex $folder
        }

        It 'moves the smaller ones and the second of two same files, and nothing else' {
            $left = 'again.jpg', 'bridge.jpg', 'Dragonfly_by_Bolly.jpg', 'Kleiber_by_Lukas_Baubkus.jpg', 'Wine_by_Jakkub_Mede.jpg'
            $here = (Get-ChildItem -LiteralPath $folder -Filter *.jpg).Name
            $gone = (Get-ChildItem -LiteralPath $away).Name
            $gone | Should -HaveCount 4
            $gone | Should -Contain 'Wine_by_Jakkub_Mede [small].jpg'
            @($here) + @($gone | Where-Object { $_ -notlike '*small*' }) | Sort-Object | Should -BeExactly ($left | Sort-Object)
        }

        It 'leaves an index that agrees with the folder' {
            $summary.Removed | Should -Be 4
            $summary.Unchanged | Should -Be 4
            Find-DuplicateImage | Should -BeNullOrEmpty
            Test-ImageIndex -Quiet | Should -BeTrue
        }

        It 'leaves a log that says what was moved and why' {
            $lines = Import-Csv $log
            $lines.Relation | Sort-Object | Should -BeExactly 'IdenticalBytes', 'Resized', 'Resized', 'Resized'
            [double[]]$lines.Confidence | ForEach-Object { $_ | Should -BeGreaterOrEqual 0.95 }
        }
    }

    Context 'the scheduled task of about_ImageSearch_ScheduledTasks' {
        BeforeAll {
            $about = [IO.File]::ReadAllText((Join-Path $PSScriptRoot '..' '..' 'docs' 'en-US' 'about_ImageSearch_ScheduledTasks.md')).Replace("`r", '')
            $script = [regex]::Match($about, '(?s)```\n(\$ErrorActionPreference.*?)\n```').Groups[1].Value
        }

        BeforeEach {
            $folder = New-TestFolder
            $pictures = [IO.Directory]::CreateDirectory((Join-Path $folder 'Photos')).FullName
            $null = Copy-Photo 'umang_by_Abhishek_Mudgal.jpg' (Join-Path $pictures 'one.jpg')
            $null = Copy-Photo 'Bridge_by_Sander_Klootwijk.jpg' (Join-Path $pictures 'two.jpg')
            $file = Join-Path $folder 'photos.imgidx'
            $null = New-ImageIndex $file
            $task = Join-Path $folder 'update.ps1'
            $script.Replace('D:\photos.imgidx', "'$file'").Replace('D:\Photos', "'$pictures'").Replace('Import-Module ImageSearch', "Import-Module '$Manifest'") |
                Set-Content -LiteralPath $task
            $log = Join-Path $folder 'update.log'
            function Invoke-Task {
                $shown = Invoke-Unattended "& '$task' *>> '$log'; exit `$LASTEXITCODE" $folder
                $shown | Should -BeNullOrEmpty
                $LASTEXITCODE
            }
        }

        It 'ends with 0 and a log of JSON when all is done' {
            Invoke-Task | Should -Be 0
            $summary = Get-Content -LiteralPath $log -Raw | ConvertFrom-Json
            $summary.Added | Should -Be 2
            (Open-ImageIndex $file).ImageCount | Should -Be 2
        }

        It 'makes the index on the first night' {
            Remove-Item -LiteralPath $file
            Invoke-Task | Should -Be 0
            (Open-ImageIndex $file).ImageCount | Should -Be 2
        }

        It 'ends with 3 when an image cannot be read, names it, and does the others' {
            $null = New-BadImage 'half a photo' (Join-Path $pictures 'bad.jpg')
            Invoke-Task | Should -Be 3
            $text = Get-Content -LiteralPath $log -Raw
            $text | Should -Match 'bad\.jpg'
            $text | Should -Not -Match "`e"
            (Open-ImageIndex $file).ImageCount | Should -Be 2
        }

        It 'ends with 4 and the id when <Case>' -ForEach @(
            @{ Case = 'the folder is gone'; Id = 'FolderUnreadable,ImageSearch.PowerShell.Commands.UpdateImageIndexCommand'; Break = { Remove-Item -LiteralPath $pictures -Recurse } }
            @{ Case = 'the index is damaged'; Id = 'IndexCorrupt,ImageSearch.PowerShell.Commands.UpdateImageIndexCommand'; Break = { [IO.File]::WriteAllBytes($file, [byte[]]::new(9000)) } }
        ) {
            . $Break
            Invoke-Task | Should -Be 4
            Get-Content -LiteralPath $log -Raw | Should -BeLike "*${Id}: *"
        }
    }

    Context 'a pipeline of 2,000 files, interrupted' {
        BeforeAll {
            $folder = New-TestFolder 'many'
            $small = [IO.File]::ReadAllBytes((Join-Path $PSScriptRoot '..' 'data' 'copies' 'Wine_by_Jakkub_Mede__scale50.jpg'))
            foreach ($i in 1..2000) { [IO.File]::WriteAllBytes((Join-Path $folder ('{0:d4}.jpg' -f $i)), $small) }
        }

        It 'stops at Ctrl+C before its work is done, and what was added until then is saved whole' -Skip:$IsWindows {
            # As `nohup` and some shells start things: .NET leaves a signal alone that was ignored before, and so does every child.
            $mask = (Get-Content /proc/self/status -ErrorAction Ignore) -match '^SigIgn:' -replace '.*\s'
            if ([Convert]::ToUInt64("0$mask", 16) -band 2) { Set-ItResult -Skipped -Because 'SIGINT is ignored here, as under nohup: Ctrl+C was NOT tried' }

            $file = Join-Path $TestDrive 'interrupted.imgidx'
            $started = Join-Path $TestDrive 'started'
            $script = Join-Path (New-TestFolder) 'add.ps1'
            Set-Content -LiteralPath $script {
                param($Manifest, $Folder, $File, $Started)
                Import-Module $Manifest
                $index = New-ImageIndex
                try {
                    Get-ChildItem -LiteralPath $Folder | Add-ImageToIndex -ThrottleLimit 2 -PassThru |
                        ForEach-Object { if ($_.Id -eq 20) { Set-Content -LiteralPath $Started 'yes' } }
                }
                finally {
                    Save-ImageIndex $File -Index $index
                }
            }
            $process = Start-Process $Pwsh -PassThru -RedirectStandardOutput (Join-Path $TestDrive 'out') -RedirectStandardError (Join-Path $TestDrive 'err') `
                -ArgumentList ($PwshArguments + @('-File', $script, $Manifest, $folder, $file, $started))
            try {
                Wait-Until { Test-Path $started } | Should -BeTrue
                & /bin/sh -c "kill -INT $($process.Id)"
                $process.WaitForExit(60000) | Should -BeTrue
            }
            finally {
                if (-not $process.HasExited) { $process.Kill() }
            }

            Test-ImageIndex $file -Quiet | Should -BeTrue
            $count = (Open-ImageIndex $file).ImageCount
            $count | Should -BeGreaterOrEqual 20
            $count | Should -BeLessThan 2000
            (Get-IndexedImage).FullName | Split-Path -Leaf | Should -BeExactly (1..$count | ForEach-Object { '{0:d4}.jpg' -f $_ })

            # The next run goes on from there.
            $added = Get-ChildItem -LiteralPath $folder | Select-Object -First ($count + 5) | Add-ImageToIndex -Verbose 4>&1
            $added | Select-Object -Last 1 | Should -BeLike "5 added, 0 replaced, $count unchanged, 0 failed."
        }

        It 'shows progress with counts and the time left' {
            $shell = [powershell]::Create()
            $null = $shell.AddScript({
                    param($Manifest, $Folder)
                    $ProgressPreference = 'Continue'
                    Import-Module $Manifest
                    $null = New-ImageIndex
                    Get-ChildItem -LiteralPath $Folder | Select-Object -First 300 | Add-ImageToIndex
                }).AddArgument($Manifest).AddArgument($folder)
            $null = $shell.Invoke()
            $records = @($shell.Streams.Progress | Where-Object Activity -EQ 'Adding images to the index')
            $shell.Dispose()
            $records.Count | Should -BeGreaterThan 2
            $records[-1].RecordType | Should -Be 'Completed'
            $records[0].StatusDescription | Should -Match '^\d+ of \d+ images$'
            $records[1].SecondsRemaining | Should -BeGreaterOrEqual 0
            ($records[0..($records.Count - 2)].PercentComplete | Measure-Object -Maximum).Maximum | Should -BeLessOrEqual 100
        }
    }

    Context 'one index in several threads' {
        BeforeAll {
            $index = New-SmallIndex
            $some = 'Bridge_by_Sander_Klootwijk', 'Fossa_by_Jasper_Roks', 'umang_by_Abhishek_Mudgal', 'sunset_by_Aitzol_Berasategi' |
                ForEach-Object { Get-Photo "$_.jpg" }
            Add-ImageToIndex -LiteralPath $some
        }

        It 'is searched by thread jobs' {
            $jobs = foreach ($photo in $some) {
                Start-ThreadJob -ArgumentList $Manifest, $index, $photo {
                    param($Manifest, $Index, $Photo)
                    Import-Module $Manifest
                    Find-SimilarImage -LiteralPath $Photo -Index $Index -MaximumMatches 1 -MinimumVotes 1
                }
            }
            $found = $jobs | Receive-Job -Wait -AutoRemoveJob
            $found.FullName | Sort-Object | Should -BeExactly ($some | Sort-Object)
        }

        It 'is searched by ForEach-Object -Parallel, with the answers of one thread' {
            $alone = $some | ForEach-Object { ConvertTo-Answer (Find-SimilarImage -LiteralPath $_ -Index $index -NoVerify) }
            $together = $some | ForEach-Object -ThrottleLimit 4 -Parallel {
                Import-Module $using:Manifest
                $found = Find-SimilarImage -LiteralPath $_ -Index $using:index -NoVerify
                ConvertTo-Json -InputObject @($found | Select-Object Rank, Id, FullName, Votes, Score, QueryPath)
            }
            $together | Sort-Object | Should -BeExactly ($alone | Sort-Object)
        }

        It 'takes images of several runspaces while it is searched' {
            $own = New-SmallIndex
            $folder = New-TestFolder 'several'
            $files = foreach ($i in 1..24) { Copy-Photo (Split-Path $some[$i % 4] -Leaf) (Join-Path $folder "$i.jpg") }
            $counts = 0..3 | ForEach-Object -ThrottleLimit 4 -Parallel {
                Import-Module $using:Manifest
                $part, $files = $_, $using:files
                if ($part -eq 3) { foreach ($i in 1..5) { $null = Find-SimilarImage -LiteralPath $files[0] -Index $using:own -NoVerify } }
                else { @(Add-ImageToIndex -LiteralPath $files[(8 * $part)..(8 * $part + 7)] -Index $using:own -PassThru).Count }
            }
            $counts | Should -BeExactly 8, 8, 8
            $own.ImageCount | Should -Be 24
            (Get-IndexedImage -Index $own).Id | Should -BeExactly (1..24)
        }
    }

    Context 'errors in scripts' {
        BeforeAll {
            $folder = New-TestFolder 'errors'
            $bad = 1..3 | ForEach-Object { New-BadImage 'a text file named .jpg' (Join-Path $folder "bad$_.jpg") }
            $good = Copy-Photo 'umang_by_Abhishek_Mudgal.jpg' (Join-Path $folder 'good.jpg')
            $bad = Get-ChildItem -LiteralPath $folder -Filter bad*
        }

        BeforeEach {
            $index = New-SmallIndex
        }

        It '-ErrorVariable +failed collects over several calls' {
            $failed = @()
            Add-ImageToIndex -LiteralPath $bad[0] -ErrorAction SilentlyContinue -ErrorVariable +failed
            Find-SimilarImage -LiteralPath $bad[1] -ErrorAction SilentlyContinue -ErrorVariable +failed
            $failed.FullyQualifiedErrorId | Should -BeExactly 'ImageUnreadable,ImageSearch.PowerShell.Commands.AddImageToIndexCommand',
                'ImageUnreadable,ImageSearch.PowerShell.Commands.FindSimilarImageCommand'
            $failed.TargetObject | Should -BeExactly $bad[0].FullName, $bad[1].FullName
        }

        It '-ErrorAction Ignore leaves no trace in $Error, and the good image is added' {
            $before = $Error.Count
            Get-ChildItem -LiteralPath $folder | Add-ImageToIndex -ErrorAction Ignore
            $Error.Count | Should -Be $before
            $index.ImageCount | Should -Be 1
        }

        It '-ErrorAction Stop ends at the first, in a try' {
            $caught = try { Get-ChildItem -LiteralPath $folder | Add-ImageToIndex -ErrorAction Stop } catch { $_ }
            $caught.FullyQualifiedErrorId | Should -BeExactly 'ImageUnreadable,ImageSearch.PowerShell.Commands.AddImageToIndexCommand'
            $index.ImageCount | Should -Be 0
        }

        It 'an error about the index ends the pipeline whatever -ErrorAction says' {
            { Open-ImageIndex (Join-Path $folder 'none.imgidx') -ErrorAction SilentlyContinue } |
                Should -Throw -ErrorId 'IndexNotFound,ImageSearch.PowerShell.Commands.OpenImageIndexCommand'
        }

        It '<Line> ends with NoCurrentIndex where there is no index' -ForEach @(
            @{ Line = 'Add-ImageToIndex a.jpg' }
            @{ Line = 'Export-ImageIndex a.faiss' }
            @{ Line = 'Find-DuplicateImage' }
            @{ Line = 'Find-SimilarImage a.jpg' }
            @{ Line = 'Get-ImageIndex' }
            @{ Line = 'Get-IndexedImage' }
            @{ Line = 'Optimize-ImageIndex' }
            @{ Line = 'Remove-IndexedImage a.jpg' }
            @{ Line = 'Save-ImageIndex a.imgidx' }
            @{ Line = 'Test-ImageIndex' }
            @{ Line = 'Update-ImageIndex .' }
        ) {
            $e = Invoke-InNewRunspace { param($line) Invoke-Expression $line } $Line
            $type = ($Line -split ' ')[0].Replace('-', '') + 'Command'
            $e.FullyQualifiedErrorId | Should -BeExactly "NoCurrentIndex,ImageSearch.PowerShell.Commands.$type"
            $e.CategoryInfo.Category | Should -Be ObjectNotFound
        }

        It 'messages say what happened, to what, in one line' {
            Add-ImageToIndex -LiteralPath $bad -ErrorAction SilentlyContinue -ErrorVariable failed
            $failed | Should -HaveCount 3
            foreach ($e in $failed) {
                $e.Exception.Message | Should -BeLike "*'$($e.TargetObject)'*"
                $e.Exception.Message | Should -Not -Match '\n'
            }
        }
    }
}
