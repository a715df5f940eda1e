namespace ImageSearch.Service;

/// <summary>What a service serves, and how much of the machine it may take.</summary>
public sealed record ServiceOptions
{
    /// <summary>The address that is taken if none is named: this machine alone.</summary>
    public const string DefaultUrl = "http://127.0.0.1:5080";

    /// <summary>The index files by name, at least one; the compatible routes search the first.</summary>
    public required IReadOnlyList<IndexSource> Indexes { get; init; }

    /// <summary>Where to listen. Elsewhere than on loopback only with <see cref="KeyFile"/>.</summary>
    public IReadOnlyList<string> Urls { get; init; } = [DefaultUrl];

    /// <summary>The folder that the compatible route takes images from by path; null takes none.</summary>
    public string? ImageFolder { get; init; }

    /// <summary>Whether /api/v1 names images by their full paths too, for clients that share the file system.</summary>
    public bool ShowPaths { get; init; }

    /// <summary>Where uploaded images are kept; it switches adding and removing on. Null leaves them off.</summary>
    public string? UploadFolder { get; init; }

    /// <summary>The file of hashed API keys; null asks for none.</summary>
    public string? KeyFile { get; init; }

    /// <summary>Longer request bodies are refused.</summary>
    public int LimitBodyBytes { get; init; } = 32 << 20;

    /// <summary>Images of more megapixels are refused, even where their index would take them.</summary>
    public double LimitMegapixels { get; init; } = 50;

    /// <summary>How many searches run at once.</summary>
    public int ConcurrentSearches { get; init; } = Environment.ProcessorCount;

    /// <summary>How many more may wait, with their bodies in memory; further ones are told to come again.</summary>
    public int QueuedSearches { get; init; } = 32;

    /// <summary>How many thorough searches run at once, of those that run; 0 refuses them.</summary>
    public int ThoroughSearches { get; init; } = 1;

    /// <summary>Threads a search; more answer a lone client sooner, one serves many best.</summary>
    public int SearchThreads { get; init; } = 1;

    /// <summary>A request that takes longer is ended.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a request waits for a search for duplicates, which goes on behind it; at most as long as a request may
    /// take.</summary>
    public TimeSpan DuplicatesWait { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often the index files are looked at for a new generation.</summary>
    public TimeSpan ReloadInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>A body that comes more slowly, once <see cref="BodyGrace"/> is over, ends its request.</summary>
    public double SlowestBodyBytesPerSecond { get; init; } = 240;

    /// <summary>How long a body may be slow.</summary>
    public TimeSpan BodyGrace { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long requests may go on after the service was told to stop.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether log lines are JSON.</summary>
    public bool JsonLog { get; init; }

    /// <summary>Checks every option, and that nothing but loopback is open without keys.</summary>
    /// <exception cref="ArgumentException">An option is wrong.</exception>
    public void Validate()
    {
        if (Indexes.Count == 0 || Indexes.DistinctBy(i => i.Name, StringComparer.Ordinal).Count() != Indexes.Count)
        {
            throw new ArgumentException("Name one index or more, each with a name of its own (NAME=FILE).");
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(LimitBodyBytes, 1024);
        ArgumentOutOfRangeException.ThrowIfLessThan(ConcurrentSearches, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(QueuedSearches);
        ArgumentOutOfRangeException.ThrowIfNegative(ThoroughSearches);
        ArgumentOutOfRangeException.ThrowIfNegative(SearchThreads);
        new Imaging.ImagingSettings(LimitMegapixels: LimitMegapixels).Validate();
        foreach (string url in Urls)
        {
            string plain = url.Replace("//*", "//0.0.0.0", StringComparison.Ordinal).Replace("//+", "//0.0.0.0", StringComparison.Ordinal);
            if (!Uri.TryCreate(plain, UriKind.Absolute, out Uri? uri) || uri.Scheme != Uri.UriSchemeHttp)
            {
                throw new ArgumentException(
                    $"'{url}' is no address to listen on. Write it like {DefaultUrl}; terminate TLS in a reverse proxy.");
            }

            if (KeyFile is null && !uri.IsLoopback)
            {
                throw new ArgumentException(
                    $"'{url}' can be reached from other machines, so it needs API keys: make one with 'imagesearch new-key', and name the "
                    + $"file with --keys.");
            }
        }
    }
}
