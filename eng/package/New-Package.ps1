<#
.SYNOPSIS
    Makes what is published: the module folder as the gallery wants it, its nupkg, and a zip for each platform for machines without internet.
.DESCRIPTION
    Only dotnet and what PowerShell brings. The module folder and the nupkg have the native libraries of all platforms, as the gallery has one
    package a version; each zip has one platform's, and assemblies that were compiled for it (docs/decisions/0065).
.OUTPUTS
    The module folder, the nupkg, the zips and SHA256SUMS.
#>
[CmdletBinding()]
param(
    # Platforms, by .NET's runtime identifiers.
    [ValidateNotNullOrEmpty()]
    [string[]] $Rid = @(
        'win-x64', 'win-arm64', 'linux-x64', 'linux-arm64', 'linux-musl-x64', 'linux-musl-arm64', 'osx-x64', 'osx-arm64'
    ),

    # Platforms whose zip has compiled assemblies, or none. NuGet downloads the compiler and each one's runtime pack, of 40 MB.
    [string[]] $ReadyToRun = $Rid,

    # Packs the module as it was built last, for this platform: nothing is built, compiled or downloaded.
    [switch] $NoBuild,

    # Where all goes. Without it artifacts/package is made anew.
    [string] $Destination,

    # The project's public address; the manifest's placeholder stays without it.
    [uri] $ProjectUri,

    # A code-signing certificate's thumbprint (docs/signing.md); Windows only.
    [string] $CertificateThumbprint,

    # The server that says when it was signed, so that signatures outlive the certificate.
    [uri] $TimestampServer
)
$ErrorActionPreference = 'Stop'
$repository = (Resolve-Path (Join-Path $PSScriptRoot '..' '..')).ProviderPath
$built = Join-Path $repository 'module' 'bin'
$package = $Destination ? $Destination : (Join-Path $repository 'artifacts' 'package')
$data = Import-PowerShellDataFile (Join-Path $repository 'ImageSearch.psd1')
$details = $data.PrivateData.PSData
$version = $data.ModuleVersion
$fullVersion = $details.Prerelease ? "$version-$($details.Prerelease)" : $version
$module = Join-Path $package 'ImageSearch' $version

function Invoke-Dotnet {
    & dotnet @args | Out-Host
    if ($LASTEXITCODE -ne 0) { throw "dotnet $($args -join ' ') ended with $LASTEXITCODE" }
}

# Copies one platform's native library, with what its makers say of it.
function Copy-Native([string] $Identifier, [string] $Module) {
    if ($NoBuild) {
        $runtimes = New-Item -ItemType Directory -Force (Join-Path $Module 'module' 'bin' 'runtimes')
        return Copy-Item (Join-Path $built 'runtimes' $Identifier) -Destination $runtimes -Recurse
    }

    $core = Join-Path $repository 'src' 'ImageSearch.Core'
    Invoke-Dotnet build $core '-t:CopyNative' "-p:NativeRuntimeIdentifier=$Identifier" "-p:NativeDestination=$(Join-Path $Module 'module' 'bin')" --nologo -v quiet
}

# Puts assemblies that are compiled for the platform in place of those that are compiled when they run.
function Copy-Compiled([string] $Identifier, [string] $Module) {
    $compiled = Join-Path $package 'compiled' $Identifier
    $project = Join-Path $repository 'src' 'ImageSearch.PowerShell'
    Invoke-Dotnet publish $project -c Release -r $Identifier --self-contained false '-p:PublishReadyToRun=true' "-p:NativeRuntimeIdentifier=$Identifier" -o $compiled --nologo -v quiet
    Copy-Item (Join-Path $compiled 'ImageSearch.*.dll') -Destination (Join-Path $Module 'module' 'bin')
}

# Text with the real address in place of the one that leads nowhere.
function ConvertTo-Addressed([string] $Text) {
    $ProjectUri ? $Text.Replace('https://imagesearch.example/', $ProjectUri.AbsoluteUri.TrimEnd('/') + '/') : $Text
}

