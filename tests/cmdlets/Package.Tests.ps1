# Makes the packages of all platforms: builds, and downloads their libraries. What one package is good for is in Install.Tests.ps1.
Describe 'What is published, tried where IMAGESEARCH_PACKAGES is set' -Skip:(-not $env:IMAGESEARCH_PACKAGES) {
    BeforeDiscovery {
        $platforms = @(
            @{ Rid = 'win-x64'; Library = 'libvips-42.dll'; Magic = 'MZ'; Machine = 0x8664 }
            @{ Rid = 'win-arm64'; Library = 'libvips-42.dll'; Magic = 'MZ'; Machine = 0xAA64 }
            @{ Rid = 'linux-x64'; Library = 'libvips.so.42'; Magic = "`u{7F}ELF"; Machine = 62 }
            @{ Rid = 'linux-arm64'; Library = 'libvips.so.42'; Magic = "`u{7F}ELF"; Machine = 183 }
            @{ Rid = 'linux-musl-x64'; Library = 'libvips.so.42'; Magic = "`u{7F}ELF"; Machine = 62 }
            @{ Rid = 'linux-musl-arm64'; Library = 'libvips.so.42'; Magic = "`u{7F}ELF"; Machine = 183 }
            @{ Rid = 'osx-x64'; Library = 'libvips.42.dylib'; Magic = 'macho'; Machine = 0x01000007 }
            @{ Rid = 'osx-arm64'; Library = 'libvips.42.dylib'; Magic = 'macho'; Machine = 0x0100000C }
        )
    }

    BeforeAll {
        . $PSScriptRoot/Common.ps1
        $repository = Split-Path $Manifest
        $here = "$($IsWindows ? 'win' : $IsMacOS ? 'osx' : 'linux')-$([Runtime.InteropServices.RuntimeInformation]::ProcessArchitecture.ToString().ToLowerInvariant())"
        $null = & $Pwsh @PwshArguments -File (Join-Path $repository 'build.ps1') Package -ProjectUri https://packages.test/ -ReadyToRun $here
        $made = $LASTEXITCODE
        $package = Join-Path $repository 'artifacts' 'package'

        # For which processor a library is, as its header says.
        function Get-Machine([string]$Path, [string]$Magic) {
            $bytes = [IO.File]::ReadAllBytes($Path)
            if ($Magic -eq 'macho') {
                [BitConverter]::ToUInt32($bytes, 0) | Should -Be 0xFEEDFACFL
                return [BitConverter]::ToInt32($bytes, 4)
            }

            [Text.Encoding]::Latin1.GetString($bytes, 0, $Magic.Length) | Should -BeExactly $Magic
            $Magic -eq 'MZ' ? [BitConverter]::ToUInt16($bytes, [BitConverter]::ToInt32($bytes, 60) + 4) : [BitConverter]::ToUInt16($bytes, 18)
        }

        # Whether an assembly has code for a processor beside what the JIT compiles.
        function Test-Compiled([string]$Path) {
            $reader = [Reflection.PortableExecutable.PEReader]::new([IO.File]::OpenRead($Path))
            try { $reader.PEHeaders.CorHeader.ManagedNativeHeaderDirectory.Size -gt 0 } finally { $reader.Dispose() }
        }

        # Uses the module of a folder of modules in a process that knows no other.
        function Invoke-Installed([string]$Modules) {
            $script = {
                param($Modules, $Photo, $Copy)
                $ErrorActionPreference = 'Stop'
                $env:PSModulePath = $Modules + [IO.Path]::PathSeparator + (Join-Path $PSHOME 'Modules')
                $null = New-ImageIndex
                Add-ImageToIndex -LiteralPath $Photo
                $match = Find-SimilarImage -LiteralPath $Copy
                "$(Split-Path $match.FullName -Leaf) $((Get-Module ImageSearch).ModuleBase) $((Get-Help Find-SimilarImage).Synopsis)"
            }
            $file = Join-Path (New-TestFolder) 'installed.ps1'
            Set-Content -LiteralPath $file $script
            $copy = Join-Path $PSScriptRoot '..' 'data' 'copies' 'Wine_by_Jakkub_Mede__crop50.jpg'
            & $Pwsh @PwshArguments -File $file $Modules (Get-Photo 'Wine_by_Jakkub_Mede.jpg') $copy
        }
    }

    It 'is made' {
        $made | Should -Be 0
    }

    It 'has a zip for <Rid> that unpacks to a whole module' -ForEach $platforms {
        $modules = New-TestFolder
        $zip = Get-Item (Join-Path $package "ImageSearch-*-$Rid.zip")
        [IO.Compression.ZipFile]::ExtractToDirectory($zip.FullName, $modules)
        $module = Get-Item (Join-Path $modules 'ImageSearch' '*')
        $module.Name | Should -BeExactly (Import-PowerShellDataFile $Manifest).ModuleVersion
        Test-ModuleManifest (Join-Path $module.FullName 'ImageSearch.psd1') | Should -Not -BeNullOrEmpty
        foreach ($name in 'LICENSE', 'THIRD-PARTY-NOTICES.md', 'licenses/LGPL-3.0.txt', 'en-US/about_ImageSearch.help.txt', 'docs/errors.md') {
            Join-Path $module.FullName $name | Should -Exist
        }

        $runtimes = Get-ChildItem (Join-Path $module.FullName 'module' 'bin' 'runtimes')
        $runtimes.Name | Should -BeExactly $Rid
        $library = Join-Path $runtimes.FullName 'native' $Library
        Get-Machine $library $Magic | Should -Be $Machine
        [Text.Encoding]::Latin1.GetString([IO.File]::ReadAllBytes($library)).Contains("`0libc.musl-") | Should -Be ($Rid -match 'musl')
        foreach ($name in 'libvips-THIRD-PARTY-NOTICES.md', 'libvips-versions.json') { Join-Path (Split-Path $library) $name | Should -Exist }
        foreach ($assembly in Get-ChildItem (Join-Path $module.FullName 'module' 'bin' '*.dll')) { Test-Compiled $assembly | Should -Be ($Rid -eq $here) }
        if ($Rid -eq $here) {
            Invoke-Installed $modules | Should -BeExactly "Wine_by_Jakkub_Mede.jpg $($module.FullName) $((Get-Help Find-SimilarImage).Synopsis)"
        }
    }

    It 'has a nupkg of all platforms that installs and runs' {
        $modules = New-TestFolder
        $target = Join-Path $modules 'ImageSearch' (Import-PowerShellDataFile $Manifest).ModuleVersion
        [IO.Compression.ZipFile]::ExtractToDirectory((Get-Item (Join-Path $package '*.nupkg')).FullName, $target)
        (Get-ChildItem (Join-Path $target 'module' 'bin' 'runtimes')).Name | Sort-Object |
            Should -BeExactly 'linux-arm64', 'linux-musl-arm64', 'linux-musl-x64', 'linux-x64', 'osx-arm64', 'osx-x64', 'win-arm64', 'win-x64'
        # Compiled assemblies are loaded on their own platform alone, and this package is for all.
        foreach ($assembly in Get-ChildItem (Join-Path $target 'module' 'bin' '*.dll')) { Test-Compiled $assembly | Should -BeFalse }
        $nuspec = ([xml](Get-Content -Raw (Join-Path $target 'ImageSearch.nuspec'))).package.metadata
        $nuspec.id | Should -BeExactly 'ImageSearch'
        $nuspec.version | Should -BeLike '*.*.*-preview'
        $nuspec.tags -split ' ' | Should -Contain 'PSModule'
        $nuspec.tags -split ' ' | Should -Contain 'PSCmdlet_Find-SimilarImage'
        $nuspec.projectUrl | Should -BeExactly 'https://packages.test/'
        Invoke-Installed $modules | Should -BeLike "Wine_by_Jakkub_Mede.jpg $target *"
    }

    It 'installs from a folder as from the gallery' -Skip:(-not (Get-Command Save-PSResource -ErrorAction Ignore)) {
        $modules = New-TestFolder
        Register-PSResourceRepository ImageSearchTest -Uri $package -Trusted
        try {
            Save-PSResource ImageSearch -Repository ImageSearchTest -Prerelease -Path $modules
        }
        finally {
            Unregister-PSResourceRepository ImageSearchTest
        }

        Invoke-Installed $modules | Should -BeLike 'Wine_by_Jakkub_Mede.jpg *'
    }

    It 'has checksums that agree' {
        $lines = Get-Content (Join-Path $package 'SHA256SUMS')
        $lines.Count | Should -Be 9
        foreach ($line in $lines) {
            $hash, $name = $line -split '  '
            (Get-FileHash (Join-Path $package $name) -Algorithm SHA256).Hash | Should -Be $hash
        }
    }
}
