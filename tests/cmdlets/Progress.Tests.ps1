# Long work shows how far it is. No test waits for work to be long: work waits until the test has seen what is shown.
BeforeAll {
    . (Join-Path $PSScriptRoot 'Common.ps1')
    $Small = @('Wine_by_Jakkub_Mede.jpg', 'Fossa_by_Jasper_Roks.jpg', 'free_by_Peter_Nerlich.jpg')

    # A file with three images and a smaller copy of one, of which one is removed: something to optimize, to find and to check.
    $folder = New-TestFolder
    $images = @($Small | ForEach-Object { Copy-Photo $_ (Join-Path $folder $_) })
    $images += Copy-Photo '../copies/Wine_by_Jakkub_Mede__scale50.jpg' (Join-Path $folder 'copy.jpg')
    $broken = Join-Path $folder 'broken.jpg'
    New-BadImage 'a text file named .jpg' $broken
    $file = Join-Path $folder 'x.imgidx'
    $null = New-ImageIndex $file -LongSidePixels 512 -MaxFeatures 200
    $null = Add-ImageToIndex -LiteralPath $images
    Save-ImageIndex
    Remove-IndexedImage -Id 2
    Save-ImageIndex
    $rows = (Get-ImageIndex).RowCount

    # A runspace with the module and the index, its variables set.
    function New-Shell([string]$Folder) {
        $shell = [powershell]::Create()
        $null = $shell.AddScript({
                param($Manifest, $File, $Folder)
                $ErrorActionPreference = 'Stop'
                $ProgressPreference = 'Continue'
                Import-Module $Manifest
                $index = Open-ImageIndex $File
                $duplicates = Find-DuplicateImage
            }).AddArgument($Manifest).AddArgument($file).AddArgument($Folder).Invoke()
        $shell.Commands.Clear()
        $shell.Streams.ClearStreams()
        $shell
    }

    # What it has shown of this activity until now; PowerShell has activities of its own.
    function Get-Shown($Shell, [string]$Activity) {
        $Shell.Streams.Progress | Where-Object Activity -EQ $Activity
    }
}

Describe 'Work on an index as a whole' {
    It 'shows how far it is: <Name>' -ForEach @(
        @{ Name = 'Save-ImageIndex'; Activity = 'Saving the index'; Last = { "$rows of $rows rows" }; Run = { Save-ImageIndex (Join-Path $Folder 'y.imgidx') } }
        @{ Name = 'Optimize-ImageIndex'; Activity = 'Optimizing the index'; Last = { "$rows of $rows rows" }; Run = { Optimize-ImageIndex } }
        @{ Name = 'Export-ImageIndex'; Activity = 'Exporting the index'; Last = { "$rows of $rows rows" }; Run = { Export-ImageIndex (Join-Path $Folder 'y.faiss') } }
        @{ Name = 'Test-ImageIndex'; Activity = 'Checking the index file'; Last = { '[1-9]\d* of [1-9]\d* bytes' }; Run = { Test-ImageIndex $File } }
        @{ Name = 'Find-DuplicateImage'; Activity = 'Finding duplicates'; Last = { '[1-9]\d* of [1-9]\d* pairs' }; Run = { Find-DuplicateImage } }
        @{ Name = 'Export-DuplicateReport'; Activity = 'Writing the report'; Last = { '1 of 1 duplicates' }
            Run = { Export-DuplicateReport (Join-Path $Folder 'y.html') -Duplicate $duplicates }
        }
    ) {
        $shell = New-Shell (New-TestFolder)
        $held = [System.Threading.ManualResetEvent]::new($false)
        try {
            # The work is done on a thread of the pool: it begins when those before it, which wait here, are through.
            $wait = [Delegate]::CreateDelegate([Func[bool]], $held, [System.Threading.ManualResetEvent].GetMethod('WaitOne', [type[]]@()))
            $null = 1..500 | ForEach-Object { [System.Threading.Tasks.Task]::Run([Func[bool]]$wait) }
            $running = $shell.AddScript($Run.ToString()).BeginInvoke()
            $null = Wait-Until { (Get-Shown $shell $Activity) -or $running.IsCompleted }
            Get-Shown $shell $Activity | Should -Not -BeNullOrEmpty
            $null = $held.Set()
            $null = $shell.EndInvoke($running)
        }
        finally {
            $null = $held.Set()
            $records = @(Get-Shown $shell $Activity)
            $shell.Dispose()
        }

        $records[0].StatusDescription | Should -BeExactly 'Preparing'
        $records[0].RecordType | Should -Be 'Processing'
        $records[-1].StatusDescription | Should -Match "^$(& $Last)$"
        $records[-1].RecordType | Should -Be 'Completed'
    }
}

