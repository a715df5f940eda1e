# No Join-Path or Test-Path before the import: PowerShell would load a module of its own for them, which takes longer than this one.
$binary = "$PSScriptRoot/bin/ImageSearch.PowerShell.dll"
try {
    Import-Module -Name $binary -ErrorAction Stop
}
catch {
    switch -Wildcard ($_.FullyQualifiedErrorId) {
        'Modules_ModuleNotFound,*' {
            $project = Join-Path (Split-Path $PSScriptRoot) 'src' 'ImageSearch.PowerShell'
            throw "ImageSearch is not built yet. Run: dotnet build -c Release '$project', then import it again."
        }
        'System.IO.FileLoadException,*' {
            throw "This session already uses another version of ImageSearch, and .NET unloads none. " +
                "Start a new PowerShell to use the one in '$(Split-Path $PSScriptRoot)'."
        }
    }

    throw
}

# Not by the manifest: it would process the file before it is known whether another version is there, whose members are the same.
Update-TypeData -AppendPath "$PSScriptRoot/ImageSearch.Types.ps1xml"
