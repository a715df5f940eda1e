Describe 'Stories' {
    BeforeAll {
        . $PSScriptRoot/Common.ps1

        # Runs a script in a new process that has nothing of this one; returns what it writes and its exit code.
        function Invoke-InNewProcess([scriptblock]$Script, [hashtable]$Values) {
            $file = Join-Path (New-TestFolder) 'script.ps1'
            Set-Content -LiteralPath $file $Script
            $arguments = foreach ($key in $Values.Keys) { "-$key", $Values[$key] }
            $text = & $Pwsh @PwshArguments -File $file @arguments | Out-String
            [pscustomobject]@{ Text = $text.Trim(); ExitCode = $LASTEXITCODE }
        }
    }

    Context 'the first use' {
        BeforeAll {
            $folder = New-TestFolder 'first'
            Copy-Item -Path (Join-Path $Photos *.jpg) -Destination $folder
            $photoPaths = (Get-ChildItem -Path (Join-Path $folder *.jpg)).FullName
            $file = Join-Path $folder 'photos.imgidx'
            $query = Join-Path $folder 'Dragonfly_by_Bolly.jpg'

            Push-Location -LiteralPath $folder
            $index = New-ImageIndex
            $added = Get-ChildItem *.jpg | Add-ImageToIndex
            $answers = Find-SimilarImage Dragonfly_by_Bolly.jpg -NoVerify
            Save-ImageIndex photos.imgidx
            Pop-Location
        }

        It 'adds every photo quietly, in the order of the pipeline' {
            $added | Should -BeNullOrEmpty
            $photoPaths.Count | Should -BeGreaterThan 10
            (Get-IndexedImage -Index $index).FullName | Should -BeExactly $photoPaths
            (Get-IndexedImage -Index $index).Id | Should -Be @(1..$photoPaths.Count)
        }

        It 'finds the photo itself first' {
            $answers[0].FullName | Should -BeExactly $query
            $answers[0].Score | Should -Be 100
            $answers[1].Score | Should -BeLessThan 100
        }

        It 'finds each photo of a pipeline by itself' {
            $some = $photoPaths | Select-Object -Last 4
            $best = Get-Item -LiteralPath $some | Find-SimilarImage -Index $index -MaximumMatches 1
            $best.FullName | Should -BeExactly $some
            $best.QueryPath | Should -BeExactly $some
        }

        It 'saves a file that a new process opens and answers from alike' {
            $result = Invoke-InNewProcess {
                param($Manifest, $File, $Query)
                $ErrorActionPreference = 'Stop'
                Import-Module $Manifest
                $null = Open-ImageIndex $File
                ConvertTo-Json -Compress -InputObject @(Find-SimilarImage $Query -NoVerify)
            } @{ Manifest = $Manifest; File = $file; Query = $query }
            $result.ExitCode | Should -Be 0
            $result.Text | Should -BeExactly (ConvertTo-Json -Compress -InputObject @($answers))
        }

        It 'ends a script that nobody watches with an exit code where the file is damaged' {
            $damaged = Join-Path $folder 'damaged.imgidx'
            [IO.File]::WriteAllBytes($damaged, [IO.File]::ReadAllBytes($file)[0..9999])
            $result = Invoke-InNewProcess {
                param($Manifest, $File)
                $ErrorActionPreference = 'Stop'
                Import-Module $Manifest
                try {
                    $null = Open-ImageIndex $File
                }
                catch {
                    $_.FullyQualifiedErrorId
                    exit 3
                }
            } @{ Manifest = $Manifest; File = $damaged }
            $result.ExitCode | Should -Be 3
            $result.Text | Should -BeExactly 'IndexCorrupt,ImageSearch.PowerShell.Commands.OpenImageIndexCommand'
        }
    }

    Context 'one bad file among good ones' {
        BeforeAll {
            $folder = New-TestFolder 'mixed'
            $null = Copy-Photo 'Bridge_by_Sander_Klootwijk.jpg' (Join-Path $folder '1.jpg')
            Set-Content (Join-Path $folder '2.jpg') 'not an image'
            $null = Copy-Photo 'umang_by_Abhishek_Mudgal.jpg' (Join-Path $folder '3.jpg')
        }

        BeforeEach {
            $index = New-SmallIndex
        }

        It 'adds the good ones and reports the bad one' {
            Get-ChildItem -LiteralPath $folder | Add-ImageToIndex -ErrorAction SilentlyContinue -ErrorVariable e
            $e | Should -HaveCount 1
            $e[0].FullyQualifiedErrorId | Should -BeExactly 'ImageUnreadable,ImageSearch.PowerShell.Commands.AddImageToIndexCommand'
            $e[0].TargetObject | Should -BeExactly (Join-Path $folder '2.jpg')
            (Get-IndexedImage).FullName | Split-Path -Leaf | Should -BeExactly @('1.jpg', '3.jpg')
        }

        It 'asks with the good ones and reports the bad one' {
            Add-ImageToIndex (Join-Path $folder '[13].jpg')
            $found = Get-ChildItem -LiteralPath $folder |
                Find-SimilarImage -MaximumMatches 1 -ErrorAction SilentlyContinue -ErrorVariable e
            $found.QueryPath | Split-Path -Leaf | Should -BeExactly @('1.jpg', '3.jpg')
            $e | Should -HaveCount 1
            $e[0].FullyQualifiedErrorId | Should -BeExactly 'ImageUnreadable,ImageSearch.PowerShell.Commands.FindSimilarImageCommand'
            $e[0].TargetObject | Should -BeExactly (Join-Path $folder '2.jpg')
        }

        It 'stops at the bad one with -ErrorAction Stop and keeps what came before it' {
            $e = { Get-ChildItem -LiteralPath $folder | Add-ImageToIndex -ErrorAction Stop } |
                Should -Throw -ErrorId 'ImageUnreadable,ImageSearch.PowerShell.Commands.AddImageToIndexCommand' -PassThru
            $e.TargetObject | Should -BeExactly (Join-Path $folder '2.jpg')
            (Get-IndexedImage).FullName | Split-Path -Leaf | Should -BeExactly '1.jpg'
            $index.ImageCount | Should -Be 1
        }
    }

    Context 'a pipeline that is stopped, as Ctrl+C does' {
        BeforeAll {
            # Far more work than is done before the stop: one that waited for its end would have done all.
            $folder = New-TestFolder 'many'
            $many = foreach ($round in 1..15) {
                foreach ($photo in Get-ChildItem -Path (Join-Path $Photos *.jpg)) {
                    Copy-Photo $photo.Name (Join-Path $folder ('{0:d2} {1}' -f $round, $photo.Name))
                }
            }
        }

        It 'ends before its work is done, and what was added until then is a sound index' {
            $index = New-ImageIndex
            $shell = [powershell]::Create()
            $null = $shell.AddScript({
                    param($Manifest, $Index, $Folder)
                    Import-Module $Manifest
                    Get-ChildItem -LiteralPath $Folder | Add-ImageToIndex -Index $Index -ThrottleLimit 2
                }).AddArgument($Manifest).AddArgument($index).AddArgument($folder)
            try {
                $null = $shell.BeginInvoke()
                Wait-Until { $index.ImageCount -ge 2 } | Should -BeTrue

                $shell.Stop()
                $shell.InvocationStateInfo.State | Should -Be Stopped
            }
            finally {
                $shell.Dispose()
            }

            $count = $index.ImageCount
            $count | Should -BeLessThan $many.Count
            Start-Sleep -Milliseconds 300
            $index.ImageCount | Should -Be $count

            $images = Get-IndexedImage -Index $index
            $images.FullName | Should -BeExactly $many[0..($count - 1)]
            $index.RowCount | Should -Be ($images | Measure-Object FeatureCount -Sum).Sum
            (Find-SimilarImage -LiteralPath $many[1] -Index $index -Neighbours 1 -MaximumMatches 1).FullName | Should -BeExactly $many[1]

            $file = Join-Path $TestDrive 'stopped.imgidx'
            Save-ImageIndex $file -Index $index
            (Open-ImageIndex $file).ImageCount | Should -Be $count
            (Add-ImageToIndex -LiteralPath $many[$count] -Index $index -PassThru).Id | Should -Be ($count + 1)
        }

        It 'ends before its work is done while it searches' {
            $index = New-ImageIndex
            Add-ImageToIndex -LiteralPath $many[0..2]
            $shell = [powershell]::Create()
            $null = $shell.AddScript({
                    param($Manifest, $Index, $Folder)
                    Import-Module $Manifest
                    Get-ChildItem -LiteralPath $Folder | Find-SimilarImage -Index $Index -ThrottleLimit 2
                }).AddArgument($Manifest).AddArgument($index).AddArgument($folder)
            $none = [System.Management.Automation.PSDataCollection[psobject]]::new()
            $none.Complete()
            $found = [System.Management.Automation.PSDataCollection[psobject]]::new()
            try {
                $null = $shell.BeginInvoke($none, $found)
                Wait-Until { $found.Count -ge 1 } | Should -BeTrue

                $shell.Stop()
                $shell.InvocationStateInfo.State | Should -Be Stopped
            }
            finally {
                $shell.Dispose()
            }

            @($found.QueryPath | Select-Object -Unique).Count | Should -BeLessThan $many.Count
            (Find-SimilarImage -LiteralPath $many[0] -Index $index -Neighbours 1).FullName | Should -Contain $many[0]
        }
    }

    Context 'two runspaces' {
        It 'have current indexes of their own' {
            $photo = Get-Photo 'umang_by_Abhishek_Mudgal.jpg'
            $shells = 1..3 | ForEach-Object { [powershell]::Create() }
            try {
                $run = {
                    param($shell, $script)
                    $shell.Commands.Clear()
                    $shell.AddScript($script).AddParameter('Manifest', $Manifest).AddParameter('Photo', $photo).Invoke()
                }
                $null = & $run $shells[0] { param($Manifest, $Photo) Import-Module $Manifest; New-ImageIndex; Add-ImageToIndex $Photo }
                $null = & $run $shells[1] { param($Manifest, $Photo) Import-Module $Manifest; New-ImageIndex }
                & $run $shells[0] { (Get-ImageIndex).ImageCount } | Should -Be 1
                & $run $shells[1] { (Get-ImageIndex).ImageCount } | Should -Be 0
                & $run $shells[2] { param($Manifest) Import-Module $Manifest; try { Get-ImageIndex } catch { $_.FullyQualifiedErrorId } } |
                    Should -BeExactly 'NoCurrentIndex,ImageSearch.PowerShell.Commands.GetImageIndexCommand'
            }
            finally {
                $shells | ForEach-Object Dispose
            }
        }

        It 'leave the current index of this one alone' {
            $mine = New-ImageIndex
            $theirs = Invoke-InNewRunspace { New-ImageIndex }
            $theirs | Should -BeOfType ImageSearch.Index.ImageIndex
            Get-ImageIndex | Should -Be $mine
            Get-ImageIndex | Should -Not -Be $theirs
        }

        It 'can search one index that is handed over' {
            $index = New-SmallIndex
            $photo = Get-Photo 'umang_by_Abhishek_Mudgal.jpg'
            Add-ImageToIndex $photo
            $found = Invoke-InNewRunspace { param($index, $photo) Find-SimilarImage $photo -Index $index -MinimumVotes 1 } $index, $photo
            $found.FullName | Should -BeExactly $photo
            $found.Score | Should -Be 100
        }
    }

    Context 'results that are piped onward' {
        BeforeAll {
            $folder = New-TestFolder 'onward'
            $null = Copy-Photo 'Bridge_by_Sander_Klootwijk.jpg' (Join-Path $folder 'bridge.jpg')
            $null = Copy-Photo 'Kleiber_by_Lukas_Baubkus.jpg' (Join-Path $folder 'Zürich 写真 😀.jpg')
            $index = New-SmallIndex
            Get-ChildItem -LiteralPath $folder | Add-ImageToIndex
        }

        BeforeEach {
            $target = New-TestFolder
        }

        It 'copy the files that were found with Copy-Item' {
            Find-SimilarImage (Get-Photo 'Kleiber_by_Lukas_Baubkus.jpg') -Index $index -Neighbours 1 -MaximumMatches 1 |
                Copy-Item -Destination $target
            (Get-ChildItem -LiteralPath $target).Name | Should -BeExactly 'Zürich 写真 😀.jpg'
            (Get-FileHash (Join-Path $target *.jpg)).Hash | Should -Be (Get-FileHash (Get-Photo 'Kleiber_by_Lukas_Baubkus.jpg')).Hash
        }

        It 'copy the files that are indexed with Copy-Item' {
            Get-IndexedImage -Index $index | Copy-Item -Destination $target
            (Get-ChildItem -LiteralPath $target).Name | Should -BeExactly (Get-ChildItem -LiteralPath $folder).Name
        }

        It 'copy the very file that was found, not one that its brackets match' {
            $own = New-SmallIndex
            $odd = New-TestFolder
            $bracket = Copy-Photo 'Fossa_by_Jasper_Roks.jpg' (Join-Path $odd 'a[1].jpg')
            $null = Copy-Photo 'umang_by_Abhishek_Mudgal.jpg' (Join-Path $odd 'a1.jpg')
            Get-ChildItem -LiteralPath $odd | Add-ImageToIndex
            Find-SimilarImage -LiteralPath $bracket -Index $own -Neighbours 1 -MaximumMatches 1 |
                ForEach-Object { Copy-Item -LiteralPath $_.FullName -Destination $target }
            (Get-ChildItem -LiteralPath $target).Name | Should -BeExactly 'a[1].jpg'
        }

        It 'become JSON that has every field' {
            $match = Find-SimilarImage (Join-Path $folder 'bridge.jpg') -Index $index -Neighbours 1 -MaximumMatches 1
            $read = $match | ConvertTo-Json | ConvertFrom-Json
            $read.PSObject.Properties.Name | Should -BeExactly @('Rank', 'Id', 'FullName', 'Votes', 'Score', 'QueryPath', 'Relation', 'Verdict', 'Confidence',
                'QueryOverlap', 'ImageOverlap', 'QueryPlace', 'Agreement', 'IsConfirmed', 'Inliers', 'IsMirrored', 'PerceptualHashDistance', 'Detail',
                'Sha256', 'PSPath')
            $read.FullName | Should -BeExactly $match.FullName
            $read.Votes | Should -Be $match.Votes
        }
    }
}
