# Windows has the folders of a user where the environment cannot move them, and no test may touch a user's own.
Describe 'The package, installed from a folder as from the gallery (not on Windows)' -Skip:$IsWindows {
    BeforeAll {
        . $PSScriptRoot/Common.ps1
        $made = New-TestFolder 'made'
        $gallery = New-TestFolder 'gallery'
        $userHome = New-TestFolder 'home'
        $null = & (Join-Path (Split-Path $Manifest) 'eng' 'package' 'New-Package.ps1') -NoBuild -Destination $made
        Copy-Item (Join-Path $made '*.nupkg') -Destination $gallery

        # Makes an assembly another build of itself: .NET tells them apart by the id that the compiler gave.
        function Set-BuildId([string]$Path, [guid]$Old) {
            $bytes = [IO.File]::ReadAllBytes($Path)
            $latin = [Text.Encoding]::Latin1
            $at = $latin.GetString($bytes).IndexOf($latin.GetString($Old.ToByteArray()), [StringComparison]::Ordinal)
            [guid]::NewGuid().ToByteArray().CopyTo($bytes, $at)
            [IO.File]::WriteAllBytes($Path, $bytes)
        }

        # The next version of the same module.
        $version = [version](Import-PowerShellDataFile $Manifest).ModuleVersion
        $next = [version]::new($version.Major, $version.Minor + 1, 0)
        $staged = Join-Path $made 'ImageSearch' "$next"
        Copy-Item (Join-Path $made 'ImageSearch' "$version") -Destination $staged -Recurse
        $copy = Join-Path $staged 'ImageSearch.psd1'
        [IO.File]::WriteAllText($copy, [IO.File]::ReadAllText($copy).Replace("'$version'", "'$next'"))
        Set-BuildId (Join-Path $staged 'module' 'bin' 'ImageSearch.PowerShell.dll') (Get-Command New-ImageIndex).ImplementingType.Module.ModuleVersionId
        $later = New-TestFolder 'later'
        Compress-PSResource $staged -DestinationPath $later

        # A new session of a user who has nothing but PowerShell; what it returns comes as JSON.
        function Invoke-AsUser([scriptblock]$Script) {
            $file = Join-Path (New-TestFolder) 'session.ps1'
            Set-Content -LiteralPath $file $Script
            $errors = Join-Path (Split-Path $file) 'errors'
            $copies = Join-Path $PSScriptRoot '..' 'data' 'copies'
            $text = & env -u PSModulePath -u XDG_DATA_HOME -u XDG_CONFIG_HOME -u XDG_CACHE_HOME "HOME=$userHome" $Pwsh @PwshArguments -File $file `
                -Gallery $gallery -Later $later -Photo (Get-Photo 'Wine_by_Jakkub_Mede.jpg') -Query (Join-Path $copies 'Wine_by_Jakkub_Mede__crop50.jpg') 2>$errors
            $LASTEXITCODE | Should -Be 0 -Because (Get-Content -LiteralPath $errors -Raw)
            $text | ConvertFrom-Json
        }

        $first = Invoke-AsUser {
            param($Gallery, $Later, $Photo, $Query)
            $ErrorActionPreference = 'Stop'
            $result = @{ Before = @(Get-Module ImageSearch -ListAvailable).Count }
            Register-PSResourceRepository Folder -Uri $Gallery -Trusted
            Install-PSResource ImageSearch -Repository Folder -Prerelease
            $result.Installed = (Get-PSResource ImageSearch).Version.ToString()
            $null = New-ImageIndex
            Add-ImageToIndex -LiteralPath $Photo
            $result.Found = (Find-SimilarImage -LiteralPath $Query).FullName
            $result.Help = (Get-Help Find-SimilarImage).Synopsis
            $result.Folder = (Get-Module ImageSearch).ModuleBase

            Copy-Item (Join-Path $Later '*.nupkg') -Destination $Gallery
            Update-PSResource ImageSearch -Repository Folder -Prerelease
            $result.Updated = @(Get-Module ImageSearch -ListAvailable).Version | ForEach-Object ToString
            $result.Beside = try { Import-Module ImageSearch -RequiredVersion $result.Updated[0] } catch { "$_" }
            $result.Forced = try { Import-Module ImageSearch -Force } catch { "$_" }
            $result.FoundAfter = (Find-SimilarImage -LiteralPath $Query).FullName
            $result.Shown = Find-SimilarImage -LiteralPath $Query | Format-Table | Out-String
            Remove-Module ImageSearch
            $result.InPlace = try { Import-Module ImageSearch } catch { "$_" }
            ConvertTo-Json $result
        }
        $second = Invoke-AsUser {
            param($Gallery, $Later, $Photo, $Query)
            $ErrorActionPreference = 'Stop'
            $null = New-ImageIndex
            Add-ImageToIndex -LiteralPath $Photo
            $result = @{ Found = (Find-SimilarImage -LiteralPath $Query).FullName }
            $result.Version = (Get-Module ImageSearch).Version.ToString()
            $older = (Get-Module ImageSearch -ListAvailable).Version | Sort-Object | Select-Object -First 1
            $result.Beside = try { Import-Module ImageSearch -RequiredVersion $older } catch { "$_" }
            Uninstall-PSResource ImageSearch -Version '*' -Prerelease
            $result.Left = @(Get-Module ImageSearch -ListAvailable).Count
            ConvertTo-Json $result
        }
    }

    It 'is installed where no module was, and found by its name' {
        $first.Before | Should -Be 0
        $first.Installed | Should -BeExactly "$version"
        $first.Folder | Should -BeLike "$userHome*$version"
    }

    It 'finds images, and has its help' {
        $first.Found | Should -BeExactly (Get-Photo 'Wine_by_Jakkub_Mede.jpg')
        $first.Help | Should -BeExactly (Get-Help Find-SimilarImage).Synopsis
    }

    It 'is updated to the next version, which the next session uses' {
        $first.Updated | Should -BeExactly "$next", "$version"
        $second.Version | Should -BeExactly "$next"
        $second.Found | Should -BeExactly (Get-Photo 'Wine_by_Jakkub_Mede.jpg')
    }

    It 'says that a second version needs a new session, whichever is newer' {
        foreach ($message in $first.Beside, $first.Forced, $first.InPlace) {
            $message | Should -BeLike "*already uses another version of ImageSearch*Start a new PowerShell*$next'."
        }

        $second.Beside | Should -BeLike "*already uses another version of ImageSearch*Start a new PowerShell*$version'."
    }

    It 'goes on with the first version after that' {
        $first.FoundAfter | Should -BeExactly $first.Found
        $first.Shown | Should -Match 'Inliers'
    }

    It 'is removed whole' {
        $second.Left | Should -Be 0
        Get-ChildItem $userHome -Recurse -Filter ImageSearch* | Should -BeNullOrEmpty
    }
}
