@{
    RootModule                 = 'module/ImageSearch.psm1'
    ModuleVersion              = '0.1.0'
    GUID                       = '6a1f6f0e-3a53-4d53-9a6c-4b1d2f0e7c55'
    Author                     = 'ImageSearch contributors'
    CompanyName                = 'ImageSearch'
    Copyright                  = '(c) ImageSearch contributors'
    Description                = 'Finds images by what they show, in a pipeline: crops, turned, shrunk and recompressed copies, near-duplicates. SIFT features, an exact index, answers confirmed by geometry.'
    PowerShellVersion          = '7.6'
    CompatiblePSEditions       = @('Core')
    RequiredModules            = @()
    FormatsToProcess           = @('module/ImageSearch.Format.ps1xml')
    FunctionsToExport          = @()
    VariablesToExport          = @()
    AliasesToExport            = @()
    CmdletsToExport            = @(
        'Add-ImageToIndex'
        'Compare-Image'
        'Export-DuplicateReport'
        'Export-ImageIndex'
        'Export-ImageMatch'
        'Find-DuplicateImage'
        'Find-SimilarImage'
        'Get-ImageIndex'
        'Get-IndexedImage'
        'Import-ImageIndex'
        'Move-DuplicateImage'
        'New-ImageIndex'
        'Open-ImageIndex'
        'Optimize-ImageIndex'
        'Remove-IndexedImage'
        'Restore-DuplicateImage'
        'Save-ImageIndex'
        'Start-ImageSearchService'
        'Stop-ImageSearchService'
        'Test-ImageIndex'
        'Update-ImageIndex'
    )
    PrivateData                = @{
        PSData = @{
            Tags                       = @(
                'image', 'search', 'SIFT', 'similarity', 'duplicates', 'photos', 'PSEdition_Core', 'Windows', 'Linux', 'MacOS'
            )
            # The project has no public home yet: .example is reserved and never resolves. build.ps1 Package -ProjectUri sets the real one
            # (docs/decisions/0060).
            LicenseUri                 = 'https://imagesearch.example/LICENSE'
            ProjectUri                 = 'https://imagesearch.example/'
            IconUri                    = 'https://imagesearch.example/icon.svg'
            ReleaseNotes               = 'The first preview. docs/CHANGELOG.md lists what it has.'
            Prerelease                 = 'preview'
            RequireLicenseAcceptance   = $false
            ExternalModuleDependencies = @()
        }
    }
}
