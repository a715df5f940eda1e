<#
.SYNOPSIS
    Measures, each in new processes: the time to import the module, the time to a first answer, the memory after each.
.OUTPUTS
    One object of medians.
#>
[CmdletBinding()]
param(
    [ValidateRange(1, 100)]
    [int] $Count = 10
)
$ErrorActionPreference = 'Stop'
$repository = Split-Path $PSScriptRoot
# This PowerShell again; where it is a tool's package, dotnet runs its pwsh.dll.
$pwsh = [Environment]::ProcessPath
$assembly = (Split-Path $pwsh -LeafBase) -eq 'dotnet' ? @(Join-Path $PSHOME 'pwsh.dll') : @()
$file = Join-Path ([IO.Path]::GetTempPath()) "measure-$PID.imgidx"
$script = Join-Path ([IO.Path]::GetTempPath()) "measure-$PID.ps1"
Set-Content -LiteralPath $script {
    param($Manifest, $File, $Query)
    # The import is the first thing that the process does: what PowerShell prepares for its first cmdlets counts too.
    $self = [Diagnostics.Process]::GetCurrentProcess()
    $before = $self.WorkingSet64
    $import = (Measure-Command { Import-Module $Manifest }).TotalMilliseconds
    $self.Refresh()
    $imported = $self.WorkingSet64
    $open = (Measure-Command { $null = Open-ImageIndex $File }).TotalMilliseconds
    $first = (Measure-Command { $script:found = Find-SimilarImage -LiteralPath $Query }).TotalMilliseconds
    $second = (Measure-Command { $null = Find-SimilarImage -LiteralPath $Query }).TotalMilliseconds
    $self.Refresh()
    if (-not $found) { throw 'The query has no match.' }
    @{ Import = $import; Open = $open; First = $first; Second = $second; MemoryImport = ($imported - $before) / 1MB; MemorySearch = ($self.WorkingSet64 - $before) / 1MB } |
        ConvertTo-Json -Compress
}
try {
    $manifest = Join-Path $repository 'ImageSearch.psd1'
    Import-Module $manifest
    $null = New-ImageIndex
    Get-ChildItem (Join-Path $repository 'tests' 'data' 'photos' '*.jpg') | Add-ImageToIndex
    Save-ImageIndex $file
    $query = Join-Path $repository 'tests' 'data' 'copies' 'Wine_by_Jakkub_Mede__crop50.jpg'
    $runs = foreach ($i in 1..$Count) { & $pwsh @assembly -NoProfile -NonInteractive -File $script $manifest $file $query | ConvertFrom-Json }
    function Get-Median([string] $Name) {
        $values = @($runs.$Name | Sort-Object)
        [Math]::Round(($values[[Math]::Floor(($values.Count - 1) / 2)] + $values[[Math]::Floor($values.Count / 2)]) / 2, 1)
    }

    [pscustomobject]@{
        Runs = $Count
        ImportMilliseconds = Get-Median Import
        OpenMilliseconds = Get-Median Open
        FirstSearchMilliseconds = Get-Median First
        SecondSearchMilliseconds = Get-Median Second
        MegabytesAfterImport = Get-Median MemoryImport
        MegabytesAfterSearch = Get-Median MemorySearch
    }
}
finally {
    Remove-Item -LiteralPath $script
    if (Test-Path -LiteralPath $file) { Remove-Item -LiteralPath $file }
}
