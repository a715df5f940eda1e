# README's first blocks in the engine of PowerShell under Wine, from the folder of the repository; the module is told by MODULE.
$ErrorActionPreference = 'Stop'
function Assert([string] $what, [bool] $holds) {
    if (-not $holds) { throw "wrong: $what" }
    "right: $what"
}

Import-Module $env:MODULE
Assert "21 cmdlets" ((Get-Command -Module ImageSearch).Count -eq 21)
$work = Join-Path ([IO.Path]::GetTempPath()) "imagesearch-story-$PID"
$null = New-Item -ItemType Directory $work
try {
    $null = New-ImageIndex
    Assert "19 photographs added" (@(Get-ChildItem tests/data/photos/*.jpg | Add-ImageToIndex -PassThru).Count -eq 19)
    $found = Find-SimilarImage tests/data/copies/Wine_by_Jakkub_Mede__crop50.jpg
    Assert "a cropped copy is found: $($found.Relation), $($found.Inliers) inliers, $($found.Votes) votes" ($found.FullName -like '*Wine_by_Jakkub_Mede.jpg' -and $found.Relation -eq 'Cropped')
    Save-ImageIndex "$work\photos.imgidx"
    $null = Open-ImageIndex "$work\photos.imgidx"
    Assert "an update finds nothing new" ((Update-ImageIndex tests/data/photos).Unchanged -eq 19)
    $copies = Get-ChildItem tests/data/copies/*crop50.jpg
    $sure = @($copies | Find-SimilarImage -MaximumMatches 1 | Where-Object Confidence -gt 0.9)
    Assert "cropped copies of $($sure.Count) of $($copies.Count) are found surely" ($sure.Count -ge 17)
    $null = Find-SimilarImage tests/data/copies/Wine_by_Jakkub_Mede__crop50.jpg | Export-ImageMatch "$work\why.png"
    Assert "a match is drawn" ((Get-Item "$work\why.png").Length -gt 10000)
    $compared = Compare-Image tests/data/photos/Wine_by_Jakkub_Mede.jpg tests/data/copies/Wine_by_Jakkub_Mede__rot45.jpg
    Assert "two images are compared: $($compared.Relation)" ($compared.Relation -eq 'Turned')
    Optimize-ImageIndex
    Assert "an index that is open is optimised and sound" ((Test-ImageIndex "$work\photos.imgidx").IsSound)
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
    $found = $sure = $compared = $duplicates = $null
    [GC]::Collect()
    [GC]::WaitForPendingFinalizers()
    Remove-Item -LiteralPath $work -Recurse -Force
}