# Everything but native libraries.
function New-ModuleFolder([string] $Module) {
    $bin = New-Item -ItemType Directory -Force (Join-Path $Module 'module' 'bin')
    Copy-Item (Join-Path $built 'ImageSearch.Core.dll'), (Join-Path $built 'ImageSearch.PowerShell.dll') -Destination $bin
    Copy-Item (Join-Path $repository 'module' '*') -Include *.psm1, *.ps1xml -Destination (Join-Path $Module 'module')
    Copy-Item (Join-Path $repository 'en-US') -Destination $Module -Recurse
    Copy-Item (Join-Path $repository 'LICENSE'), (Join-Path $repository 'THIRD-PARTY-NOTICES.md') -Destination $Module
    Copy-Item (Join-Path $PSScriptRoot 'licenses') -Destination $Module -Recurse
    # What messages and help topics point to.
    $documents = New-Item -ItemType Directory -Force (Join-Path $Module 'docs')
    foreach ($name in 'CHANGELOG', 'confidence', 'errors', 'index-format', 'nightly', 'service') {
        Copy-Item (Join-Path $repository 'docs' "$name.md") -Destination $documents
    }

    $manifest = [IO.File]::ReadAllText((Join-Path $repository 'ImageSearch.psd1'))
    [IO.File]::WriteAllText((Join-Path $Module 'ImageSearch.psd1'), (ConvertTo-Addressed $manifest))
    foreach ($help in Get-ChildItem (Join-Path $Module 'en-US') -Filter *.xml) {
        [IO.File]::WriteAllText($help.FullName, (ConvertTo-Addressed ([IO.File]::ReadAllText($help.FullName))))
    }
}

# The gallery finds modules and their commands by these tags.
function Get-GalleryTag {
    $details.Tags
    'PSModule'
    'PSIncludes_Cmdlet'
    foreach ($name in $data.CmdletsToExport) { "PSCmdlet_$name"; "PSCommand_$name" }
}

