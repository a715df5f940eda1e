Describe 'The module ImageSearch' {
    BeforeDiscovery {
        $emits = @(
            @{ Name = 'Add-ImageToIndex'; Type = 'ImageSearch.Index.IndexedImage' }
            @{ Name = 'Compare-Image'; Type = 'ImageSearch.PowerShell.ComparedImages' }
            @{ Name = 'Find-DuplicateImage'; Type = 'ImageSearch.PowerShell.DuplicateFile' }
            @{ Name = 'Export-ImageIndex'; Type = 'System.IO.FileInfo' }
            @{ Name = 'Export-ImageMatch'; Type = 'System.IO.FileInfo' }
            @{ Name = 'Find-SimilarImage'; Type = 'ImageSearch.PowerShell.SimilarImage' }
            @{ Name = 'Get-ImageIndex'; Type = 'ImageSearch.Index.ImageIndex' }
            @{ Name = 'Get-IndexedImage'; Type = 'ImageSearch.Index.IndexedImage' }
            @{ Name = 'Import-ImageIndex'; Type = 'ImageSearch.Index.ImageIndex' }
            @{ Name = 'Move-DuplicateImage'; Type = 'ImageSearch.Quarantine.MovedImage' }
            @{ Name = 'New-ImageIndex'; Type = 'ImageSearch.Index.ImageIndex' }
            @{ Name = 'Open-ImageIndex'; Type = 'ImageSearch.Index.ImageIndex' }
            @{ Name = 'Optimize-ImageIndex'; Type = 'System.IO.FileInfo' }
            @{ Name = 'Remove-IndexedImage'; Type = 'ImageSearch.Index.IndexedImage' }
            @{ Name = 'Restore-DuplicateImage'; Type = 'System.IO.FileInfo' }
            @{ Name = 'Save-ImageIndex'; Type = 'System.IO.FileInfo' }
            @{ Name = 'Start-ImageSearchService'; Type = 'ImageSearch.PowerShell.ImageSearchService' }
            @{ Name = 'Stop-ImageSearchService'; Type = 'ImageSearch.PowerShell.ImageSearchService' }
            @{ Name = 'Test-ImageIndex'; Type = 'ImageSearch.Storage.Repair.IndexReport', 'ImageSearch.Storage.Repair.RepairReport', 'System.Boolean' }
            @{ Name = 'Update-ImageIndex'; Type = 'ImageSearch.Ingest.UpdateSummary' }
        )
        $changes = 'Add-ImageToIndex', 'Export-ImageIndex', 'Export-ImageMatch', 'Import-ImageIndex', 'Move-DuplicateImage', 'New-ImageIndex', 'Optimize-ImageIndex', 'Remove-IndexedImage',
            'Restore-DuplicateImage', 'Save-ImageIndex', 'Start-ImageSearchService', 'Stop-ImageSearchService', 'Test-ImageIndex', 'Update-ImageIndex'
        $takesImages = 'Add-ImageToIndex', 'Compare-Image', 'Find-SimilarImage', 'Get-IndexedImage', 'Remove-IndexedImage'
    }

    BeforeAll {
        . $PSScriptRoot/Common.ps1
        $cmdlets = 'Add-ImageToIndex', 'Compare-Image', 'Export-DuplicateReport', 'Export-ImageIndex', 'Export-ImageMatch', 'Find-DuplicateImage', 'Find-SimilarImage', 'Get-ImageIndex',
            'Get-IndexedImage', 'Import-ImageIndex', 'Move-DuplicateImage', 'New-ImageIndex', 'Open-ImageIndex', 'Optimize-ImageIndex', 'Remove-IndexedImage',
            'Restore-DuplicateImage', 'Save-ImageIndex', 'Start-ImageSearchService', 'Stop-ImageSearchService', 'Test-ImageIndex', 'Update-ImageIndex'
    }

    Context 'its manifest' {
        It 'is valid' {
            $module = Test-ModuleManifest $Manifest -WarningVariable warnings
            $module.Name | Should -BeExactly 'ImageSearch'
            $module.PowerShellVersion | Should -Be ([version]'7.6')
            $module.CompatiblePSEditions | Should -Be 'Core'
            $warnings | Should -BeNullOrEmpty
        }

        It 'exports exactly the cmdlets by name' {
            $data = Import-PowerShellDataFile $Manifest
            $data.CmdletsToExport | Sort-Object | Should -BeExactly $cmdlets
            $data.FunctionsToExport | Should -HaveCount 0
            $data.VariablesToExport | Should -HaveCount 0
            $data.AliasesToExport | Should -HaveCount 0
        }
    }

    Context 'once it is imported' {
        It 'has exactly the cmdlets' {
            $module = Get-Module ImageSearch
            $module.ExportedCommands.Keys | Sort-Object | Should -BeExactly $cmdlets
            $module.ExportedCmdlets.Keys | Sort-Object | Should -BeExactly $cmdlets
        }

        It 'uses approved verbs' {
            (Get-Command -Module ImageSearch).Verb | Where-Object { $_ -cnotin (Get-Verb).Verb } | Should -BeNullOrEmpty
        }

        It 'says that <Name> returns <Type>' -ForEach $emits {
            (Get-Command $Name).OutputType.Name | Should -BeExactly $Type
        }

        It 'has -WhatIf and -Confirm on <_>, which changes things' -ForEach $changes {
            (Get-Command $_).Parameters.Keys | Should -Contain 'WhatIf'
            (Get-Command $_).Parameters.Keys | Should -Contain 'Confirm'
        }

        It 'takes wildcards in -Path and PSPath as -LiteralPath on <_>' -ForEach $takesImages {
            $parameters = (Get-Command $_).Parameters
            $parameters['Path'].Attributes.TypeId.Name | Should -Contain 'SupportsWildcardsAttribute'
            $parameters['Path'].Attributes.ValueFromPipeline | Should -Contain $true
            $parameters['LiteralPath'].Aliases | Should -Contain 'PSPath'
            $parameters['LiteralPath'].Attributes.ValueFromPipelineByPropertyName | Should -Contain $true
        }

        It 'has a default parameter set that exists on <_>' -ForEach $takesImages {
            $command = Get-Command $_
            $command.ParameterSets.Name | Should -Contain $command.DefaultParameterSet
        }
    }

    Context 'in a new process' {
        It 'is imported without a word and adds nothing but itself' {
            $script = "Import-Module '$($Manifest.Replace("'", "''"))' *>&1; (Get-Module Image*).Name"
            $text = & $Pwsh @PwshArguments -Command $script | Out-String
            $LASTEXITCODE | Should -Be 0
            $text.Trim() | Should -BeExactly 'ImageSearch'
        }
    }

    Context 'its import' {
        It 'loads no native library, and none is loaded before an image is read' {
            $script = {
                param($Manifest, $Photo)
                $ErrorActionPreference = 'Stop'
                function Get-Native { @((Get-Process -Id $PID).Modules.ModuleName -match 'vips|glib-2') }
                Import-Module $Manifest
                $null = New-ImageIndex
                $null = Get-IndexedImage
                (Get-Native).Count
                Add-ImageToIndex -LiteralPath $Photo
                (Get-Native).Count -gt 0
            }
            $file = Join-Path (New-TestFolder) 'native.ps1'
            Set-Content -LiteralPath $file $script
            & $Pwsh @PwshArguments -File $file $Manifest (Get-Photo 'umang_by_Abhishek_Mudgal.jpg') | Should -BeExactly '0', 'True'
        }

        It 'takes no longer than that of PackageManagement, a module of PowerShell''s own' {
            # One after the other, however busy the machine is. A third module goes first, and pays for what PowerShell prepares once.
            $script = "foreach (`$name in 'Microsoft.PowerShell.PSResourceGet', '$($Manifest.Replace("'", "''"))', 'PackageManagement') {
                (Measure-Command { Import-Module `$name }).TotalMilliseconds }"
            $times = foreach ($i in 1..3) {
                $null, $ours, $theirs = & $Pwsh @PwshArguments -Command $script
                [pscustomobject]@{ Ours = [double]$ours; Theirs = [double]$theirs }
            }
            ($times | Measure-Object Ours -Minimum).Minimum | Should -BeLessThan ($times | Measure-Object Theirs -Minimum).Minimum
        }
    }

    Context 'what it ships' {
        # OpenCvSharp and Magick.NET are there where the parts that bring them were built, and have load contexts of their own.
        It 'are assemblies of its own alone, so that none clashes with another module''s' {
            (Get-ChildItem (Join-Path (Split-Path $Manifest) 'module' 'bin' '*.dll')).Name |
                Where-Object { $_ -cnotin 'ImageSearch.Core.dll', 'ImageSearch.PowerShell.dll', 'ImageSearch.OpenCv.dll', 'OpenCvSharp.dll',
                    'ImageSearch.Magick.dll' -and $_ -cnotlike 'Magick.N*.dll' } | Should -BeNullOrEmpty
        }

        It 'is described for the gallery' {
            $data = (Import-PowerShellDataFile $Manifest).PrivateData.PSData
            $data.Tags | Should -Contain 'PSEdition_Core'
            foreach ($name in 'LicenseUri', 'ProjectUri', 'IconUri') {
                [uri]::IsWellFormedUriString($data[$name], 'Absolute') | Should -BeTrue -Because $name
            }
            $data.ReleaseNotes | Should -Not -BeNullOrEmpty
            $data.Prerelease | Should -Match '^[0-9A-Za-z]*$'
        }
    }

    Context 'where it is not built' {
        BeforeAll {
            $copy = New-TestFolder 'unbuilt'
            Copy-Item -LiteralPath $Manifest -Destination $copy
            $null = New-Item -ItemType Directory (Join-Path $copy 'module')
            Get-ChildItem -LiteralPath (Join-Path (Split-Path $Manifest) 'module') -File | Copy-Item -Destination (Join-Path $copy 'module')
            $shell = [powershell]::Create()
            $null = $shell.AddScript({
                    param($Manifest)
                    try { Import-Module $Manifest -ErrorAction Stop } catch { $_ }
                    Get-Module ImageSearch
                }).AddArgument((Join-Path $copy 'ImageSearch.psd1'))
            $result = $shell.Invoke()
            $shell.Dispose()
        }

        It 'is not imported' {
            $result | Should -HaveCount 1
            $result[0] | Should -BeOfType System.Management.Automation.ErrorRecord
        }

        It 'says how to build it' {
            $result[0].Exception.Message | Should -Match 'not built'
            $result[0].Exception.Message | Should -Match 'dotnet build .*ImageSearch\.PowerShell'
        }
    }
}
