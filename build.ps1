#!/usr/bin/env pwsh
<#
.SYNOPSIS
    Build | Test | Pester | Docs | Package | Benchmark, for people with PowerShell; it only calls dotnet and Pester.
.EXAMPLE
    ./build.ps1 Build
    Builds everything and stages the module, so that Import-Module ./ImageSearch.psd1 works.
.EXAMPLE
    ./build.ps1 Benchmark accuracy --index photos --queries queries.tsv
#>
[CmdletBinding()]
param(
    [Parameter(Position = 0)]
    [ValidateSet('Build', 'Test', 'Pester', 'Docs', 'Package', 'Benchmark')]
    [string] $Task = 'Build',

    [Parameter(Position = 1, ValueFromRemainingArguments)]
    [string[]] $Arguments = @()
)
$ErrorActionPreference = 'Stop'
Set-Location -LiteralPath $PSScriptRoot

function Invoke-Dotnet {
    & dotnet @args
    if ($LASTEXITCODE -ne 0) { throw "dotnet $($args -join ' ') ended with $LASTEXITCODE" }
}

function Invoke-PesterSuite {
    Import-Module Pester -MinimumVersion 5.0
    $result = Invoke-Pester -Path tests/cmdlets -PassThru -Output Detailed
    "Pester: $($result.PassedCount) passed, $($result.FailedCount) failed"
    if ($result.Result -ne 'Passed') { exit 1 }
}

switch ($Task) {
    'Build' { Invoke-Dotnet build -c Release }
    'Test' { Invoke-Dotnet test; Invoke-PesterSuite }
    'Pester' { Invoke-Dotnet build src/ImageSearch.PowerShell -c Release; Invoke-PesterSuite }
    'Docs' { Invoke-Dotnet run --project eng/ImageSearch.Docs }
    'Benchmark' { Invoke-Dotnet run -c Release --project tests/ImageSearch.Benchmarks -- @Arguments }
    'Package' {
        Invoke-Dotnet build src/ImageSearch.PowerShell -c Release
        $version = (Import-PowerShellDataFile ImageSearch.psd1).ModuleVersion
        $target = Join-Path artifacts package ImageSearch $version
        if (Test-Path $target) { Remove-Item $target -Recurse }
        New-Item $target -ItemType Directory | Out-Null
        Copy-Item ImageSearch.psd1, module, LICENSE, THIRD-PARTY-NOTICES.md -Destination $target -Recurse
        Get-Item $target
    }
}
