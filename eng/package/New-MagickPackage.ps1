<#
.SYNOPSIS
    Makes the packages of the part ImageSearch.Magick (HEIC, JPEG XL, JPEG 2000): a zip for each platform.
.DESCRIPTION
    A zip holds ImageSearch/<version>/module/bin, so that it unpacks into the folder that holds the module's folder, as the module's own zips do. For
    the command, the files in there go beside imagesearch.
.OUTPUTS
    The zips and SHA256SUMS, in artifacts/package-magick.
#>
[CmdletBinding()]
param(
    # Platforms, by .NET's runtime identifiers: all that Magick.NET has a library for, so not osx-x64.
    [ValidateNotNullOrEmpty()]
    [string[]] $Rid = @('win-x64', 'win-arm64', 'linux-x64', 'linux-arm64', 'linux-musl-x64', 'linux-musl-arm64', 'osx-arm64')
)
$ErrorActionPreference = 'Stop'
$repository = (Resolve-Path (Join-Path $PSScriptRoot '..' '..')).ProviderPath
$package = Join-Path $repository 'artifacts' 'package-magick'
$data = Import-PowerShellDataFile (Join-Path $repository 'ImageSearch.psd1')
$version = $data.ModuleVersion
$prerelease = $data.PrivateData.PSData.Prerelease
$fullVersion = $prerelease ? "$version-$prerelease" : $version

if (Test-Path $package) { Remove-Item -LiteralPath $package -Recurse -Force }
foreach ($identifier in $Rid) {
    $one = Join-Path $package $identifier
    $bin = New-Item -ItemType Directory -Force (Join-Path $one 'ImageSearch' $version 'module' 'bin')
    $part = Join-Path $repository 'src' 'ImageSearch.Magick'
    & dotnet build $part -c Release --nologo -v quiet "-p:PartFolder=$bin/" "-p:PartRuntimeIdentifier=$identifier" | Out-Host
    if ($LASTEXITCODE -ne 0) { throw "The part was not built for $($identifier): dotnet ended with $LASTEXITCODE" }

    $zip = Join-Path $package "ImageSearch.Magick-$fullVersion-$identifier.zip"
    [System.IO.Compression.ZipFile]::CreateFromDirectory($one, $zip)
    Remove-Item -LiteralPath $one -Recurse -Force
    Get-Item -LiteralPath $zip
}

$sums = Join-Path $package 'SHA256SUMS'
Get-ChildItem $package -File | ForEach-Object { "$((Get-FileHash $_ -Algorithm SHA256).Hash.ToLowerInvariant())  $($_.Name)" } | Set-Content -LiteralPath $sums
Get-Item -LiteralPath $sums
