namespace ImageSearch.Cli;

/// <summary>By which command or option to go on after an error of the engine, which knows none of them.</summary>
internal static class Advice
{
    /// <summary>The error in words, and what to do.</summary>
    public static string Tell(ImageSearchException error) => error switch
    {
        ClusterException { Kind: ErrorKind.IndexNotFound } => $"{error.Message} 'imagesearch cluster status' lists what is published.",
        { Kind: ErrorKind.IndexNotFound } => $"{error.Message} 'imagesearch add' makes one.",
        ClusterException { Kind: ErrorKind.IndexCorrupt } => error.Message,
        ClusterException { IsNotMade: true } =>
            $"{error.Message} 'imagesearch cluster init' makes one, and adds what an earlier version lacks.",
        ClusterException { CanBeForced: true } =>
            $"{error.Message} 'imagesearch cluster export' writes them to a file that can be updated and published; --force drops them.",
        IndexException { IsOfAnotherKind: true } => error.Message,
        { Kind: ErrorKind.IndexCorrupt } => $"{error.Message} 'imagesearch test' says more, and with --repair saves what is sound.",
        { Kind: ErrorKind.FolderUnreadable, CanBeForced: true } => $"{error.Message} --force removes them.",
        { Kind: ErrorKind.ImageNotMoved, CanBeForced: true } => $"{error.Message} --force makes the folder anew.",
        { CanBeForced: true, Kind: not ErrorKind.IndexChanged } => $"{error.Message} Use --force to replace it, or another path.",
        ImageException { IsOfIndex: true } => $"{error.Message} 'imagesearch info --images' lists those that there are.",
        _ => error.Message,
    };
}
