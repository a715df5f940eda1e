namespace ImageSearch.PowerShell;

/// <summary>By which cmdlet or parameter to go on after an error of the engine, which knows none of them.</summary>
internal static class Advice
{
    /// <summary>A sentence or two; null where the error's own words say all.</summary>
    public static string? For(ImageSearchException error) => error switch
    {
        { Kind: ErrorKind.IndexNotFound } => "New-ImageIndex makes one, or Update-ImageIndex -Create.",
        IndexException { IsOfAnotherKind: true } => null,
        { Kind: ErrorKind.IndexCorrupt } => "Test-ImageIndex says more, and with -Repair saves what is sound.",
        { Kind: ErrorKind.IndexChanged, CanBeForced: true } => "-Force replaces it.",
        { Kind: ErrorKind.FolderUnreadable, CanBeForced: true } => "-Force removes them.",
        { Kind: ErrorKind.ImageNotMoved, CanBeForced: true } => "-Force makes the folder anew.",
        { CanBeForced: true } => "Use -Force to replace it, or another path.",
        ImageException { IsOfIndex: true } => "Get-IndexedImage lists those that there are.",
        { Kind: ErrorKind.ImageUnreadable } when Directory.Exists(error.Target) => "List its files with Get-ChildItem and pipe them.",
        _ => null,
    };

    /// <summary>The error in words, and what to do.</summary>
    public static string Tell(ImageSearchException error) => For(error) is { } advice ? $"{error.Message} {advice}" : error.Message;
}
