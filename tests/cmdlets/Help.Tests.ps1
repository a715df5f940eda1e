Describe 'The help' {
    BeforeDiscovery {
        . $PSScriptRoot/Examples.ps1
        $names = (Import-PowerShellDataFile (Join-Path $PSScriptRoot '..' '..' 'ImageSearch.psd1')).CmdletsToExport
        $cmdlets = $names | ForEach-Object { @{ Name = $_ } }
        $examples = $names | ForEach-Object { Get-HelpExample $_ }
    }

    BeforeAll {
        . $PSScriptRoot/Common.ps1
        . $PSScriptRoot/Examples.ps1
        $repository = Split-Path $Manifest
        $modules = New-ModuleFolder (New-TestFolder 'modules') $repository
        $commandFolder = Split-Path (Get-ServiceCommand)
        $prepared = New-TestFolder 'prepared'
        New-ExampleFolder $prepared
    }

    Context 'of <Name>' -ForEach $cmdlets {
        BeforeAll {
            $help = Get-Help $Name -Full
        }

        It 'is found, with every section' {
            $help.Name | Should -BeExactly $Name
            $help.Synopsis.Trim() | Should -Match '^[A-Z].*\.$'
            $help.description.Text | Should -Not -BeNullOrEmpty
            $help.inputTypes.inputType | Should -Not -BeNullOrEmpty
            $help.returnValues.returnValue | Should -Not -BeNullOrEmpty
            $help.alertSet.alert.Text | Should -Not -BeNullOrEmpty
            $help.relatedLinks.navigationLink.linkText | Should -Contain 'about_ImageSearch'

            # What Get-Help -Online opens.
            $address = (Import-PowerShellDataFile $Manifest).PrivateData.PSData.ProjectUri
            @($help.relatedLinks.navigationLink.uri)[0] | Should -BeExactly "${address}docs/en-US/$Name.md"
        }

        It 'has three examples or more' {
            @($help.examples.example).Count | Should -BeGreaterOrEqual 3
        }

        It 'has the parameters of the cmdlet, as they are' {
            $command = Get-Command $Name
            $common = [System.Management.Automation.Cmdlet]::CommonParameters
            $expected = $command.Parameters.Keys | Where-Object { $_ -cnotin $common }
            $help.parameters.parameter.name | Sort-Object | Should -BeExactly ($expected | Sort-Object)
            foreach ($parameter in $help.parameters.parameter) {
                $parameter.description.Text | Should -Match '\.$' -Because "-$($parameter.name) is described"
                $aliases = $command.Parameters[$parameter.name].Aliases
                $parameter.aliases | Should -BeExactly ($aliases ? $aliases -join ', ' : 'none') -Because "of -$($parameter.name)"
            }
        }

        It 'shows the syntax that PowerShell shows' {
            $markdown = [IO.File]::ReadAllText((Join-Path $repository 'docs' 'en-US' "$Name.md"))
            $written = [regex]::Matches($markdown, "(?m)^``````\n($Name .*)\n``````").ForEach({ $_.Groups[1].Value })
            $shown = (Get-Command $Name -Syntax) -split '\r?\n' | Where-Object { $_.Trim() } | ForEach-Object Trim
            $written | Sort-Object | Should -BeExactly ($shown | Sort-Object)
        }
    }

    It 'example of <Cmdlet>: <Title>' -ForEach $examples {
        $folder = New-TestFolder
        Copy-Item -Path (Join-Path $prepared '*') -Destination $folder -Recurse
        $text = Invoke-HelpExample $Code $folder $modules $commandFolder
        if ($Output) {
            ConvertTo-ComparableText $text $folder | Should -BeExactly (ConvertTo-ComparableText $Output $folder)
        }
    }

    It 'has about topics' -ForEach 'about_ImageSearch', 'about_ImageSearch_ScheduledTasks' {
        $text = Get-Help $_ | Out-String
        $text | Should -Match "TOPIC\s+$_\s+SHORT DESCRIPTION"
    }
}
