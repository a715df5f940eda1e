using Microsoft.Playwright;

namespace ImageSearch.Service.Tests;

/// <summary>The system's Chromium, driven by Playwright (docs/decisions/0043); one for all tests of the page, each with a window of its
/// own.</summary>
public sealed class Browser : IAsyncLifetime
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome"];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>Where Chromium is, by the environment or on the PATH (it is a script that needs others from there); null where there is
    /// none.</summary>
    public static string? Executable { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .SelectMany(folder => Names.Select(name => Path.Combine(folder, name)))
        .Prepend(Environment.GetEnvironmentVariable("CHROMIUM"))
        .FirstOrDefault(File.Exists);

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        if (Executable is not null)
        {
            // What is waited for comes, however busy the machine is.
            Assertions.SetDefaultExpectTimeout(30_000);

            // Playwright sets the console's encoding, which holds the console and waits for whoever writes to it, who may be waiting for
            // the console in turn: a service of another test that logs. Nothing waits for a writer that was put there.
            Console.SetOut(TextWriter.Synchronized(new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true }));
            Console.SetError(TextWriter.Synchronized(new StreamWriter(Console.OpenStandardError()) { AutoFlush = true }));
            _playwright = await Playwright.CreateAsync();
            _browser = await _playwright.Chromium.LaunchAsync(
                new BrowserTypeLaunchOptions { ExecutablePath = Executable, Args = ["--disable-gpu"] });
        }
    }

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        await (_browser?.DisposeAsync() ?? ValueTask.CompletedTask);
        _playwright?.Dispose();
    }

    /// <summary>Opens the page, which must not complain: no error of a script, nothing refused by its policy.</summary>
    /// <param name="url">The service.</param>
    /// <param name="complaints">Takes up what goes wrong in the page.</param>
    /// <param name="width">Of the window.</param>
    /// <param name="height">Of the window.</param>
    public async Task<IPage> OpenAsync(Uri url, List<string> complaints, int width = 1200, int height = 900)
    {
        IPage page = await _browser!.NewPageAsync(new BrowserNewPageOptions
        {
            ViewportSize = new ViewportSize { Width = width, Height = height },
            HasTouch = width < 600,
            IsMobile = width < 600,
            ColorScheme = ColorScheme.Light,
        });
        page.PageError += (_, error) => complaints.Add(error);
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
            {
                complaints.Add(message.Text);
            }
        };
        await page.GotoAsync(url.ToString());
        return page;
    }

    /// <summary>Kept where IMAGESEARCH_SCREENSHOTS names a folder, to be looked at.</summary>
    public static async Task KeepAsync(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("IMAGESEARCH_SCREENSHOTS") is { Length: > 0 } folder)
        {
            Directory.CreateDirectory(folder);
            await File.WriteAllBytesAsync(Path.Combine(folder, name + ".png"), await page.ScreenshotAsync());
        }
    }
}
