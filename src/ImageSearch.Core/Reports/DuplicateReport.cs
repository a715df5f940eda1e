using System.Text;
using ImageSearch.Files;
using ImageSearch.Pictures;

namespace ImageSearch.Reports;

/// <summary>
/// Duplicates side by side with what is to be kept, in one HTML file that needs nothing else: what people look at before they delete. It
/// runs no script, fetches nothing, and changes nothing.
/// </summary>
public static class DuplicateReport
{
    /// <summary>So many pairs are read at once.</summary>
    private const int PairsAtOnce = 8;

    private static readonly OutputFile Output = new(ReportException.Exists, ReportException.NotWritable);

    /// <summary>Writes the report; the file is there whole or not at all.</summary>
    /// <param name="duplicates">What is shown, groups together.</param>
    /// <param name="path">A file ending in .html or .htm.</param>
    /// <param name="options">Sizes and limits.</param>
    /// <param name="replace">Whether a file that is there is replaced.</param>
    /// <param name="cancel">Ends the work; nothing is written then.</param>
    /// <exception cref="ArgumentException">The ending is another, or an option is out of range.</exception>
    /// <exception cref="ReportException">The file exists, is one of the images, or cannot be written.</exception>
    /// <exception cref="ImageLibraryException">libvips is not there.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static void Write(
        IReadOnlyList<ReportedDuplicate> duplicates, string path, DuplicateReportOptions options, bool replace = false,
        CancellationToken cancel = default)
    {
        options.Validate();
        CheckExtension(path);
        if (SameFile.IsOneOf(path, duplicates.SelectMany(d => new[] { d.Keeper.Path, d.Duplicate.Path })))
        {
            throw ReportException.OverImage(path);
        }

        Output.CheckFree(path, replace);
        Output.Write(path, replace, file => Write(file, duplicates, options, cancel));
    }

    /// <summary>Refuses early what would be refused late.</summary>
    /// <exception cref="ReportException">The file exists and is not to be replaced, or what is there is no file.</exception>
    public static void CheckFree(string path, bool replace) => Output.CheckFree(path, replace);

    /// <summary>A report ends in .html or .htm.</summary>
    /// <exception cref="ArgumentException">The ending is another.</exception>
    public static void CheckExtension(string path)
    {
        if (Path.GetExtension(path).ToUpperInvariant() is not (".HTML" or ".HTM"))
        {
            throw new ArgumentException($"A report is an .html file, not '{Path.GetFileName(path)}'.");
        }
    }

    private static void Write(Stream file, IReadOnlyList<ReportedDuplicate> duplicates, DuplicateReportOptions options,
        CancellationToken cancel)
    {
        using var text = new StreamWriter(file, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true)
        {
            NewLine = "\n",
        };
        var pictures = new ReportPictures(duplicates, options);
        var page = new ReportPage(text, pictures);
        var parallel = new ParallelOptions { CancellationToken = cancel };
        page.Begin(duplicates, options.Made);
        for (int first = 0; first < duplicates.Count; first += PairsAtOnce)
        {
            ReportedDuplicate[] pairs = [.. duplicates.Skip(first).Take(PairsAtOnce)];
            var seen = new PicturedPair[pairs.Length];
            Parallel.For(0, pairs.Length, parallel, i => seen[i] = pictures.Of(pairs[i]));
            foreach (PicturedPair pair in seen)
            {
                page.Write(pair);
            }

            pictures.Forget(pairs[^1].Keeper.Path);
            options.Progress?.Invoke(first + pairs.Length, duplicates.Count);
        }

        page.End();
    }
}
