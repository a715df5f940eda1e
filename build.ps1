#!/usr/bin/env pwsh
<#
.SYNOPSIS
    Build | Test | Pester | Docs | Package | Benchmark | Platforms, for people with PowerShell; it only calls dotnet, and for Platforms bash.
.EXAMPLE
    ./build.ps1 Build
    Builds everything and stages the module, so that Import-Module ./ImageSearch.psd1 works.
.EXAMPLE
    ./build.ps1 Pester Help
    The Pester tests of the help alone, in the PowerShell and the Pester that `dotnet test` downloads.
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
.EXAMPLE
    ./build.ps1 Platforms win-x64
    The tests on Windows, as far as Wine is it; without a name on emulated Arm64 too, and what is published for other platforms is looked at.
#>
[CmdletBinding()]
param(
    [Parameter(Position = 0)]
    [ValidateSet('Build', 'Test', 'Pester', 'Docs', 'Package', 'Benchmark', 'Platforms')]
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

# The whole suite, the files that have this in their names, or all with the packages of every platform, whose libraries are downloaded.
function Invoke-PesterSuite([string] $Name) {
    $filter = $Name -and $Name -ne 'Full' ? @('--filter', "DisplayName~$Name") : @()
    if ($Name -eq 'Full') { $env:IMAGESEARCH_PACKAGES = '1' }
    try { Invoke-Dotnet test tests/ImageSearch.Cmdlets.Tests @filter } finally { $env:IMAGESEARCH_PACKAGES = $null }
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
    'Test' { Invoke-Dotnet test }
    'Pester' { Invoke-PesterSuite @Arguments }
    'Docs' { Invoke-Dotnet run --project eng/ImageSearch.Docs }
    'Benchmark' { Invoke-Dotnet run -c Release --project tests/ImageSearch.Benchmarks -- @Arguments }
    'Platforms' {
        & bash eng/platforms.sh @Arguments
        if ($LASTEXITCODE -ne 0) { throw "eng/platforms.sh ended with $LASTEXITCODE" }
    }
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
