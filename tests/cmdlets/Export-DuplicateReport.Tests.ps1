Describe 'Export-DuplicateReport' {
    BeforeAll {
        . $PSScriptRoot/Common.ps1
        $gallery = New-TestFolder 'gallery'
        $copies = (Resolve-Path (Join-Path $PSScriptRoot '..' 'data' 'copies')).ProviderPath
        $wine = Copy-Photo 'Wine_by_Jakkub_Mede.jpg' (Join-Path $gallery 'wine.jpg')
        $same = Copy-Photo 'Wine_by_Jakkub_Mede.jpg' (Join-Path $gallery 'a [1] <b>&.jpg')
        $small = Join-Path $gallery 'small.jpg'
        [IO.File]::Copy((Join-Path $copies 'Wine_by_Jakkub_Mede__scale50.jpg'), $small)
        $index = New-ImageIndex
        Add-ImageToIndex -LiteralPath $wine, $same, $small
        $found = Find-DuplicateImage -Index $index -IncludeKeeper
        $id = 'ImageSearch.PowerShell.Commands.ExportDuplicateReportCommand'
    }

    BeforeEach {
        $folder = New-TestFolder
        Push-Location -LiteralPath $folder
    }

    AfterEach { Pop-Location }

    It 'writes one page of all that is piped in' {
        Find-DuplicateImage -Index $index | Export-DuplicateReport report.html | Should -BeNullOrEmpty
        $page = Get-Content report.html -Raw
        ([regex]'<article').Matches($page).Count | Should -Be 2
        $page | Should -Match '<b>wine.jpg</b>'
        $page | Should -Match ([regex]::Escape('<b>a [1] &lt;b&gt;&amp;.jpg</b>'))
        $page | Should -Match '<b>small.jpg</b>'
        $page | Should -Match ([regex]::Escape('the same file, byte for byte'))
        (Get-ChildItem).Name | Should -Be 'report.html'
    }

    It 'says the same with the keepers as without' {
        $found | Export-DuplicateReport with.html
        $found | Where-Object IsKeeper -EQ $false | Export-DuplicateReport without.html
        $pages = 'with.html', 'without.html' | ForEach-Object { (Get-Content $_ -Raw) -replace 'Made [-0-9: ]+' }
        $pages[0] | Should -BeExactly $pages[1]
    }

    It 'returns the file with -PassThru, and takes sizes' {
        $large = $found | Export-DuplicateReport large.htm -PassThru
        $large | Should -BeOfType System.IO.FileInfo
        $small = $found | Export-DuplicateReport small.htm -ThumbnailPixels 64 -PassThru
        $large.Length | Should -BeGreaterThan (2 * $small.Length)
    }

    It 'writes a page where there are no duplicates' {
        Find-DuplicateImage -Index (New-SmallIndex) | Export-DuplicateReport none.html
        Get-Content none.html -Raw | Should -Match '0 duplicates in 0 groups'
    }

    It 'writes nothing with -WhatIf' {
        $found | Export-DuplicateReport report.html -WhatIf
        Get-ChildItem | Should -BeNullOrEmpty
    }

    It 'keeps a file that is there, unless -Force' {
        Set-Content report.html mine
        { $found | Export-DuplicateReport report.html } | Should -Throw -ErrorId "ReportExists,$id"
        Get-Content report.html | Should -BeExactly 'mine'
        $found | Export-DuplicateReport report.html -Force
        (Get-Item report.html).Length | Should -BeGreaterThan 1000
    }

    It 'refuses before anything is looked for' {
        Set-Content report.html mine
        $state = @{ Looked = 0 }
        { 1 | ForEach-Object { $state.Looked++; $found } | Export-DuplicateReport report.html } | Should -Throw -ErrorId "ReportExists,$id"
        $state.Looked | Should -Be 0
        1 | ForEach-Object { $state.Looked++; $found } | Export-DuplicateReport report.html -Force
        $state.Looked | Should -Be 1
    }

    It 'never replaces an image' {
        $page = Copy-Photo 'Wine_by_Jakkub_Mede.jpg' (Join-Path $folder 'image.html')
        $own = New-ImageIndex
        Add-ImageToIndex -LiteralPath $wine, $page
        $hash = (Get-FileHash $page).Hash
        { Find-DuplicateImage -Index $own | Export-DuplicateReport image.html -Force } | Should -Throw -ErrorId "ReportExists,$id"
        (Get-FileHash $page).Hash | Should -Be $hash
    }

    It 'refuses <Path>: <ErrorId>' -ForEach @(
        @{ Path = 'report.txt'; ErrorId = 'InvalidArgument' }
        @{ Path = 'missing/report.html'; ErrorId = 'ReportNotWritable' }
        @{ Path = 'env:report.html'; ErrorId = 'ReportNotWritable' }
    ) {
        { $found | Export-DuplicateReport $Path } | Should -Throw -ErrorId "$ErrorId,$id"
        Get-ChildItem | Should -BeNullOrEmpty
    }

    It 'lists an image that is gone, and warns of it' {
        $gone = Copy-Photo 'Wine_by_Jakkub_Mede.jpg' (Join-Path $folder 'gone.jpg')
        $own = New-ImageIndex
        Add-ImageToIndex -LiteralPath $wine, $gone
        $late = Find-DuplicateImage -Index $own
        Remove-Item -LiteralPath $gone
        $late | Export-DuplicateReport report.html -WarningVariable w -WarningAction SilentlyContinue
        "$w" | Should -BeLike "*$gone*"
        Get-Content report.html -Raw | Should -Match 'class="missing"'
    }

    It 'shows what was kept as <_>, as if it had just been found' -ForEach 'CLIXML', 'CSV', 'JSON' {
        $form = $_
        $all = Find-DuplicateImage -Index $index -IncludeKeeper -Detailed
        $all | Export-DuplicateReport live.html -Force
        switch ($form) {
            'CLIXML' { $all | Export-Clixml kept -Force; $read = Import-Clixml kept }
            'CSV' { $all | Export-Csv kept; $read = Import-Csv kept }
            'JSON' { $all | ConvertTo-Json -Depth 6 | Set-Content kept; $read = Get-Content kept -Raw | ConvertFrom-Json }
        }
        $read | Export-DuplicateReport kept.html -Force
        $pages = 'live.html', 'kept.html' | ForEach-Object { (Get-Content $_ -Raw) -replace 'Made [-0-9: ]+' }
        if ($form -ne 'CSV') { $pages[1] | Should -BeExactly $pages[0] } else { $pages[1] | Should -Match 'wine' }
    }

    It 'reports what is no duplicate, and goes on' {
        Get-Item -LiteralPath (Get-Photo 'Wine_by_Jakkub_Mede.jpg') | Export-DuplicateReport none.html -Force -ErrorVariable refused -ErrorAction SilentlyContinue
        $refused[0].FullyQualifiedErrorId | Should -BeLike 'ImageNotFound,*'
    }
}
