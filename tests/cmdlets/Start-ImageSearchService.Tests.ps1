Describe 'Start-ImageSearchService' {
    BeforeAll {
        . $PSScriptRoot/Common.ps1
        $command = Get-ServiceCommand

        $null = New-SmallIndex
        Add-ImageToIndex (Get-Photo 'umang_by_Abhishek_Mudgal.jpg')
        $index = Join-Path $TestDrive 'photos [1].imgidx'
        Save-ImageIndex $index
    }

    It 'starts a service that answers at its URL, and says so' {
        $service = Start-ImageSearchService $index -CommandPath $command
        try {
            $service.IsRunning | Should -BeTrue
            $service.Uri.IsLoopback | Should -BeTrue
            $service.Path | Should -Be $index
            (Invoke-RestMethod "$($service.Uri)ping") | Should -BeExactly 'pong'
            (Invoke-RestMethod "$($service.Uri)api/v1/indexes").name | Should -BeExactly 'photos--1-'
            # From this machine, files are named so that they pipe onward.
            (Invoke-RestMethod "$($service.Uri)api/v1/indexes/photos--1-/images/1").path | Should -BeExactly (Get-Photo 'umang_by_Abhishek_Mudgal.jpg')
            (Get-Process -Id $service.ProcessId).HasExited | Should -BeFalse
        }
        finally {
            $service | Stop-ImageSearchService
        }

        $service.IsRunning | Should -BeFalse
    }

    It 'starts nothing with -WhatIf' {
        Start-ImageSearchService $index -CommandPath $command -WhatIf | Should -BeNullOrEmpty
    }

    It 'takes a path of another provider for no file of that name' {
        $folder = New-TestFolder
        Copy-Item -LiteralPath $index (Join-Path $folder 'x')
        Push-Location -LiteralPath $folder
        try { { Start-ImageSearchService Env:x -CommandPath $command } | Should -Throw -ErrorId 'IndexNotFound,*' } finally { Pop-Location }
    }

    It 'says why a service did not start: <Reason>' -ForEach @(
        @{ Reason = 'no index'; Parameters = @{ Path = 'none.imgidx' }; Expected = 'IndexNotFound' }
        @{ Reason = 'no keys'; Parameters = @{ Uri = 'http://0.0.0.0:0' }; Expected = 'needs API keys' }
        @{ Reason = 'no command'; Parameters = @{ CommandPath = './none' }; Expected = 'could not be run' }
    ) {
        $all = @{ Path = $index; CommandPath = $command } + @{}
        foreach ($key in $Parameters.Keys) { $all[$key] = $Parameters[$key] }
        $failure = { Start-ImageSearchService @all } | Should -Throw -PassThru
        $failure.FullyQualifiedErrorId | Should -BeExactly 'ServiceNotStarted,ImageSearch.PowerShell.Commands.StartImageSearchServiceCommand'
        $failure.Exception.Message | Should -BeLike "*$Expected*"
    }
}
