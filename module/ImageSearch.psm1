$binary = Join-Path $PSScriptRoot 'bin' 'ImageSearch.PowerShell.dll'
if (-not (Test-Path -LiteralPath $binary)) {
    $project = Join-Path (Split-Path $PSScriptRoot) 'src' 'ImageSearch.PowerShell'
    throw "ImageSearch is not built yet. Run: dotnet build -c Release '$project', then import it again."
}

Import-Module -Name $binary