Describe 'Work on one image after the other' {
    It 'shows how far it is: <Name>' -ForEach @(
        @{ Name = 'Add-ImageToIndex'; Activity = 'Adding images to the index'; Run = { $input | Add-ImageToIndex -ErrorAction SilentlyContinue } }
        @{ Name = 'Find-SimilarImage'; Activity = 'Finding similar images'; Run = { $input | Find-SimilarImage -ErrorAction SilentlyContinue } }
        @{ Name = 'Compare-Image'; Activity = 'Comparing images'; Run = { $input | Compare-Image $image -ErrorAction SilentlyContinue } }
        @{ Name = 'Move-DuplicateImage'; Activity = 'Moving duplicates'; Run = { $input | ForEach-Object { $duplicates } | Move-DuplicateImage (Join-Path $Folder 'away') -WhatIf } }
        @{ Name = 'Export-ImageMatch'; Activity = 'Drawing matches'; Run = { $input | ForEach-Object { $match } | Export-ImageMatch (Join-Path $Folder 'drawn/') -WhatIf } }
    ) {
        $shell = New-Shell (New-TestFolder)
        $brought = [System.Management.Automation.PSDataCollection[object]]::new()
        try {
            $null = $shell.AddScript('param($image) $match = Find-SimilarImage $image -MaximumMatches 1').AddArgument($images[0]).Invoke()
            $shell.Commands.Clear()
            $running = $shell.AddScript($Run.ToString()).BeginInvoke($brought)

            # Images come until something is shown; that they cannot be read is soon found out.
            $isShown = Wait-Until { $brought.Add($broken); (Get-Shown $shell $Activity) -or $running.IsCompleted }
            $brought.Complete()
            $null = $shell.EndInvoke($running)
        }
        finally {
            $records = @(Get-Shown $shell $Activity)
            $shell.Dispose()
        }

        $isShown | Should -BeTrue
        $records[0].StatusDescription | Should -Match '^[1-9]\d* (of \d+ )?images$'
        $records[0].CurrentOperation | Should -Not -BeNullOrEmpty
        $records[-1].RecordType | Should -Be 'Completed'
    }

    # The first that is told of is taken slowly, so that something is to be shown when the next is done.
    It 'shows how far it is, where all is known before: <Name>' -ForEach @(
        @{ Name = 'Update-ImageIndex'; Activity = 'Updating the index'; Says = '^[1-9] of 4 images$'
            Run = { Update-ImageIndex $Folder -Index $own -Verbose 4>&1 | ForEach-Object { if ("$_" -like 'Add: *a.jpg*') { Start-Sleep -Milliseconds 750 } } }
        }
        @{ Name = 'Restore-DuplicateImage'; Activity = 'Moving images back'; Says = '^[1-9] images$'
            Run = {
                $away = Join-Path $Folder 'away'
                $null = Update-ImageIndex $Folder -Index $own
                Find-DuplicateImage -Index $own | Move-DuplicateImage $away
                Restore-DuplicateImage $away -PassThru | ForEach-Object { if (-not $last) { Start-Sleep -Milliseconds 750 }; $last = $_ }
            }
        }
    ) {
        $there = New-TestFolder
        $null = 'a.jpg', 'b.jpg', 'c.jpg', 'd.jpg' | ForEach-Object { Copy-Photo $Small[0] (Join-Path $there $_) }
        $shell = New-Shell $there
        try {
            $null = $shell.AddScript('$own = New-ImageIndex -LongSidePixels 256 -MaxFeatures 60 -NoCurrent').Invoke()
            $shell.Commands.Clear()
            $null = $shell.AddScript($Run.ToString()).Invoke()
            $records = @(Get-Shown $shell $Activity)
        }
        finally {
            $shell.Dispose()
        }

        $records[0].StatusDescription | Should -Match $Says
        $records[-1].RecordType | Should -Be 'Completed'
    }
}
