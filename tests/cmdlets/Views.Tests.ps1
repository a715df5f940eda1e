Describe 'The views' {
    BeforeDiscovery {
        $types = @(
            @{ Type = 'SimilarImage'; Headings = 'Rank', 'Id', 'Relation', 'Confidence', 'Inliers', 'Votes', 'Score', 'FullName', 'QueryPath' }
            @{ Type = 'IndexedImage'; Headings = 'Id', 'FeatureCount', 'Width', 'Height', 'LengthBytes', 'ModifiedTime', 'FullName' }
            @{ Type = 'ImageIndex'; Headings = 'ImageCount', 'RowCount', 'Kind', 'Descriptor', 'HasUnsavedChanges', 'FilePath' }
            @{ Type = 'ComparedImages'; Headings = 'IsMatch', 'Relation', 'Confidence', 'FullName', 'Verdict' }
            @{ Type = 'DuplicateFile'; Headings = 'Group', 'IsKeeper', 'Relation', 'Confidence', 'Width', 'Height', 'LengthBytes', 'FullName' }
            @{ Type = 'IndexReport'; Headings = 'IsSound', 'Problems', 'Images', 'Rows', 'RemovedRows', 'Segments', 'FileBytes', 'FullName' }
            @{ Type = 'IndexProblem'; Headings = 'Part', 'Offset', 'LostImages', 'Message' }
            @{ Type = 'RepairReport'; Headings = 'Images', 'Rows', 'LostImages', 'FullName', 'DamagedFile' }
            @{ Type = 'UpdateSummary'; Headings = 'Added', 'Replaced', 'Moved', 'Removed', 'Unchanged', 'Failed', 'Images', 'Duration', 'Folder' }
        )
    }

    BeforeAll {
        . $PSScriptRoot/Common.ps1
        $folder = New-TestFolder 'views'
        Push-Location -LiteralPath $folder
        $null = Copy-Photo 'Wine_by_Jakkub_Mede.jpg' (Join-Path $folder 'wine.jpg')
        [IO.File]::Copy((Join-Path $PSScriptRoot '..' 'data' 'copies' 'Wine_by_Jakkub_Mede__scale50.jpg'), (Join-Path $folder 'small.jpg'))
        $index = New-ImageIndex views.imgidx
        $objects = @{
            UpdateSummary  = Update-ImageIndex .
            ImageIndex     = $index
            IndexedImage   = Get-IndexedImage
            SimilarImage   = @(Find-SimilarImage wine.jpg; Find-SimilarImage -Id 1 -NoVerify)
            ComparedImages = Compare-Image wine.jpg small.jpg
            DuplicateFile  = Find-DuplicateImage -IncludeKeeper
            IndexReport    = Test-ImageIndex
        }
        $bytes = [IO.File]::ReadAllBytes((Join-Path $folder 'views.imgidx'))
        $bytes[9000] = $bytes[9000] -bxor 1
        [IO.File]::WriteAllBytes((Join-Path $folder 'damaged.imgidx'), $bytes)
        $objects.IndexProblem = (Test-ImageIndex damaged.imgidx).Problems
        $objects.RepairReport = Test-ImageIndex damaged.imgidx -Repair
    }

    AfterAll { Pop-Location }

    It 'of <Type> as a table has <Headings>' -ForEach $types {
        Get-TableHeading $objects[$Type] | Should -BeExactly $Headings
    }

    It 'of <Type> as a table fits a console of 80 columns, with every heading whole' -ForEach $types {
        $line = ($objects[$Type] | Format-Table | Out-String -Width 80) -split '\r?\n' | Where-Object { $_.Trim() } | Select-Object -First 1
        ($line -replace '\e\[[\d;]*m').Trim() -split '\s+' | Should -BeExactly $Headings
    }

    It 'of <Type> as a list and in wide form are ours, and no error is in them' -ForEach $types {
        $list = $objects[$Type] | Format-List | Out-String -Width 200
        $wide = $objects[$Type] | Format-Wide | Out-String -Width 200
        "$list$wide" | Should -Not -Match '#ERR'
        # PowerShell's own list has every property; ours has these, and units.
        $list.Trim() | Should -Not -BeNullOrEmpty
        $wide.Trim() | Should -Not -Match '^ImageSearch\.'
        (Get-FormatData @($objects[$Type])[0].GetType().FullName).FormatViewDefinition | ForEach-Object { $_.Control.GetType().Name } |
            Should -BeExactly 'TableControl', 'ListControl', 'WideControl'
    }

    It 'of <Type> call every column by its property' -ForEach $types {
        $shown = Get-Content -LiteralPath (Join-Path (Split-Path $Manifest) 'module' 'ImageSearch.Format.ps1xml') -Raw
        $name = @($objects[$Type])[0].GetType().FullName
        $views = ([xml]$shown).Configuration.ViewDefinitions.View | Where-Object { $_.ViewSelectedBy.TypeName -ceq $name }
        $labels = $views | ForEach-Object { $_.SelectNodes('.//Label').InnerText } | Sort-Object -Unique
        $labels.Count | Should -BeGreaterThan 3
        $labels | Where-Object { $_ -cnotin @($objects[$Type])[0].PSObject.Properties.Name } | Should -BeNullOrEmpty
    }

    It 'of <Type> behind another type are as short' -ForEach $types {
        $object = @($objects[$Type])[0]
        $shown = [pscustomobject]@{ a = 1 }, $object | Out-String -Width 200
        ($shown -split '\r?\n').Count | Should -BeLessThan 30
        $object.PSStandardMembers.DefaultDisplayPropertySet.ReferencedPropertyNames | Where-Object { $_ -cnotin $object.PSObject.Properties.Name } | Should -BeNullOrEmpty
        $Headings | Where-Object { $_ -cnotin $object.PSStandardMembers.DefaultDisplayPropertySet.ReferencedPropertyNames } | Should -BeNullOrEmpty
    }

    It 'show sizes and times with their units, and no certainty that is none' {
        $show = [ImageSearch.PowerShell.Show]
        $show::Size[0] | Should -BeExactly '0 bytes'
        $show::Size[1023] | Should -BeExactly '1023 bytes'
        $show::Size[1536] | Should -BeExactly ('{0:0.00} KB' -f 1.5)
        $show::Size[20MB] | Should -BeExactly ('{0:0.0} MB' -f 20)
        $show::Size[300GB] | Should -BeExactly '300 GB'
        $show::Time[[timespan]::FromMilliseconds(250)] | Should -BeExactly '250 ms'
        $show::Time[[timespan]::FromSeconds(12.34)] | Should -BeExactly ('{0:0.0} s' -f 12.3)
        $show::Time[[timespan]::FromSeconds(200)] | Should -BeExactly '3 min 20 s'
        $show::Time[[timespan]::FromHours(30.5)] | Should -BeExactly '30 h 30 min'
        $show::Sure[0.9999, 2] | Should -BeExactly ('{0:0.00}' -f 0.99)
        $show::Sure[1, 2] | Should -BeExactly ('{0:0.00}' -f 1)
        $show::Sure[$null, 2] | Should -BeExactly ''
    }

    It 'of <Type> are the same where the language is constrained' -ForEach $types {
        $shell = [powershell]::Create()
        try {
            $null = $shell.AddScript({
                    param($Manifest, $Folder, $Value)
                    Import-Module $Manifest
                    Set-Location -LiteralPath $Folder
                    $views = 'Format-Table', 'Format-List', 'Format-Wide'
                    $views | ForEach-Object { $Value | & $_ | Out-String -Width 300 }
                    $ExecutionContext.SessionState.LanguageMode = 'ConstrainedLanguage'
                    $views | ForEach-Object { $Value | & $_ | Out-String -Width 300 }
                }).AddArgument($Manifest).AddArgument($folder).AddArgument($objects[$Type])
            $free, $constrained = $shell.Invoke().Where({ $true }, 'Split', 3)
            $shell.Streams.Error | Should -BeNullOrEmpty
            $free | Should -HaveCount 3
            $constrained | Should -BeExactly $free
        }
        finally {
            $shell.Dispose()
        }
    }

    It 'show paths from where the user is, if that is shorter' {
        (Get-TableText $objects.IndexedImage) | Should -Match '(?m) wine\.jpg\s*$'
        Push-Location Env:
        try { (Get-TableText $objects.IndexedImage) | Should -Match ([regex]::Escape((Join-Path $folder 'wine.jpg'))) } finally { Pop-Location }
    }

    It 'have no colours in text' {
        $objects.SimilarImage | Format-Table | Out-String | Should -Not -Match "`e\[3"
    }

    It 'have colours on a terminal, and none there with NO_COLOR' -Skip:(-not ($IsLinux -and (Get-Command script -ErrorAction Ignore))) {
        $file = Join-Path $TestDrive 'show.ps1'
        Set-Content -LiteralPath $file "`$ProgressPreference = 'SilentlyContinue'; Import-Module '$Manifest'; Compare-Image '$(Join-Path $folder wine.jpg)' '$(Join-Path $folder small.jpg)'"
        $command = "'$Pwsh' $($PwshArguments.ForEach({ "'$_'" })) -File '$file'"
        $coloured = '' | & env -u NO_COLOR TERM=xterm-256color script -qec $command /dev/null | Out-String
        $plain = '' | & env NO_COLOR=1 TERM=xterm-256color script -qec $command /dev/null | Out-String
        $coloured | Should -Match "`e\[32mTrue`e\[0m"
        $plain | Should -Match 'True'
        $plain | Should -Not -Match "`e\[32m"
    }
}
