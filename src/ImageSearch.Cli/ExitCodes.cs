namespace ImageSearch.Cli;

/// <summary>What the command's exit code says; documented in README.md and in --help.</summary>
internal static class ExitCodes
{
    /// <summary>All done; with find, every query has a match.</summary>
    public const int Done = 0;

    /// <summary>find: some query has no match. compare: the images do not match. demo: some answer is wrong.</summary>
    public const int NoMatch = 1;

    /// <summary>The command line is wrong.</summary>
    public const int Usage = 2;

    /// <summary>Some image could not be used; the others were.</summary>
    public const int SomeImagesFailed = 3;

    /// <summary>The index is damaged or could not be read or written, or libvips is missing; what was committed before stays.</summary>
    public const int Failed = 4;

    /// <summary>Ended by Ctrl+C; nothing was saved, by update only what was committed until then.</summary>
    public const int Cancelled = 130;

    public const string Help = "Exit codes: 0 done, 1 no match for some query or in compare (demo: a wrong answer), 2 wrong usage, 3 some "
        + "image could not be used, "
        + "4 the index, libvips or the output could not be used, 130 cancelled.";
}
