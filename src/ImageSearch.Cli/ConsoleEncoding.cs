using System.Text;

namespace ImageSearch.Cli;

/// <summary>
/// As long as it lives, what is written is UTF-8. Elsewhere it is anyway; Windows' code pages have few of the characters that names of
/// files may have, also where the output is piped into a file.
/// </summary>
internal sealed class ConsoleEncoding : IDisposable
{
    private readonly Encoding? _before;

    public ConsoleEncoding()
    {
        if (OperatingSystem.IsWindows())
        {
            _before = Console.OutputEncoding;
            Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        }
    }

    /// <summary>The next program in the same window finds it as it was. Without a window there is nothing to go back to.</summary>
    public void Dispose()
    {
        if (_before is { CodePage: > 0 })
        {
            Console.OutputEncoding = _before;
        }
    }
}
