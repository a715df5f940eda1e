# Get-IndexedImage of an index of a running service; what it does without one is in Get-IndexedImage.Tests.ps1.
Describe 'Get-IndexedImage -ServiceUri' {
    BeforeAll {
        . $PSScriptRoot/Common.ps1
        $id = 'ImageSearch.PowerShell.Commands.GetIndexedImageCommand'
        $root = New-TestFolder 'root'
        $sub = New-TestFolder 'root/sub'
        $bracket = Copy-Photo 'Fossa_by_Jasper_Roks.jpg' (Join-Path $root 'a[1].jpg')
        $plain = Copy-Photo 'umang_by_Abhishek_Mudgal.jpg' (Join-Path $root 'a1.jpg')
        $deep = Copy-Photo 'Bridge_by_Sander_Klootwijk.jpg' (Join-Path $sub 'deep.jpg')
        $same = Copy-Photo 'Kleiber_by_Lukas_Baubkus.jpg' (Join-Path $sub 'a1.jpg')
        $index = New-SmallIndex
        Add-ImageToIndex -LiteralPath $bracket, $plain, $deep, $same
        $file = Join-Path $TestDrive 'photos.imgidx'
        Save-ImageIndex $file

        # One tells full paths, one the names below a folder, one bare names.
        $told = Start-Served "`"$file`" --show-paths"
        $below = Start-Served "`"$file`" --images `"$root`""
        $bare = Start-Served "`"$file`""
    }

    BeforeEach {
        Push-Location -LiteralPath $root
    }

    AfterEach {
        Pop-Location
    }

    AfterAll {
        $told, $below, $bare | ForEach-Object { Stop-Served $_ }
    }

    It 'lists what the index has, as without a service' {
        $here = Get-IndexedImage -Index $index
        $there = Get-IndexedImage -ServiceUri $told.Uri
        $there | Should -BeOfType ImageSearch.Index.IndexedImage
        $all = 'Id', 'FullName', 'Width', 'Height', 'FeatureCount', 'LengthBytes', 'ModifiedUtc', 'Sha256', 'PageCount'
        ConvertTo-Json @($there | Select-Object $all) | Should -BeExactly (ConvertTo-Json @($here | Select-Object $all))
    }

    It 'names images by URL where the service tells no paths, and takes those URLs' {
        $there = @(Get-IndexedImage -ServiceUri $below.Uri)
        $there[2].FullName | Should -BeExactly "$($below.Uri)api/v1/indexes/photos/images/3#sub%2Fdeep.jpg"
        (Get-IndexedImage -LiteralPath $there[2].FullName -ServiceUri $below.Uri).Id | Should -Be 3
        (Get-IndexedImage -LiteralPath $there[2].FullName -ServiceUri $told.Uri, $below.Uri -ErrorAction SilentlyContinue -ErrorVariable failures) | Should -BeNullOrEmpty
        $failures.FullyQualifiedErrorId | Should -BeExactly "ImageNotFound,$id"
    }

    It 'finds <Case>' -ForEach @(
        @{ Case = 'a relative path'; Ids = 2; Get = { Get-IndexedImage a1.jpg -ServiceUri $told.Uri } }
        @{ Case = 'a path with dots'; Ids = 3; Get = { Get-IndexedImage ./sub/../sub/deep.jpg -ServiceUri $told.Uri } }
        @{ Case = 'a full path'; Ids = 4; Get = { Get-IndexedImage $same -ServiceUri $told.Uri } }
        @{ Case = 'brackets as they are'; Ids = 1; Get = { Get-IndexedImage -LiteralPath 'a[1].jpg' -ServiceUri $told.Uri } }
        @{ Case = 'brackets as wildcards'; Ids = 2, 4; Get = { Get-IndexedImage 'a[1].jpg' -ServiceUri $told.Uri } }
        @{ Case = 'escaped brackets as they are'; Ids = 1; Get = { Get-IndexedImage './a`[1`].jpg' -ServiceUri $told.Uri } }
        @{ Case = 'files'; Ids = 1, 2; Get = { Get-Item -LiteralPath 'a[1].jpg', a1.jpg | Get-IndexedImage -ServiceUri $told.Uri } }
        @{ Case = 'a pattern of names'; Ids = 1, 2, 4; Get = { Get-IndexedImage A*.JPG -ServiceUri $told.Uri } }
        @{ Case = 'a pattern from the present location'; Ids = 3, 4; Get = { Get-IndexedImage sub/* -ServiceUri $told.Uri } }
        @{ Case = 'nothing of a folder that is elsewhere'; Ids = @(); Get = { Set-Location sub; Get-IndexedImage sub/* -ServiceUri $told.Uri } }
        @{ Case = 'names below the folder'; Ids = 3; Get = { Get-IndexedImage sub/deep.jpg -ServiceUri $below.Uri } }
        @{ Case = 'a pattern of them, wherever the session is'; Ids = 3, 4; Get = { Set-Location sub; Get-IndexedImage sub/* -ServiceUri $below.Uri } }
        @{ Case = 'a name that is one below the folder'; Ids = 2; Get = { Get-IndexedImage a1.jpg -ServiceUri $below.Uri } }
        @{ Case = 'all of a bare name'; Ids = 2, 4; Get = { Get-IndexedImage a1.jpg -ServiceUri $bare.Uri } }
        @{ Case = 'ids in their order'; Ids = 3, 1; Get = { Get-IndexedImage -Id 3, 1 -ServiceUri $bare.Uri } }
        @{ Case = 'numbers'; Ids = 2, 4; Get = { 2, 4 | Get-IndexedImage -ServiceUri $bare.Uri } }
        @{ Case = 'its own images'; Ids = 1, 2, 3, 4; Get = { Get-IndexedImage -ServiceUri $bare.Uri | Get-IndexedImage -ServiceUri $bare.Uri } }
        @{ Case = 'its own images of another address'; Ids = 1, 2, 3, 4; Get = {
                Get-IndexedImage -ServiceUri $bare.Uri | Get-IndexedImage -ServiceUri 'http://127.0.0.1:9', $bare.Uri }
        }
        @{ Case = 'matches'; Ids = 3; Get = { Find-SimilarImage $deep -ServiceUri $bare.Uri | Get-IndexedImage -ServiceUri $bare.Uri } }
    ) {
        @(& $Get).Id | Should -Be $Ids
    }

    It 'reports <Case> and goes on' -ForEach @(
        @{ Case = 'an id'; Get = { Get-IndexedImage -Id 99, 1 -ServiceUri $bare.Uri -ErrorAction SilentlyContinue -ErrorVariable failures } }
        @{ Case = 'a path'; Get = { 'absent.jpg', 'a`[1`].jpg' | Get-IndexedImage -ServiceUri $bare.Uri -ErrorAction SilentlyContinue -ErrorVariable failures } }
        @{ Case = 'a path that is longer than a URL'; Get = { ('x' * 20000), 'a`[1`].jpg' | Get-IndexedImage -ServiceUri $bare.Uri -ErrorAction SilentlyContinue -ErrorVariable failures } }
        @{ Case = 'a URL of another service'; Get = {
                'http://other.example/api/v1/indexes/photos/images/1#a%5B1%5D.jpg', 'a`[1`].jpg' | Get-IndexedImage -ServiceUri $bare.Uri -ErrorAction SilentlyContinue -ErrorVariable failures }
        }
        @{ Case = 'a broken pattern'; Get = { 'a[', 'a`[1`].jpg' | Get-IndexedImage -ServiceUri $bare.Uri -ErrorAction SilentlyContinue -ErrorVariable failures } }
        @{ Case = 'an image of another index'; Get = {
                $other = [pscustomobject]@{ Id = 2; FullName = 'elsewhere.jpg' }
                $other, 1 | Get-IndexedImage -ServiceUri $bare.Uri -ErrorAction SilentlyContinue -ErrorVariable failures }
        }
        @{ Case = 'an image of other content'; Get = {
                $other = [pscustomobject]@{ Id = 2; FullName = 'a1.jpg'; Sha256 = '00' * 32 }
                $other, 1 | Get-IndexedImage -ServiceUri $bare.Uri -ErrorAction SilentlyContinue -ErrorVariable failures }
        }
    ) {
        $failures = $null
        (. $Get).Id | Should -Be 1
        $failures.FullyQualifiedErrorId | Should -BeExactly "ImageNotFound,$id"
    }

    It 'asks page by page, and gives each image once' {
        $pages = Start-OtherServer {
            param($c)
            $uri = $c.Request.Url
            $after = $uri.Query -match 'after=(\d+)' ? [int]$Matches[1] : -1
            $image = { param($n) "{`"id`":$n,`"file`":`"$n.jpg`",`"width`":1,`"height`":1,`"features`":0,`"lengthBytes`":1,`"modifiedUtc`":`"2026-01-01T00:00:00Z`",`"sha256`":`"$('ab' * 32)`",`"thumbnail`":`"x`"}" }
            $text = $after -lt 0 ? '[{"name":"photos"}]' : $after -ge 3000 ? '{"images":[]}' :
                '{"images":[' + (@(($after + 1)..($after + 1000) | ForEach-Object { & $image $_ }) -join ',') + ']}'
            $bytes = [Text.Encoding]::UTF8.GetBytes($text)
            $c.Response.OutputStream.Write($bytes, 0, $bytes.Length)
            $c.Response.Close()
        }
        try {
            $images = @(Get-IndexedImage -ServiceUri $pages.Uri)
            $images.Count | Should -Be 3000
            $images[-1].Id | Should -Be 3000
            # The first are there before the last are asked for.
            (Get-IndexedImage -ServiceUri $pages.Uri | Select-Object -First 1).Id | Should -Be 1
        }
        finally {
            Stop-OtherServer $pages
        }
    }

    It 'ends where a server answers the same page without end, or no page: <Text>' -ForEach @(
        @{ Text = '{"images":[{"id":0,"file":"a","sha256":"ab","thumbnail":""}]}' }
        @{ Text = '{"images":[{"id":5,"file":"a","sha256":"xyz","thumbnail":""}]}' }
        @{ Text = '{"images":[{"id":5,"thumbnail":""}]}' }
        @{ Text = '{"images":[null]}' }
        @{ Text = '{"images":7}' }
        @{ Text = '{}' }
        @{ Text = '[]' }
    ) {
        $wrong = Start-OtherServer ([scriptblock]::Create("param(`$c) `$b = [Text.Encoding]::UTF8.GetBytes((`$c.Request.RawUrl -match 'after' ? '$Text' : '[{`"name`":`"photos`"}]')); `$c.Response.OutputStream.Write(`$b, 0, `$b.Length); `$c.Response.Close()"))
        try {
            $failure = { Get-IndexedImage -ServiceUri $wrong.Uri } | Should -Throw -PassThru
            $failure.FullyQualifiedErrorId | Should -BeExactly "ServiceUnavailable,$id"
        }
        finally {
            Stop-OtherServer $wrong
        }
    }

    It 'takes no other index for <Name>' -ForEach @(@{ Name = '.' }, @{ Name = '..' }, @{ Name = '../photos' }, @{ Name = 'photos/images' }, @{ Name = 'PHOTOS' }) {
        $failure = { Get-IndexedImage -ServiceUri $bare.Uri -ServiceIndex $Name } | Should -Throw -PassThru
        $failure.FullyQualifiedErrorId | Should -BeExactly "IndexNotFound,$id"
    }

    It 'goes on with the next address, and ends where none answers' {
        (Get-IndexedImage -ServiceUri 'http://127.0.0.1:9', $bare.Uri).Count | Should -Be 4
        $failure = { Get-IndexedImage -ServiceUri 'http://127.0.0.1:9', 'http://127.0.0.1:10' } | Should -Throw -PassThru
        $failure.FullyQualifiedErrorId | Should -BeExactly "ServiceUnavailable,$id"
        $failure.Exception.Message | Should -Match '127\.0\.0\.1:9/.*127\.0\.0\.1:10/'
    }

    It 'completes no paths of the session''s own index' {
        $line = "Get-IndexedImage -ServiceUri $($bare.Uri) -LiteralPath a"
        (TabExpansion2 $line $line.Length).CompletionMatches.CompletionText | Where-Object { $_ -match [regex]::Escape($root) } | Should -BeNullOrEmpty
    }
}
