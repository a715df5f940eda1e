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

    /// <summary>Whether read replicas may take the index files, with all paths in them, where no keys are asked for; a key needs the scope
    /// Follow.</summary>
    public bool AllowFollowers { get; init; }

    /// <summary>The service whose indexes these are read replicas of; null where they are this one's own.</summary>
    public FollowOptions? Follow { get; init; }

    /// <summary>Under which address browsers reach the service through a reverse proxy; null where there is none. Its path is a base
    /// path.</summary>
    public Uri? PublicUrl { get; init; }

    /// <summary>Names that are answered without keys, beside loopback's and that of <see cref="PublicUrl"/>.</summary>
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];

    /// <summary>Origins whose pages may send requests and read answers, as https://shop.example; no other site's pages may.</summary>
    public IReadOnlyList<string> AllowedOrigins { get; init; } = [];

    /// <summary>Reverse proxies whose X-Forwarded-For and X-Forwarded-Proto are believed.</summary>
    public IReadOnlyList<System.Net.IPAddress> TrustedProxies { get; init; } = [];

    /// <summary>What stands before the paths of all links, without a slash at its end.</summary>
    internal string BasePath => PublicUrl is null ? "" : PublicUrl.AbsolutePath.TrimEnd('/');

    /// <summary>Longer request bodies are refused.</summary>
    public int LimitBodyBytes { get; init; } = 32 << 20;

    /// <summary>Longer bodies of JSON are refused: 20,000 descriptors in whole numbers have 10 megabytes.</summary>
    public int LimitJsonBytes { get; init; } = 16 << 20;

    /// <summary>Bodies that were read and are not done with may have so many bytes together; further requests are told to come
    /// again.</summary>
    public long BodyMemoryBytes { get; init; } = Math.Clamp(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 8, 32L << 20, 256L << 20);

    /// <summary>How many bodies may be read at once; when they are, a new one ends the slowest.</summary>
    public int ConcurrentBodies { get; init; } = 256;

    /// <summary>How many connections may be open; when they are, a new one closes the one that has been idle longest.</summary>
    public int MaxConnections { get; init; } = 1000;

    /// <summary>Images of more megapixels are refused, even where their index would take them.</summary>
    public double LimitMegapixels { get; init; } = 50;

    /// <summary>How many searches run at once.</summary>
    public int ConcurrentSearches { get; init; } = Environment.ProcessorCount;

    /// <summary>How many more may wait; further ones are told to come again.</summary>
    public int QueuedSearches { get; init; } = 32;

    /// <summary>How many thorough searches run at once, of those that run; 0 refuses them.</summary>
    public int ThoroughSearches { get; init; } = 1;

    /// <summary>Threads a search; more answer a lone client sooner, one serves many best.</summary>
    public int SearchThreads { get; init; } = 1;

    /// <summary>How many requests each key, or each address where there are no keys, may have at once; 0 sets no limit.</summary>
    public int LimitRequestsAtOnce { get; init; }

    /// <summary>How many requests each key, or each address where there are no keys, may begin in a second; 0 sets no limit.</summary>
    public int LimitRequestsPerSecond { get; init; }

    /// <summary>A request that takes longer is ended.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a request waits for a search for duplicates, which goes on behind it; at most as long as a request may
    /// take.</summary>
    public TimeSpan DuplicatesWait { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often the index files are looked at for a new generation.</summary>
    public TimeSpan ReloadInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Index files whose rows together have at most so many bytes, each an equal part of it, are copied into memory, where nobody else can
    /// take
    /// them away. Larger ones are mapped: cut short while they are searched, they end the process (docs/decisions/0044).
    /// </summary>
    public long IndexMemoryBytes { get; init; } = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4;

    /// <summary>How long a change waits while another process writes to the index.</summary>
    public TimeSpan LockWait { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A body that comes more slowly, once <see cref="BodyGrace"/> is over, ends its request.</summary>
    public double SlowestBodyBytesPerSecond { get; init; } = 240;

    /// <summary>How long a body may be slow.</summary>
    public TimeSpan BodyGrace { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long requests may go on after the service was told to stop.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>Whether there is a page at /docs that shows the OpenAPI document.</summary>
    public bool ShowApiPage { get; init; }

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

        Follow?.Validate();
        if (Follow is not null && UploadFolder is not null)
        {
            throw new ArgumentException($"A read replica takes no changes: --uploads is for '{Follow.Primary}', which it follows.");
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(LimitBodyBytes, 1024);
        if (BodyMemoryBytes < LimitBodyBytes)
        {
            throw new ArgumentException(
                $"All bodies together may have {BodyMemoryBytes >> 20} megabytes (--body-memory-megabytes), so one may not have "
                + $"{LimitBodyBytes >> 20} (--limit-body-megabytes).");
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(LimitJsonBytes, 1024);
        ArgumentOutOfRangeException.ThrowIfLessThan(ConcurrentBodies, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxConnections, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(ConcurrentSearches, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(QueuedSearches);
        ArgumentOutOfRangeException.ThrowIfNegative(ThoroughSearches);
        ArgumentOutOfRangeException.ThrowIfNegative(LimitRequestsAtOnce);
        ArgumentOutOfRangeException.ThrowIfNegative(LimitRequestsPerSecond);
        ArgumentOutOfRangeException.ThrowIfNegative(SearchThreads);
        new Imaging.ImagingSettings(LimitMegapixels: LimitMegapixels).Validate();
        if (Urls.Count == 0)
        {
            throw new ArgumentException($"Name an address to listen on (--urls), like {DefaultUrl}.");
        }

        if (PublicUrl is { } address && !(address.IsAbsoluteUri && address.Scheme is "http" or "https" && address.Query.Length == 0))
        {
            throw new ArgumentException(
                $"'{address}' is no address that browsers could reach (--public-url). Write it like https://images.example/.");
        }

        foreach (string url in Urls)
        {
            Validate(url);
        }

        foreach (string origin in AllowedOrigins)
        {
            ValidateOrigin(origin);
        }
    }

    /// <summary>As browsers write it, so that it can be compared; never a wildcard.</summary>
    private static void ValidateOrigin(string origin)
    {
        bool isOrigin = Uri.TryCreate(origin, UriKind.Absolute, out Uri? uri) && uri.Scheme is "http" or "https"
            && uri.GetLeftPart(UriPartial.Authority) == origin && !origin.Contains('*', StringComparison.Ordinal);
        if (!isOrigin)
        {
            throw new ArgumentException(
                $"'{origin}' is not an origin (--allowed-origins). Write each as browsers do, like https://shop.example, "
                + "without a path, a slash at its end or a wildcard.");
        }
    }

    private void Validate(string url)
    {
        string plain = url.Replace("//*", "//0.0.0.0", StringComparison.Ordinal).Replace("//+", "//0.0.0.0", StringComparison.Ordinal);
        if (!Uri.TryCreate(plain, UriKind.Absolute, out Uri? uri) || uri.Scheme != Uri.UriSchemeHttp)
        {
            throw new ArgumentException(
                $"'{url}' is no address to listen on. Write it like {DefaultUrl}; terminate TLS in a reverse proxy.");
        }

        if (uri.PathAndQuery != "/" || uri.UserInfo.Length > 0 || uri.Fragment.Length > 0)
        {
            throw new ArgumentException(
                $"'{url}' is more than an address to listen on. Write it like {DefaultUrl}; "
                + "--public-url names the path of a reverse proxy.");
        }

        if (uri.Port == 0 && uri.HostNameType == UriHostNameType.Dns)
        {
            throw new ArgumentException($"'{url}': a free port is taken of an address alone. Write it like http://127.0.0.1:0.");
        }

        if (KeyFile is null && !uri.IsLoopback)
        {
            throw new ArgumentException(
                $"'{url}' can be reached from other machines, so it needs API keys: make one with 'imagesearch new-key', "
                + "and name the file with --keys.");
        }
    }
}
