Describe 'Stop-ImageSearchService' {
    BeforeAll {
        . $PSScriptRoot/Common.ps1
        $command = Get-ServiceCommand
        $null = New-SmallIndex
        Add-ImageToIndex (Get-Photo 'umang_by_Abhishek_Mudgal.jpg')
        $index = Join-Path $TestDrive 'photos.imgidx'
        Save-ImageIndex $index
    }

    It 'ends the process, returns nothing, and may be asked twice' {
        $service = Start-ImageSearchService $index -CommandPath $command
        Stop-ImageSearchService $service -WhatIf
        $service.IsRunning | Should -BeTrue
        Stop-ImageSearchService $service | Should -BeNullOrEmpty
        $service.IsRunning | Should -BeFalse
        { Invoke-RestMethod "$($service.Uri)ping" } | Should -Throw
        Stop-ImageSearchService $service | Should -BeNullOrEmpty
    }

    It 'is not needed: the service ends with the session that started it' {
        $id = & $Pwsh @PwshArguments -Command "
            Import-Module '$Manifest'
            (Start-ImageSearchService '$index' -CommandPath '$command').ProcessId"
        $left = Get-Process -Id $id -ErrorAction Ignore
        if ($left) { $left.WaitForExit(60000) | Should -BeTrue }
    }
}
