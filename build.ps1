#!/usr/bin/env pwsh
<#
.SYNOPSIS
    Build | Test | Pester | Docs | Package | Benchmark, for people with PowerShell; it only calls dotnet and Pester.
.EXAMPLE
    ./build.ps1 Build
    Builds everything and stages the module, so that Import-Module ./ImageSearch.psd1 works.
.EXAMPLE
    ./build.ps1 Pester Full
    The Pester suite with what takes long: every package is made, unpacked and, for this platform, run.
.EXAMPLE
    ./build.ps1 Package -ProjectUri https://example.org/imagesearch -Rid win-x64,linux-x64
.EXAMPLE
    ./build.ps1 Package -WithMagick -Rid win-x64
    The package of the part that reads HEIC, JPEG XL and JPEG 2000, which is not in those of the module.
.EXAMPLE
    ./build.ps1 Benchmark accuracy --index photos --queries queries.tsv
#>
[CmdletBinding()]
param(
    [Parameter(Position = 0)]
    [ValidateSet('Build', 'Test', 'Pester', 'Docs', 'Package', 'Benchmark')]
    [string] $Task = 'Build',

    # Builds OpenCV's extractor too (src/ImageSearch.OpenCv), from the packages of OpenCvSharp4.
    [switch] $WithOpenCv,

    # With -WithOpenCv: a folder that has OpenCvSharp.dll and its native library, instead of the packages.
    [string] $OpenCvSharpFolder,

    # Builds the part that reads HEIC, JPEG XL and JPEG 2000 too (src/ImageSearch.Magick), from the package of Magick.NET. With Package: its packages alone.
    [switch] $WithMagick,

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
    # Packages are made of native libraries of every platform, which are fetched: ./build.ps1 Pester Full does that too.
    $skipped = $Arguments -contains 'Full' ? @() : @('Package')
    $result = Invoke-Pester -Path tests/cmdlets -ExcludeTagFilter $skipped -PassThru -Output Detailed
    "Pester: $($result.PassedCount) passed, $($result.FailedCount) failed"
    if ($result.Result -ne 'Passed') { exit 1 }
}

switch ($Task) {
    'Build' {
        Invoke-Dotnet build -c Release
        if ($WithOpenCv) {
            $from = $OpenCvSharpFolder ? @("-p:OpenCvSharpFolder=$(Resolve-Path -LiteralPath $OpenCvSharpFolder)") : @()
            Invoke-Dotnet build src/ImageSearch.OpenCv -c Release @from
        }

        if ($WithMagick) { Invoke-Dotnet build src/ImageSearch.Magick -c Release }
    }
    'Test' { Invoke-Dotnet test; Invoke-PesterSuite }
    'Pester' { Invoke-Dotnet build src/ImageSearch.PowerShell -c Release; Invoke-PesterSuite }
    'Docs' { Invoke-Dotnet run --project eng/ImageSearch.Docs }
    'Benchmark' { Invoke-Dotnet run -c Release --project tests/ImageSearch.Benchmarks -- @Arguments }
    'Package' {
        $named = @{}
        for ($i = 0; $i + 1 -lt $Arguments.Count; $i += 2) {
            $values = $Arguments[$i + 1] -split ','
            $named[$Arguments[$i].TrimStart('-')] = $values.Count -eq 1 ? $values[0] : $values
        }

        $script = $WithMagick ? 'New-MagickPackage.ps1' : 'New-Package.ps1'
        & (Join-Path . eng package $script) @named
    }
}
