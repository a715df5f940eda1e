# Runs the examples of docs/en-US. Dot-sourced by Help.Tests.ps1.

# The examples of a cmdlet's Markdown: Title, Code, Output.
function Get-HelpExample([string]$Name) {
    $markdown = [IO.File]::ReadAllText((Join-Path $PSScriptRoot '..' '..' 'docs' 'en-US' "$Name.md")).Replace("`r", '')
    $pattern = '(?ms)^### Example \d+: (?<title>[^\n]+)\n.*?^```powershell\n(?<code>.*?)\n```\n(?:\n```output\n(?<output>.*?)\n```)?'
    foreach ($match in [regex]::Matches($markdown, $pattern)) {
        @{ Cmdlet = $Name; Title = $match.Groups['title'].Value; Code = $match.Groups['code'].Value; Output = $match.Groups['output'].Value }
    }
}

# What examples find where they are: photos/ and its index photos.imgidx, incoming/ with altered copies, query.jpg, a damaged index.
function New-ExampleFolder([string]$Path) {
    $data = Join-Path $PSScriptRoot '..' 'data'
    $files = @{
        'photos/bridge.jpg'       = 'photos/Bridge_by_Sander_Klootwijk.jpg'
        'photos/dragonfly.jpg'    = 'photos/Dragonfly_by_Bolly.jpg'
        'photos/kleiber.jpg'      = 'photos/Kleiber_by_Lukas_Baubkus.jpg'
        'photos/life.jpg'         = 'photos/life_by_Aitzol_Berasategi.jpg'
        'photos/wine.jpg'         = 'photos/Wine_by_Jakkub_Mede.jpg'
        'photos/wine-small.jpg'   = 'copies/Wine_by_Jakkub_Mede__scale50.jpg'
        'incoming/crop.jpg'       = 'copies/Dragonfly_by_Bolly__crop50.jpg'
        'incoming/small.jpg'      = 'copies/Kleiber_by_Lukas_Baubkus__scale50.jpg'
        'incoming/unknown.jpg'    = 'unknown/unknown001.jpg'
        'archive/life-archive.jpg' = 'photos/life_by_Aitzol_Berasategi.jpg'
        'query.jpg'               = 'copies/Wine_by_Jakkub_Mede__rot45.jpg'
    }
    foreach ($name in $files.Keys) {
        $target = Join-Path $Path $name
        $null = [IO.Directory]::CreateDirectory((Split-Path $target))
        [IO.File]::Copy((Join-Path $data $files[$name]), $target)
    }

    Push-Location -LiteralPath $Path
    try {
        # With relative paths a copy of the folder is as good as the folder.
        $null = New-ImageIndex photos.imgidx -RelativePaths
        Add-ImageToIndex photos/[bdkl]*.jpg
        $firstBytes = (Save-ImageIndex -PassThru).Length
        Add-ImageToIndex photos/w*.jpg
        Save-ImageIndex

        # A bit flipped in the second segment.
        $bytes = [IO.File]::ReadAllBytes((Join-Path $Path 'photos.imgidx'))
        $bytes[$firstBytes + 200] = $bytes[$firstBytes + 200] -bxor 1
        [IO.File]::WriteAllBytes((Join-Path $Path 'damaged.imgidx'), $bytes)
    }
    finally {
        Pop-Location
    }
}

# Runs code as at a prompt in that folder, with photos.imgidx open; returns what is printed, in plain text. Every error is thrown.
# The module is found by its name, in the folder of modules.
function Invoke-HelpExample([string]$Code, [string]$Folder, [string]$ModuleFolder, [string]$CommandFolder) {
    $modulePath, $commandPath = $env:PSModulePath, $env:PATH
    $shell = [powershell]::Create([initialsessionstate]::CreateDefault())
    try {
        $null = $shell.AddScript({
                param($Code, $Folder)
                $ErrorActionPreference = 'Stop'
                $PSStyle.OutputRendering = 'PlainText'
                Set-Location -LiteralPath $Folder
                $null = Open-ImageIndex photos.imgidx
                Invoke-Expression $Code 4>&1 6>&1 | Out-String -Width 400
            }).AddArgument($Code).AddArgument($Folder)
        $env:PSModulePath = $ModuleFolder + [IO.Path]::PathSeparator + $modulePath
        $env:PATH = $CommandFolder + [IO.Path]::PathSeparator + $commandPath
        $text = $shell.Invoke() -join ''
        if ($shell.Streams.Error.Count) { throw $shell.Streams.Error[0] }
        $text
    }
    finally {
        $env:PSModulePath, $env:PATH = $modulePath, $commandPath
        $shell.Dispose()
    }
}

# A folder of modules that has this one under its name.
function New-ModuleFolder([string]$Path, [string]$Repository) {
    $null = New-Item -ItemType ($IsWindows ? 'Junction' : 'SymbolicLink') -Path (Join-Path $Path 'ImageSearch') -Target $Repository
    $Path
}

# Text in which numbers and paths of a run do not count.
function ConvertTo-ComparableText([string]$Text, [string]$Folder) {
    $Text = $Text.Replace($Folder + [IO.Path]::DirectorySeparatorChar, '').Replace('\', '/')
    ($Text -replace '[A-Z]:', '' -replace '\.damaged\d+', '.damaged#' -replace '\d+([.,]\d+)?( (ms|s|min|h))*', '#' -replace '-{2,}', '--' -replace '\s+', ' ').Trim()
}
