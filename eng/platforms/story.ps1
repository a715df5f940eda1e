# README in the engine of PowerShell under Wine, line by line as it stands there, in a copy of the repository that is built; then what Windows does otherwise.
$ErrorActionPreference = 'Stop'
function Assert([string] $what, [bool] $holds) {
    if (-not $holds) { throw "wrong: $what" }
    "right: $what"
}

# The lines of README's block of which the first is this, or begins so.
function Get-Block([string] $first) {
    $blocks = [regex]::Matches((Get-Content -Raw README.md), '(?ms)^```(?:powershell|sh)\r?\n(.*?)^```').ForEach{ $_.Groups[1].Value }
    $block = @($blocks.Where{ $_.StartsWith($first) })
    if ($block.Count -ne 1) { throw "README has no block '$first', or several." }
    ($block[0] -split '\r?\n').Where{ $_ }
}

# Try it. No SDK is here: the copy was built elsewhere by the first line.
$build, $import, $new, $add, $find = Get-Block 'dotnet build -c Release src/ImageSearch.PowerShell'
. ([scriptblock]::Create($import))
Assert "$import`: 21 cmdlets" ((Get-Command -Module ImageSearch).Count -eq 21)
. ([scriptblock]::Create($new))
. ([scriptblock]::Create($add))
Assert "$add`: 19 photographs" (@(Get-IndexedImage).Count -eq 19)
$found = @(. ([scriptblock]::Create($find)))
Assert "$find`: $($found.Relation), $($found.Inliers) inliers, $($found.Votes) votes" (
    $found.Count -eq 1 -and $found[0].FullName -like '*\Wine_by_Jakkub_Mede.jpg' -and $found[0].Relation -eq 'Cropped' -and
    $found[0].Inliers -eq 187 -and $found[0].Votes -eq 318)
Assert "what it prints" (($found | Out-String) -match 'Rank +Id +Relation +Confidence' -and ($found | Out-String) -match '1 +19 +Cropped +0.99 +187 +318')

# Every day.
$given = @{}
foreach ($line in Get-Block 'Save-ImageIndex photos.imgidx') {
    $given[($line -split ' ')[0]] += @(. ([scriptblock]::Create($line)))
    "right: $line"
}

Assert "an update finds nothing new" ($given['Update-ImageIndex'].Unchanged -eq 19)
$copies = @(Get-ChildItem tests/data/copies/*.jpg)
Assert "of $($copies.Count) copies $($given['Get-ChildItem'].Count) are found surely" ($given['Get-ChildItem'].Count -ge 0.8 * $copies.Count)
Assert "a match is drawn" ((Get-Item why.png).Length -gt 10000)
Assert "two images are compared: $($given['Compare-Image'].Relation)" ($given['Compare-Image'].Relation -eq 'Turned')
Assert "a report is written" ((Get-Item duplicates.html).Length -gt 1000)

# What Windows does otherwise.
Optimize-ImageIndex
Assert "an index that is open is optimised and sound" ((Test-ImageIndex photos.imgidx).IsSound)
$work = Join-Path ([IO.Path]::GetTempPath()) "imagesearch-story-$PID"
$null = New-Item -ItemType Directory $work
try {
    Copy-Item tests/data/photos/Wine_by_Jakkub_Mede.jpg "$work\a[1] 名前.jpg"
    $null = Get-Item -LiteralPath "$work\a[1] 名前.jpg" | Add-ImageToIndex
    Assert "names with brackets, of any letters" (@(Get-IndexedImage -LiteralPath "$work\a[1] 名前.jpg").Count -eq 1)
    Assert "letters of either case" (@(Get-IndexedImage -LiteralPath "$work\A[1] 名前.JPG").Count -eq 1)
    $duplicates = @(Find-DuplicateImage)
    Assert "a duplicate is found: $($duplicates.Count)" ($duplicates.Count -eq 1)
}
finally {
    # What is mapped cannot be deleted.
    $null = New-ImageIndex -WarningAction SilentlyContinue
    $found = $given = $duplicates = $null
    [GC]::Collect()
    [GC]::WaitForPendingFinalizers()
    Remove-Item -LiteralPath $work -Recurse -Force
}

# What README says of the next build: what this session has loaded cannot be written over.
$refused = $false
try { [IO.File]::WriteAllBytes("$PWD\module\bin\ImageSearch.Core.dll", [byte[]]::new(1)) } catch { $refused = $true }
Assert "what is loaded cannot be written over" $refused

# The command, published elsewhere. Wine 8 lists no names by the pattern by which PowerShell looks along the path, so an alias stands for it.
$publish, $export, $calls = Get-Block 'dotnet publish src/ImageSearch.Cli'
Set-Alias imagesearch "$PWD\bin\imagesearch\imagesearch.exe"
Remove-Item photos.imgidx*, why.png, duplicates.html
foreach ($line in $calls) {
    $text = . ([scriptblock]::Create($line)) 2>&1 | Out-String
    Assert "$line`: $LASTEXITCODE $(($text -split '\r?\n')[0])" ($LASTEXITCODE -eq 0)
}