function Write-Nuspec([string] $Path) {
    $escape = { param($text) [System.Security.SecurityElement]::Escape($text) }
    $staged = (Import-PowerShellDataFile (Join-Path $module 'ImageSearch.psd1')).PrivateData.PSData
    [IO.File]::WriteAllText($Path, @"
<?xml version="1.0" encoding="utf-8"?>
<package xmlns="http://schemas.microsoft.com/packaging/2011/08/nuspec.xsd">
  <metadata>
    <id>ImageSearch</id>
    <version>$fullVersion</version>
    <authors>$(& $escape $data.Author)</authors>
    <owners>$(& $escape $data.CompanyName)</owners>
    <requireLicenseAcceptance>false</requireLicenseAcceptance>
    <licenseUrl>$(& $escape $staged.LicenseUri)</licenseUrl>
    <projectUrl>$(& $escape $staged.ProjectUri)</projectUrl>
    <iconUrl>$(& $escape $staged.IconUri)</iconUrl>
    <description>$(& $escape $data.Description)</description>
    <releaseNotes>$(& $escape $staged.ReleaseNotes)</releaseNotes>
    <copyright>$(& $escape $data.Copyright)</copyright>
    <tags>$(& $escape ((Get-GalleryTag) -join ' '))</tags>
  </metadata>
</package>
"@)
}

# The nupkg, as NuGet makes one: files as parts, and a relationship that says which of them describes it.
function New-GalleryPackage([string] $Nuspec, [string] $Path) {
    $nupkg = [System.IO.Packaging.Package]::Open($Path, 'Create')
    try {
        $nupkg.PackageProperties.Identifier = 'ImageSearch'
        $nupkg.PackageProperties.Version = $fullVersion
        $nupkg.PackageProperties.Creator = $data.Author
        foreach ($file in @(Get-ChildItem $module -Recurse -File) + (Get-Item $Nuspec)) {
            $name = $file.FullName -eq $Nuspec ? $file.Name : [IO.Path]::GetRelativePath($module, $file.FullName).Replace('\', '/')
            $part = $nupkg.CreatePart([System.IO.Packaging.PackUriHelper]::CreatePartUri([uri]::new($name, [UriKind]::Relative)), 'application/octet', 'Maximum')
            $to, $from = $part.GetStream(), $file.OpenRead()
            try { $from.CopyTo($to) } finally { $from.Dispose(); $to.Dispose() }
        }

        $null = $nupkg.CreateRelationship($part.Uri, 'Internal', 'http://schemas.microsoft.com/packaging/2010/07/manifest')
    }
    finally {
        $nupkg.Dispose()
    }
}

function Protect-Module([string] $Module) {
    if (-not $CertificateThumbprint) { return }
    $signing = @{ Certificate = Get-Item "Cert:\CurrentUser\My\$CertificateThumbprint"; HashAlgorithm = 'SHA256' }
    if ($TimestampServer) { $signing.TimestampServer = $TimestampServer.AbsoluteUri }
    Get-ChildItem $Module -Recurse -File -Include *.psd1, *.psm1, *.ps1xml, ImageSearch.*.dll |
        Set-AuthenticodeSignature @signing |
        Where-Object Status -ne Valid | ForEach-Object { throw "'$($_.Path)' was not signed: $($_.StatusMessage)" }
}

if ($NoBuild) { $Rid, $ReadyToRun = @(Get-ChildItem (Join-Path $built 'runtimes') -Name), @() }
else { Invoke-Dotnet build (Join-Path $repository 'src' 'ImageSearch.PowerShell') -c Release --nologo -v quiet }
if (-not $Destination -and (Test-Path $package)) { Remove-Item -LiteralPath $package -Recurse -Force }
New-ModuleFolder $module
Protect-Module $module
Get-Item $module
foreach ($identifier in $Rid) {
    # The zip unpacks to ImageSearch/<version>, as a folder on PSModulePath has it.
    $one = Join-Path $package 'one' $identifier
    $null = New-Item -ItemType Directory -Force (Join-Path $one 'ImageSearch')
    Copy-Item -LiteralPath $module -Destination (Join-Path $one 'ImageSearch') -Recurse
    Copy-Native $identifier (Join-Path $one 'ImageSearch' $version)
    if ($identifier -in $ReadyToRun) {
        Copy-Compiled $identifier (Join-Path $one 'ImageSearch' $version)
        Protect-Module (Join-Path $one 'ImageSearch' $version)
    }

    $zip = Join-Path $package "ImageSearch-$fullVersion-$identifier.zip"
    [System.IO.Compression.ZipFile]::CreateFromDirectory($one, $zip)
    Get-Item -LiteralPath $zip
}

foreach ($identifier in $Rid) {
    Copy-Item (Join-Path $package 'one' $identifier 'ImageSearch' $version 'module' 'bin' 'runtimes') -Destination (Join-Path $module 'module' 'bin') -Recurse -Force
}

(Join-Path $package 'one'), (Join-Path $package 'compiled') | Where-Object { Test-Path -LiteralPath $_ } | Remove-Item -Recurse -Force
$nuspec = Join-Path $package 'ImageSearch.nuspec'
Write-Nuspec $nuspec
New-GalleryPackage $nuspec (Join-Path $package "ImageSearch.$fullVersion.nupkg")
Remove-Item -LiteralPath $nuspec
Get-Item (Join-Path $package "ImageSearch.$fullVersion.nupkg")

$sums = Join-Path $package 'SHA256SUMS'
Get-ChildItem $package -File | ForEach-Object { "$((Get-FileHash $_ -Algorithm SHA256).Hash.ToLowerInvariant())  $($_.Name)" } | Set-Content -LiteralPath $sums
Get-Item -LiteralPath $sums
