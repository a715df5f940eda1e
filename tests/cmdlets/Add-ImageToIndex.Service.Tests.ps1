# Add-ImageToIndex to an index of a running service; what it does without one is in Add-ImageToIndex.Tests.ps1.
Describe 'Add-ImageToIndex -ServiceUri' {
    BeforeAll {
        . $PSScriptRoot/Common.ps1
        $id = 'ImageSearch.PowerShell.Commands.AddImageToIndexCommand'
        $command = Get-ServiceCommand
        $fossa, $umang, $bridge = 'Fossa_by_Jasper_Roks.jpg', 'umang_by_Abhishek_Mudgal.jpg', 'Bridge_by_Sander_Klootwijk.jpg' |
            ForEach-Object { Get-Photo $_ }
        $wine = Get-Photo 'Wine_by_Jakkub_Mede.jpg'

        # A service over an index with one image, which takes uploads.
        function Start-Writable([string]$More = '') {
            $folder = New-TestFolder
            $file = Join-Path $folder 'photos.imgidx'
            $index = New-ImageIndex -LongSidePixels 256 -MaxFeatures 60 -NoCurrent
            Add-ImageToIndex -LiteralPath $fossa -Index $index
            Save-ImageIndex $file -Index $index
            $served = Start-Served "`"$file`" --uploads `"$(Join-Path $folder 'uploads')`" $More"
            $served | Add-Member -NotePropertyMembers @{ File = $file; Folder = $folder } -PassThru
        }

        function Get-Total($Served) { (Invoke-RestMethod "$($Served.Uri)api/v1/indexes/photos/images").total }
        $service = Start-Writable
        $at = @{ ServiceUri = $service.Uri }
    }

    AfterAll {
        Stop-Served $service
    }

    Context 'images' {
        It 'adds what is new, says what is unchanged, and returns both' {
            $said = @(Add-ImageToIndex -LiteralPath $umang, $bridge @at -PassThru -Verbose 4>&1)
            $added = @($said | Where-Object { $_ -is [ImageSearch.Index.IndexedImage] })
            $added.Count | Should -Be 2
            $added.FullName | ForEach-Object { $_ -replace '.*#' } | Should -Be 'umang_by_Abhishek_Mudgal.jpg', 'Bridge_by_Sander_Klootwijk.jpg'
            $added.Id | Sort-Object | Should -Be 2, 3
            $added[0].Sha256 | Should -BeExactly (Get-FileHash -LiteralPath $umang).Hash
            $added[0].LengthBytes | Should -Be (Get-Item -LiteralPath $umang).Length
            $added[0].FeatureCount | Should -BeGreaterThan 10
            $added[0].FullName | Should -BeExactly "$($service.Uri)api/v1/indexes/photos/images/$($added[0].Id)#umang_by_Abhishek_Mudgal.jpg"
            Get-VerboseMessage $said | Should -Contain '2 added, 0 replaced, 0 unchanged, 0 failed.'
            $again = @(Add-ImageToIndex -LiteralPath $umang, $wine @at -PassThru -Verbose 4>&1)
            ($again | Where-Object { $_ -is [ImageSearch.Index.IndexedImage] }).Id | Should -Be $added[0].Id, 4
            Get-VerboseMessage $again | Should -Contain '1 added, 0 replaced, 1 unchanged, 0 failed.'
            (Find-SimilarImage -LiteralPath $bridge @at)[0].Id | Should -Be $added[1].Id
        }

        It 'returns nothing without -PassThru, and sends nothing with -WhatIf' {
            $own = Start-Writable
            try {
                Add-ImageToIndex -LiteralPath $umang -ServiceUri $own.Uri -WhatIf | Should -BeNullOrEmpty
                Get-Total $own | Should -Be 1
                Add-ImageToIndex -LiteralPath $umang -ServiceUri $own.Uri | Should -BeNullOrEmpty
                Get-Total $own | Should -Be 2
            }
            finally {
                Stop-Served $own
            }
        }

        It 'takes files from the pipeline, and leaves the index of the session alone' {
            $own = Start-Writable
            try {
                $current = New-SmallIndex
                (Get-Item -LiteralPath $umang, $bridge | Add-ImageToIndex -ServiceUri $own.Uri -ServiceIndex photos -ThrottleLimit 1 -PassThru).Id | Should -Be 2, 3
                $current.ImageCount | Should -Be 0
                (Get-ImageIndex).ImageCount | Should -Be 0
            }
            finally {
                Stop-Served $own
            }
        }

        It 'keeps the name <Name>' -ForEach @(
            @{ Name = 'a[1] b.jpg' }
            @{ Name = 'Zürich 写真 😀.jpg' }
            @{ Name = "it's a 100% `$name; & more.jpg" }
        ) {
            $own = Start-Writable
            try {
                $path = Copy-Photo 'umang_by_Abhishek_Mudgal.jpg' (Join-Path (New-TestFolder) $Name)
                $null = Add-ImageToIndex -LiteralPath $path -ServiceUri $own.Uri -PassThru
                (Invoke-RestMethod "$($own.Uri)api/v1/indexes/photos/images/2").file | Should -BeExactly $Name
            }
            finally {
                Stop-Served $own
            }
        }
    }

    Context 'errors' {
        It 'reports <Kind> as without a service, and goes on' -ForEach @(
            @{ Kind = 'a file that is not there'; Expected = 'ImageNotFound' }
            @{ Kind = 'a text file named .jpg'; Expected = 'ImageUnreadable' }
            @{ Kind = 'an empty file'; Expected = 'ImageUnreadable' }
            @{ Kind = 'a folder'; Expected = 'ImageUnreadable' }
            @{ Kind = 'half a photo'; Expected = 'ImageUnreadable' }
        ) {
            $bad = Join-Path (New-TestFolder) 'bad [1].jpg'
            $null = New-BadImage $Kind $bad
            $said = @(Add-ImageToIndex -LiteralPath $bad, $umang @at -PassThru -Verbose -ErrorAction SilentlyContinue -ErrorVariable failures 4>&1)
            @($said | Where-Object { $_ -is [ImageSearch.Index.IndexedImage] }).Count | Should -Be 1
            (Get-VerboseMessage $said)[-1] | Should -Match ', 1 failed\.$'
            $failures.Count | Should -Be 1
            $failures[0].FullyQualifiedErrorId | Should -BeExactly "$Expected,$id"
            $failures[0].TargetObject | Should -BeExactly $bad
        }

        It 'reports an image that is longer than the service takes, and goes on' {
            $own = Start-Writable '--limit-body-megabytes 1'
            try {
                $large = Join-Path (New-TestFolder) 'large.jpg'
                [IO.File]::WriteAllBytes($large, [byte[]]::new(5MB))
                $added = @(Add-ImageToIndex -LiteralPath $large, $umang -ServiceUri $own.Uri -PassThru -ErrorAction SilentlyContinue -ErrorVariable failures)
                $added.Id | Should -Be 2
                $failures.FullyQualifiedErrorId | Should -BeExactly "ImageTooLarge,$id"
                $failures[0].CategoryInfo.Category | Should -Be LimitsExceeded
            }
            finally {
                Stop-Served $own
            }
        }

        It 'ends the pipeline with <Expected>: <Name>' -ForEach @(
            @{ Name = 'no such index'; Expected = 'IndexNotFound'; Parameters = { @{ ServiceUri = $service.Uri; ServiceIndex = 'no/such' } } }
            @{ Name = 'nobody there'; Expected = 'ServiceUnavailable'; Parameters = { @{ ServiceUri = 'http://127.0.0.1:9' } } }
            @{ Name = 'both addresses dead'; Expected = 'ServiceUnavailable'; Parameters = { @{ ServiceUri = 'http://127.0.0.1:9', 'http://no-such-host.invalid' } } }
            @{ Name = 'a path that is no service'; Expected = 'ServiceUnavailable'; Parameters = { @{ ServiceUri = "$($service.Uri)some/where" } } }
            @{ Name = 'https where there is none'; Expected = 'ServiceUnavailable'; Parameters = { @{ ServiceUri = "https://127.0.0.1:$($service.Uri.Port)" } } }
            @{ Name = 'no URL'; Expected = 'InvalidArgument'; Parameters = { @{ ServiceUri = 'photos.imgidx' } } }
            @{ Name = 'an empty URL'; Expected = 'InvalidArgument'; Parameters = { @{ ServiceUri = '' } } }
            @{ Name = 'another scheme'; Expected = 'InvalidArgument'; Parameters = { @{ ServiceUri = 'ftp://127.0.0.1' } } }
            @{ Name = 'a query in the URL'; Expected = 'InvalidArgument'; Parameters = { @{ ServiceUri = 'http://127.0.0.1/?a=b' } } }
            @{ Name = 'an index too'; Expected = 'InvalidArgument'; Parameters = { @{ ServiceUri = $service.Uri; Index = (New-ImageIndex -NoCurrent) } } }
            @{ Name = 'an index of no service'; Expected = 'InvalidArgument'; Parameters = { @{ ServiceIndex = 'photos' } } }
            @{ Name = 'a key for all to read'; Expected = 'InvalidArgument'; Parameters = { @{ ServiceUri = 'http://192.0.2.1:5080'; ApiKey = (ConvertTo-SecureString x -AsPlainText) } } }
        ) {
            $given = & $Parameters
            $failure = { Add-ImageToIndex -LiteralPath $umang @given } | Should -Throw -PassThru
            $failure.FullyQualifiedErrorId | Should -BeExactly "$Expected,$id"
        }

        It 'does not repeat a password that somebody wrote into the URL' {
            $failure = { Add-ImageToIndex -LiteralPath $umang -ServiceUri 'http://me:hush-hush@127.0.0.1:5080' } | Should -Throw -PassThru
            $failure.FullyQualifiedErrorId | Should -BeExactly "InvalidArgument,$id"
            "$failure $($failure.TargetObject)" | Should -Not -Match 'hush-hush'
        }

        It 'says that a service takes no changes' {
            $own = Start-Served "`"$($service.File)`""
            try {
                $failure = { Add-ImageToIndex -LiteralPath $umang -ServiceUri $own.Uri } | Should -Throw -PassThru
                $failure.FullyQualifiedErrorId | Should -BeExactly "ServiceRefused,$id"
                $failure.Exception.Message | Should -Match '--uploads'
            }
            finally {
                Stop-Served $own
            }
        }

        It 'is refused with <Name>, and says nothing of the key' -ForEach @(
            @{ Name = 'no key'; Scope = $null }
            @{ Name = 'a wrong key'; Scope = 'wrong' }
            @{ Name = 'a key that may only read'; Scope = 'read' }
        ) {
            $keys = Join-Path (New-TestFolder) 'keys.txt'
            $key = & $command new-key $keys alice --scope read
            $own = Start-Writable "--keys `"$keys`""
            try {
                $key = $Scope -eq 'wrong' ? 'wrong-secret' : $key
                $given = $Scope ? @{ ApiKey = ConvertTo-SecureString $key -AsPlainText } : @{}
                $failure = { Add-ImageToIndex -LiteralPath $umang -ServiceUri $own.Uri @given } | Should -Throw -PassThru
                $failure.FullyQualifiedErrorId | Should -BeExactly "ServiceRefused,$id"
                $failure.Exception.Message | Should -Not -Match ([regex]::Escape($key))
                $writer = & $command new-key $keys bob --scope write
                $secret = ConvertTo-SecureString $writer -AsPlainText
                Wait-Until { try { Add-ImageToIndex -LiteralPath $umang -ServiceUri $own.Uri -ApiKey $secret; $true } catch { $false } } | Should -BeTrue
            }
            finally {
                Stop-Served $own
            }
        }

        It 'follows no way elsewhere, with its key' {
            $thief = Start-OtherServer { param($c) $c.Response.Close() }
            $other = Start-OtherServer ([scriptblock]::Create("param(`$c) `$c.Response.Redirect('$($thief.Uri)'); `$c.Response.Close()"))
            try {
                $failure = { Add-ImageToIndex -LiteralPath $umang -ServiceUri $other.Uri -ApiKey (ConvertTo-SecureString x -AsPlainText) } | Should -Throw -PassThru
                $failure.FullyQualifiedErrorId | Should -BeExactly "ServiceUnavailable,$id"
                $other.IsAsked.IsSet | Should -BeTrue
                $thief.IsAsked.IsSet | Should -BeFalse
            }
            finally {
                Stop-OtherServer $other
                Stop-OtherServer $thief
            }
        }

        It 'reports what was added before the service went, and that the rest was not sent' {
            $dying = Start-Writable
            $added = [Collections.Generic.List[object]]::new()
            $failure = {
                & { $umang; Start-Sleep -Milliseconds 10; 1..30 | ForEach-Object { if ($_ -eq 5) { Stop-Served $dying }; $bridge } } |
                    Add-ImageToIndex -ServiceUri $dying.Uri -ThrottleLimit 1 -PassThru | ForEach-Object { $added.Add($_) }
            } | Should -Throw -PassThru
            $failure.FullyQualifiedErrorId | Should -BeExactly "ServiceUnavailable,$id"
            $added[0].Id | Should -Be 2
            $added.Count | Should -BeGreaterThan 3
        }

        It 'stops at Ctrl+C, though the service never answers' {
            $silent = Start-OtherServer {
                param($c)
                if ($c.Request.HttpMethod -eq 'GET') {
                    $b = [Text.Encoding]::UTF8.GetBytes('[{"name":"photos"}]'); $c.Response.OutputStream.Write($b); $c.Response.Close()
                }
                else {
                    $env:IMAGESEARCH_TEST_SENT = 'yes'
                    while ($listener.IsListening) { Start-Sleep -Milliseconds 50 }
                }
            }
            try {
                $env:IMAGESEARCH_TEST_SENT = ''
                $shell = [powershell]::Create().AddScript({ param($Manifest, $Image, $Uri) Import-Module $Manifest; Add-ImageToIndex -LiteralPath $Image -ServiceUri $Uri })
                $null = $shell.AddArgument($Manifest).AddArgument($wine).AddArgument($silent.Uri)
                $running = $shell.BeginInvoke()
                Wait-Until { $env:IMAGESEARCH_TEST_SENT } | Should -BeTrue
                $running.IsCompleted | Should -BeFalse
                $shell.BeginStop($null, $null).AsyncWaitHandle.WaitOne(60000) | Should -BeTrue
                $shell.InvocationStateInfo.State | Should -Be Stopped
                $shell.Dispose()
            }
            finally {
                $env:IMAGESEARCH_TEST_SENT = $null
                Stop-OtherServer $silent
            }
        }
    }

    Context 'several services' {
        It 'goes on with the next where one is away, and where one takes no changes' {
            $own = Start-Writable '--allow-followers'
            $copy = Join-Path (New-TestFolder) 'photos.imgidx'
            $follower = Start-Served "`"$copy`" --follow $($own.Uri)"
            try {
                Wait-Until { try { (Get-Total $follower) -eq 1 } catch { $false } } | Should -BeTrue
                $failure = { Add-ImageToIndex -LiteralPath $umang -ServiceUri $follower.Uri } | Should -Throw -PassThru
                $failure.FullyQualifiedErrorId | Should -BeExactly "ServiceRefused,$id"
                $failure.Exception.Message | Should -Match 'read replica'
                Get-Total $own | Should -Be 1
                (Add-ImageToIndex -LiteralPath $umang -ServiceUri 'http://127.0.0.1:9', $follower.Uri, $own.Uri -PassThru).Id | Should -Be 2
                Get-Total $own | Should -Be 2
            }
            finally {
                Stop-Served $follower
                Stop-Served $own
            }
        }

        It 'adds once what was sent twice, as the first answer <Was>' -ForEach @(
            @{ Was = 'was cut off'; How = @{} }
            @{ Was = 'was empty'; How = @{ Empty = $true } }
        ) {
            $own = Start-Writable
            $losing = Start-LosingServer $own.Uri @How
            try {
                $said = @(Add-ImageToIndex -LiteralPath $umang, $bridge -ServiceUri $losing.Uri, $own.Uri -ThrottleLimit 1 -PassThru -Verbose 4>&1)
                ($said | Where-Object { $_ -is [ImageSearch.Index.IndexedImage] }).Id | Should -Be 2, 3
                Get-VerboseMessage $said | Should -Contain "'$umang' was sent twice, as no answer came at first; it is there once."
                Get-Total $own | Should -Be 3
            }
            finally {
                Stop-OtherServer $losing
                Stop-Served $own
            }
        }

        It 'says that it is not known where no answer came from the only one' {
            $own = Start-Writable
            $losing = Start-LosingServer $own.Uri
            try {
                $failure = { Add-ImageToIndex -LiteralPath $umang -ServiceUri $losing.Uri, 'http://127.0.0.1:9' -PassThru } | Should -Throw -PassThru
                $failure.FullyQualifiedErrorId | Should -BeExactly "ServiceUnavailable,$id"
                $failure.Exception.Message | Should -Match "Whether '.*umang_by_Abhishek_Mudgal\.jpg' was added is not known"
                Get-Total $own | Should -Be 2
                Add-ImageToIndex -LiteralPath $umang -ServiceUri $own.Uri
                Get-Total $own | Should -Be 2
            }
            finally {
                Stop-OtherServer $losing
                Stop-Served $own
            }
        }
    }
}
