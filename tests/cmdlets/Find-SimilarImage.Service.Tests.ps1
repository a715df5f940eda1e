# Find-SimilarImage against a running service; what it does without one is in Find-SimilarImage.Tests.ps1.
Describe 'Find-SimilarImage -ServiceUri' {
    BeforeAll {
        . $PSScriptRoot/Common.ps1
        $gallery = New-TestFolder 'gallery'
        $files = [ordered]@{
            'a[1].jpg'        = 'Fossa_by_Jasper_Roks.jpg'
            'a1.jpg'          = 'umang_by_Abhishek_Mudgal.jpg'
            'Zürich 写真 😀.jpg' = 'Bridge_by_Sander_Klootwijk.jpg'
            'wine.jpg'        = 'Wine_by_Jakkub_Mede.jpg'
        }
        $paths = foreach ($name in $files.Keys) {
            Copy-Photo $files[$name] (Join-Path $gallery $name)
        }
        $bracket, $plain, $unicode, $wine = $paths
        $crop = (Resolve-Path (Join-Path $Photos '..' 'copies' 'Wine_by_Jakkub_Mede__crop50.jpg')).ProviderPath
        $index = New-SmallIndex
        Add-ImageToIndex -LiteralPath $paths
        $file = Join-Path $TestDrive 'gallery.imgidx'
        Save-ImageIndex $file
        $empty = New-SmallIndex
        $emptyFile = Join-Path $TestDrive 'empty.imgidx'
        Save-ImageIndex $emptyFile -Index $empty
        $command = Get-ServiceCommand
        $service = Start-ImageSearchService $file, $emptyFile -CommandPath $command
        $at = @{ ServiceUri = $service.Uri }
        $id = 'ImageSearch.PowerShell.Commands.FindSimilarImageCommand'
    }

    AfterAll {
        $service | Stop-ImageSearchService
    }

    Context 'answers' {
        It 'gives what the index gives, for <Name>' -ForEach @(
            @{ Name = 'an image'; Parameters = { @{ LiteralPath = $crop } } }
            @{ Name = 'images in order'; Parameters = { @{ LiteralPath = $wine, $bracket, $unicode, $plain } } }
            @{ Name = 'votes alone'; Parameters = { @{ LiteralPath = $crop; NoVerify = $true; MinimumVotes = 1; MaximumMatches = 100; Neighbours = 9 } } }
            @{ Name = 'some ids alone'; Parameters = { @{ LiteralPath = $wine, $plain; CandidateId = 2, 3 } } }
            @{ Name = 'no ids at all'; Parameters = { @{ LiteralPath = $wine; CandidateId = @() } } }
            @{ Name = 'pixels compared'; Parameters = { @{ LiteralPath = $crop; ComparePixels = $true } } }
            @{ Name = 'one relation'; Parameters = { @{ LiteralPath = $crop; Relation = 'Resized', 'SharedPart' } } }
            @{ Name = 'an id'; Parameters = { @{ Id = 4; NoVerify = $true; MinimumVotes = 1 } } }
            @{ Name = 'mirrored images too'; Parameters = { @{ LiteralPath = $crop; IncludeMirrored = $true; MinimumConfidence = 0.1 } } }
        ) {
            $given = & $Parameters
            $here = @(Find-SimilarImage @given -Index $index -Detailed)
            $there = @(Find-SimilarImage @given @at -Detailed)
            $there.Count | Should -Be $here.Count
            $all = 'Rank', 'Id', 'FullName', 'QueryPath', 'Votes', 'Inliers', 'IsMirrored', 'PerceptualHashDistance', 'Relation', 'Verdict', 'IsConfirmed'
            ConvertTo-Json @($there | Select-Object $all) | Should -BeExactly (ConvertTo-Json @($here | Select-Object $all))
            for ($i = 0; $i -lt $here.Count; $i++) {
                $there[$i].Score | Should -BeGreaterThan ($here[$i].Score - 0.006)
                $there[$i].Score | Should -BeLessThan ($here[$i].Score + 0.006)
                if ($here[$i].Detail.Outline) {
                    for ($corner = 0; $corner -lt 4; $corner++) {
                        [Math]::Abs($there[$i].Detail.Outline[$corner][0] - $here[$i].Detail.Outline[$corner][0]) | Should -BeLessThan 0.1
                        [Math]::Abs($there[$i].Detail.Outline[$corner][1] - $here[$i].Detail.Outline[$corner][1]) | Should -BeLessThan 0.1
                    }
                    $there[$i].Detail.Points.Count | Should -Be $here[$i].Inliers
                    for ($point = 0; $point -lt $here[$i].Detail.Points.Count; $point++) {
                        foreach ($side in 'QueryX', 'QueryY', 'ImageX', 'ImageY') {
                            [Math]::Abs($there[$i].Detail.Points[$point].$side - $here[$i].Detail.Points[$point].$side) | Should -BeLessThan 0.05
                        }
                    }
                    $there[$i].Detail.Transform.ToString() | Should -BeExactly $here[$i].Detail.Transform.ToString()
                }
            }
        }

        It 'finds with raw descriptors' {
            $rows = Get-Descriptor $index.Snapshot() 4
            $found = @(Find-SimilarImage -Descriptor $rows @at)
            $found[0].FullName | Should -BeExactly $wine
            $found[0].QueryPath | Should -BeNullOrEmpty
        }

        It 'returns matches that pipe onward as files' {
            $found = Get-Item $crop | Find-SimilarImage @at
            $found | Should -BeOfType ImageSearch.PowerShell.SimilarImage
            ($found | Get-Item).FullName | Should -BeExactly $wine
        }

        It 'returns matches that can be drawn' {
            $picture = Find-SimilarImage -LiteralPath $crop @at | Export-ImageMatch (Join-Path $TestDrive 'match.png') -PassThru
            $picture.Length | Should -BeGreaterThan 10000
        }

        It 'takes the index that is named, and any form of the URL' {
            Find-SimilarImage -LiteralPath $wine @at -ServiceIndex empty | Should -BeNullOrEmpty
            (Find-SimilarImage -LiteralPath $wine -ServiceUri $service.Uri.AbsoluteUri.TrimEnd('/')).Count | Should -Be 1
        }

        It 'needs no index in the session' {
            $found = Invoke-InNewRunspace { param($Uri, $Image) (Find-SimilarImage -LiteralPath $Image -ServiceUri $Uri).FullName } $service.Uri, $wine
            $found | Should -BeExactly $wine
        }

        It 'names images by URL, never by a bare name, where the service tells no paths' {
            $quiet = Start-Process $command "serve `"$file`" --urls http://127.0.0.1:0" -PassThru -RedirectStandardOutput "$TestDrive/quiet.txt" -RedirectStandardError "$TestDrive/log.txt"
            try {
                Wait-Until { Get-Content "$TestDrive/quiet.txt" -ErrorAction Ignore } | Should -BeTrue
                $uri = [uri]((Get-Content "$TestDrive/quiet.txt") -replace '^Listening on ')
                $found = Find-SimilarImage -LiteralPath $bracket -ServiceUri $uri
                $found.FullName | Should -BeExactly "$($uri)api/v1/indexes/gallery/images/1#a%5B1%5D.jpg"
                (Invoke-RestMethod $found.FullName).file | Should -BeExactly 'a[1].jpg'
            }
            finally {
                $quiet.Kill()
            }
        }
    }

    Context 'errors' {
        It 'reports <Kind> as one error, as without a service, and goes on' -ForEach @(
            @{ Kind = 'a file that is not there'; Expected = 'ImageNotFound' }
            @{ Kind = 'a text file named .jpg'; Expected = 'ImageUnreadable' }
            @{ Kind = 'an empty file'; Expected = 'ImageUnreadable' }
            @{ Kind = 'a folder'; Expected = 'ImageUnreadable' }
            @{ Kind = 'half a photo'; Expected = 'ImageUnreadable' }
        ) {
            $bad = Join-Path (New-TestFolder) 'bad [1].jpg'
            $null = New-BadImage $Kind $bad
            $found = @(Find-SimilarImage -LiteralPath $wine, $bad, $plain @at -ErrorAction SilentlyContinue -ErrorVariable failures)
            $found.FullName | Should -Be $wine, $plain
            $null = Find-SimilarImage -LiteralPath $bad -Index $index -ErrorAction SilentlyContinue -ErrorVariable local
            $failures.Count | Should -Be 1
            $failures[0].FullyQualifiedErrorId | Should -BeExactly "$Expected,$id"
            $failures[0].FullyQualifiedErrorId | Should -BeExactly $local[0].FullyQualifiedErrorId
            $failures[0].CategoryInfo.Category | Should -Be $local[0].CategoryInfo.Category
            $failures[0].TargetObject | Should -BeExactly $local[0].TargetObject
        }

        It 'reports an id that the index does not have, and goes on' {
            $found = @(Find-SimilarImage -Id 77, 4 -NoVerify -MinimumVotes 1 @at -ErrorAction SilentlyContinue -ErrorVariable failures)
            $found[0].QueryPath | Should -BeExactly $wine
            $failures.FullyQualifiedErrorId | Should -BeExactly "ImageNotFound,$id"
        }

        It 'ends the pipeline with <Expected>: <Name>' -ForEach @(
            @{ Name = 'no such index'; Expected = 'IndexNotFound'; Parameters = { @{ ServiceUri = $service.Uri; ServiceIndex = 'no/such' } } }
            @{ Name = 'nobody there'; Expected = 'ServiceUnavailable'; Parameters = { @{ ServiceUri = 'http://127.0.0.1:9' } } }
            @{ Name = 'no such host'; Expected = 'ServiceUnavailable'; Parameters = { @{ ServiceUri = 'http://no-such-host.invalid' } } }
            @{ Name = 'no URL'; Expected = 'InvalidArgument'; Parameters = { @{ ServiceUri = 'photos.imgidx' } } }
            @{ Name = 'another scheme'; Expected = 'InvalidArgument'; Parameters = { @{ ServiceUri = 'file:///etc/passwd' } } }
            @{ Name = 'an index too'; Expected = 'InvalidArgument'; Parameters = { @{ ServiceUri = $service.Uri; Index = $index } } }
            @{ Name = 'a device of this machine'; Expected = 'InvalidArgument'; Parameters = { @{ ServiceUri = $service.Uri; Device = 'Cuda' } } }
            @{ Name = 'an index of no service'; Expected = 'InvalidArgument'; Parameters = { @{ ServiceIndex = 'photos' } } }
            @{ Name = 'more matches than it gives'; Expected = 'InvalidArgument'; Parameters = { @{ ServiceUri = $service.Uri; MaximumMatches = 100000 } } }
            @{ Name = 'a key for all to read'; Expected = 'InvalidArgument'; Parameters = { @{ ServiceUri = 'http://192.0.2.1:5080'; ApiKey = (ConvertTo-SecureString x -AsPlainText) } } }
        ) {
            $given = & $Parameters
            $failure = { Find-SimilarImage -LiteralPath $wine @given } | Should -Throw -PassThru
            $failure.FullyQualifiedErrorId | Should -BeExactly "$Expected,$id"
        }

        It 'refuses images of another index' {
            $failure = { Get-IndexedImage -Index $index | Find-SimilarImage @at } | Should -Throw -PassThru
            $failure.FullyQualifiedErrorId | Should -BeExactly "InvalidArgument,$id"
        }

        It 'tells a server of other things: <Name>' -ForEach @(
            @{ Name = 'a page'; Answer = { param($c) $b = [Text.Encoding]::UTF8.GetBytes('<html>'); $c.Response.OutputStream.Write($b); $c.Response.Close() } }
            @{ Name = 'not found'; Answer = { param($c) $c.Response.StatusCode = 404; $c.Response.Close() } }
            @{ Name = 'other JSON'; Answer = { param($c) $b = [Text.Encoding]::UTF8.GetBytes('{"hello":1}'); $c.Response.OutputStream.Write($b); $c.Response.Close() } }
            @{ Name = 'a way elsewhere'; Answer = { param($c) $c.Response.Redirect('http://127.0.0.1:9/'); $c.Response.Close() } }
        ) {
            $other = Start-OtherServer $Answer
            try {
                $failure = { Find-SimilarImage -LiteralPath $wine -ServiceUri $other.Uri } | Should -Throw -PassThru
                $failure.FullyQualifiedErrorId | Should -BeExactly "ServiceUnavailable,$id"
                $failure.CategoryInfo.Category | Should -Be ResourceUnavailable
            }
            finally {
                $other.Listener.Abort()
                $other.Shell.Dispose()
            }
        }

        It 'ends with ServiceUnavailable when the service dies meanwhile' {
            $dying = Start-ImageSearchService $file -CommandPath $command
            $failure = {
                & { $wine; Stop-ImageSearchService $dying; 1..50 | ForEach-Object { $plain } } | Find-SimilarImage -ServiceUri $dying.Uri
            } | Should -Throw -PassThru
            $failure.FullyQualifiedErrorId | Should -BeExactly "ServiceUnavailable,$id"
        }

        It 'stops at Ctrl+C, though the service never answers' {
            $silent = Start-OtherServer { param($c) while ($listener.IsListening) { Start-Sleep -Milliseconds 50 } }
            try {
                $shell = [powershell]::Create().AddScript({ param($Manifest, $Image, $Uri) Import-Module $Manifest; Find-SimilarImage -LiteralPath $Image -ServiceUri $Uri })
                $null = $shell.AddArgument($Manifest).AddArgument($wine).AddArgument($silent.Uri)
                $running = $shell.BeginInvoke()
                $silent.IsAsked.Wait(60000) | Should -BeTrue
                $running.IsCompleted | Should -BeFalse
                $shell.BeginStop($null, $null).AsyncWaitHandle.WaitOne(60000) | Should -BeTrue
                $shell.InvocationStateInfo.State | Should -Be Stopped
                $shell.Dispose()
            }
            finally {
                $silent.Listener.Abort()
                $silent.Shell.Dispose()
            }
        }
    }

    Context 'several services' {
        It 'goes on with the next: <Name>' -ForEach @(
            @{ Name = 'nobody there'; Answer = $null }
            @{ Name = 'not ready'; Answer = { param($c) $c.Response.StatusCode = 503; $c.Response.Close() } }
            @{ Name = 'a proxy without its service'; Answer = { param($c) $c.Response.StatusCode = 502; $c.Response.Close() } }
            @{ Name = 'busy for a minute'; Answer = { param($c) $c.Response.StatusCode = 429; $c.Response.Headers['Retry-After'] = '59'; $c.Response.Close() } }
        ) {
            $other = $Answer ? (Start-OtherServer $Answer) : $null
            try {
                $first = $other ? $other.Uri : 'http://127.0.0.1:9'
                $found = @(Find-SimilarImage -LiteralPath $wine, $plain -ServiceUri $first, 'http://127.0.0.1:9', $service.Uri)
                $found.FullName | Should -Be $wine, $plain
                (Find-SimilarImage -LiteralPath $wine -ServiceUri $service.Uri, $first).FullName | Should -BeExactly $wine
                if ($other) {
                    $other.IsAsked.IsSet | Should -BeTrue
                }
            }
            finally {
                if ($other) {
                    $other.Listener.Abort()
                    $other.Shell.Dispose()
                }
            }
        }

        It 'goes on with the next when one dies meanwhile' {
            $dying = Start-ImageSearchService $file -CommandPath $command
            $found = @(& { $wine; Stop-ImageSearchService $dying; 1..20 | ForEach-Object { $plain } } |
                Find-SimilarImage -ServiceUri $dying.Uri, $service.Uri)
            $found.FullName | Should -Be (@($wine) + @($plain) * 20)
        }

        It 'ends with ServiceUnavailable, and names them all, when none answers' {
            $failure = { Find-SimilarImage -LiteralPath $wine -ServiceUri 'http://127.0.0.1:9', 'http://127.0.0.1:10' } | Should -Throw -PassThru
            $failure.FullyQualifiedErrorId | Should -BeExactly "ServiceUnavailable,$id"
            $failure.Exception.Message | Should -Match '127\.0\.0\.1:9/.*127\.0\.0\.1:10/'
        }

        It 'does not go on where it is refused: <Name>' -ForEach @(
            @{ Name = 'no such index'; Given = @{ ServiceIndex = 'none' }; Expected = 'IndexNotFound' }
            @{ Name = 'no URL among them'; Given = @{}; More = 'photos.imgidx'; Expected = 'InvalidArgument' }
            @{ Name = 'a key for all to read'; Given = @{ ApiKey = (ConvertTo-SecureString x -AsPlainText) }; More = 'http://192.0.2.1'; Expected = 'InvalidArgument' }
        ) {
            $uris = @($service.Uri; $More ?? 'http://127.0.0.1:9')
            $failure = { Find-SimilarImage -LiteralPath $wine -ServiceUri $uris @Given } | Should -Throw -PassThru
            $failure.FullyQualifiedErrorId | Should -BeExactly "$Expected,$id"
        }
    }

    Context 'keys' {
        BeforeAll {
            $keys = Join-Path $TestDrive 'keys.txt'
            $key = & $command new-key $keys alice --scope read
            $guarded = Start-ImageSearchService $file -CommandPath $command -KeyFile $keys
        }

        AfterAll {
            $guarded | Stop-ImageSearchService
        }

        It 'searches with a key' {
            $secret = ConvertTo-SecureString $key -AsPlainText
            (Find-SimilarImage -LiteralPath $wine -ServiceUri $guarded.Uri -ApiKey $secret).FullName | Should -BeExactly $wine
        }

        It 'is refused with <Name>, and says nothing of the key' -ForEach @(
            @{ Name = 'no key'; Key = $null }
            @{ Name = 'a wrong key'; Key = 'wrong-secret' }
        ) {
            $given = $Key ? @{ ApiKey = ConvertTo-SecureString $Key -AsPlainText } : @{}
            $failure = { Find-SimilarImage -LiteralPath $wine -ServiceUri $guarded.Uri @given } | Should -Throw -PassThru
            $failure.FullyQualifiedErrorId | Should -BeExactly "ServiceRefused,$id"
            $failure.CategoryInfo.Category | Should -Be PermissionDenied
            $failure.Exception.Message | Should -Not -Match 'wrong-secret'
        }
    }
}
