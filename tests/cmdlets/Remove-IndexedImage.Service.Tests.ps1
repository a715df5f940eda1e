# Remove-IndexedImage of an index of a running service; what it does without one is in Remove-IndexedImage.Tests.ps1.
Describe 'Remove-IndexedImage -ServiceUri' {
    BeforeAll {
        . $PSScriptRoot/Common.ps1
        $id = 'ImageSearch.PowerShell.Commands.RemoveIndexedImageCommand'
        $root = New-TestFolder 'root'
        $sub = New-TestFolder 'root/sub'
        $paths = @(
            Copy-Photo 'Fossa_by_Jasper_Roks.jpg' (Join-Path $root 'a[1].jpg')
            Copy-Photo 'umang_by_Abhishek_Mudgal.jpg' (Join-Path $root 'a1.jpg')
            Copy-Photo 'Bridge_by_Sander_Klootwijk.jpg' (Join-Path $sub 'deep.jpg')
            Copy-Photo 'Kleiber_by_Lukas_Baubkus.jpg' (Join-Path $sub 'a1.jpg')
        )
        $index = New-SmallIndex
        Add-ImageToIndex -LiteralPath $paths

        function Get-Id($Served) { (Invoke-RestMethod "$($Served.Uri)api/v1/indexes/photos/images").images.id }
    }

    BeforeEach {
        $file = Join-Path (New-TestFolder) 'photos.imgidx'
        Save-ImageIndex $file -Index $index -Force
        $uploads = New-TestFolder
        $served = Start-Served "`"$file`" --uploads `"$uploads`""
        $at = @{ ServiceUri = $served.Uri }
        Push-Location -LiteralPath $root
    }

    AfterEach {
        Pop-Location
        Stop-Served $served
    }

    It 'removes <Case>, and nothing else' -ForEach @(
        @{ Case = 'an id'; Left = 1, 2, 4; Remove = { Remove-IndexedImage -Id 3 @at } }
        @{ Case = 'a name'; Left = 1, 2, 4; Remove = { Remove-IndexedImage deep.jpg @at } }
        @{ Case = 'brackets as they are'; Left = 2, 3, 4; Remove = { Remove-IndexedImage -LiteralPath 'a[1].jpg' @at } }
        @{ Case = 'a pattern'; Left = 1, 3; Remove = { Remove-IndexedImage 'a[1].jpg' @at } }
        @{ Case = 'its images'; Left = 1, 4; Remove = { Get-IndexedImage -Id 2, 3 @at | Remove-IndexedImage @at } }
        @{ Case = 'what matches'; Left = 1, 2, 4; Remove = { Find-SimilarImage $paths[2] @at | Remove-IndexedImage @at } }
        @{ Case = 'what is named twice once'; Left = 1, 2, 4; Remove = { Remove-IndexedImage -Id 3, 3 @at -ErrorAction SilentlyContinue } }
        @{ Case = 'nothing where -WhatIf is said'; Left = 1, 2, 3, 4; Remove = { Remove-IndexedImage * @at -WhatIf } }
    ) {
        & $Remove | Should -BeNullOrEmpty
        Get-Id $served | Should -Be $Left
        $index.ImageCount | Should -Be 4
        $paths | ForEach-Object { Test-Path -LiteralPath $_ | Should -BeTrue }
    }

    It 'returns what it removed with -PassThru' {
        $removed = Remove-IndexedImage -Id 3 @at -PassThru
        $removed | Should -BeOfType ImageSearch.Index.IndexedImage
        $removed.Id | Should -Be 3
        $removed.FullName | Should -BeExactly "$($served.Uri)api/v1/indexes/photos/images/3#deep.jpg"
    }

    It 'asks as PowerShell asks' {
        $code = { param($Manifest, $Uri) Import-Module $Manifest; Remove-IndexedImage -Id 1, 2 -ServiceUri $Uri -Confirm }
        $null = & $Pwsh @PwshArguments -Command $code -args $Manifest, "$($served.Uri)" 2>&1
        Get-Id $served | Should -Be 1, 2, 3, 4
    }

    It 'removes none of several that have one name, and says which they are' {
        Remove-IndexedImage a1.jpg @at -ErrorAction SilentlyContinue -ErrorVariable failures
        $failures.FullyQualifiedErrorId | Should -BeExactly "ImageNotFound,$id"
        $failures[0].Exception.Message | Should -Match "2 images are called 'a1\.jpg' there.*2, 4"
        Get-Id $served | Should -Be 1, 2, 3, 4
    }

    It 'removes no image that became another one meanwhile' {
        # Another content under the path and the id, between the question and the removal.
        $images = @(Get-IndexedImage -Id 3, 4 @at)
        $own = Open-ImageIndex $file -NoCurrent
        Copy-Item -LiteralPath $paths[0] $paths[2]
        try {
            Add-ImageToIndex -LiteralPath $paths[2] -Index $own
            Save-ImageIndex -Index $own
            Wait-Until { (Invoke-RestMethod "$($served.Uri)api/v1/indexes/photos/images/3").sha256 -ne $images[0].Sha256 } | Should -BeTrue
            $images | Remove-IndexedImage @at -ErrorAction SilentlyContinue -ErrorVariable failures
            $failures.FullyQualifiedErrorId | Should -BeExactly "ImageNotFound,$id"
            Get-Id $served | Should -Be 1, 2, 3
        }
        finally {
            Copy-Item -LiteralPath (Get-Photo 'Bridge_by_Sander_Klootwijk.jpg') $paths[2]
        }
    }

    It 'tells the service which content it means, so that another one stays' {
        $asked = Start-OtherServer ([scriptblock]::Create(@"
            param(`$c)
            if (`$c.Request.HttpMethod -eq 'DELETE') {
                `$c.Response.StatusCode = 412
                `$text = '{"error":"ImageChanged","detail":"Was ' + (`$c.Request.Headers['If-Match'] -replace '"', '') + '"}'
            }
            else {
                `$text = (Invoke-WebRequest "$($served.Uri)`$(`$c.Request.RawUrl.TrimStart('/'))").Content
            }
            `$bytes = [Text.Encoding]::UTF8.GetBytes(`$text)
            `$c.Response.OutputStream.Write(`$bytes, 0, `$bytes.Length)
            `$c.Response.Close()
"@))
        try {
            Remove-IndexedImage -Id 3 -ServiceUri $asked.Uri -ErrorAction SilentlyContinue -ErrorVariable failures
            $failures.FullyQualifiedErrorId | Should -BeExactly "IndexChanged,$id"
            $failures[0].Exception.Message | Should -Match (Get-FileHash -LiteralPath $paths[2]).Hash
        }
        finally {
            Stop-OtherServer $asked
        }
    }

    It 'is done once where the first answer was lost' {
        $losing = Start-LosingServer $served.Uri
        try {
            (Remove-IndexedImage -Id 3 -ServiceUri $losing.Uri, $served.Uri -PassThru).Id | Should -Be 3
            Get-Id $served | Should -Be 1, 2, 4
            $failure = { Remove-IndexedImage -Id 4 -ServiceUri $losing.Uri, 'http://127.0.0.1:9' } | Should -Throw -PassThru
            $failure.FullyQualifiedErrorId | Should -BeExactly "ServiceUnavailable,$id"
            $failure.Exception.Message | Should -Match "Whether '.*#a1\.jpg' was removed is not known"
            Get-Id $served | Should -Be 1, 2
        }
        finally {
            Stop-OtherServer $losing
        }
    }

    It 'ends the pipeline with <Expected>: <Name>' -ForEach @(
        @{ Name = 'no such index'; Expected = 'IndexNotFound'; Given = @{ ServiceIndex = 'none' } }
        @{ Name = 'nobody there'; Expected = 'ServiceUnavailable'; Given = @{ ServiceUri = 'http://127.0.0.1:9' } }
        @{ Name = 'an index too'; Expected = 'InvalidArgument'; Given = @{ Index = 'the session''s' } }
    ) {
        $all = $at.Clone()
        foreach ($name in $Given.Keys) { $all[$name] = $name -eq 'Index' ? $index : $Given[$name] }
        $failure = { Remove-IndexedImage -Id 1 @all } | Should -Throw -PassThru
        $failure.FullyQualifiedErrorId | Should -BeExactly "$Expected,$id"
        Get-Id $served | Should -Be 1, 2, 3, 4
    }

    It 'is refused by a service that takes no changes, and by a read replica' {
        $quiet = Start-Served "`"$file`" --allow-followers"
        $follower = Start-Served "`"$(Join-Path (New-TestFolder) 'photos.imgidx')`" --follow $($quiet.Uri)"
        try {
            Wait-Until { try { (Get-Id $follower).Count -eq 4 } catch { $false } } | Should -BeTrue
            foreach ($refusing in $quiet, $follower) {
                $failure = { Remove-IndexedImage -Id 1 -ServiceUri $refusing.Uri } | Should -Throw -PassThru
                $failure.FullyQualifiedErrorId | Should -BeExactly "ServiceRefused,$id"
            }

            $failure = { Remove-IndexedImage -Id 1 -ServiceUri $follower.Uri, $quiet.Uri } | Should -Throw -PassThru
            $failure.FullyQualifiedErrorId | Should -BeExactly "ServiceRefused,$id"
            Remove-IndexedImage -Id 1 -ServiceUri $follower.Uri, $served.Uri
            Get-Id $served | Should -Be 2, 3, 4
        }
        finally {
            Stop-Served $follower
            Stop-Served $quiet
        }
    }
}
