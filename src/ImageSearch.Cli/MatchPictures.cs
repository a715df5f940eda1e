using ImageSearch.Comparison;
using ImageSearch.Features;
using ImageSearch.Pictures;
using ImageSearch.Retrieval;

namespace ImageSearch.Cli;

/// <summary>Draws the matches of a run, into a folder or into one file.</summary>
internal sealed class MatchPictures(string destination, bool force)
{
    private static readonly MatchPictureOptions Options = new();
    private readonly MatchPictureNames _names = new(destination);

    /// <summary>Why pictures cannot go there; null if they can.</summary>
    public static string? Refusal(string destination)
    {
        try
        {
            if (!new MatchPictureNames(destination).IsFolder)
            {
                MatchPicture.IsPng(destination);
            }

            return null;
        }
        catch (ArgumentException e)
        {
            return $"--picture: {e.Message}";
        }
    }

    /// <summary>An image that is gone is one image; a picture that cannot be written is the output.</summary>
    public static int ExitCodeOf(ImageException error) =>
        error.Kind is ErrorKind.PictureExists or ErrorKind.PictureNotWritable ? ExitCodes.Failed : ExitCodes.SomeImagesFailed;

    /// <summary>Draws a query's matches; into a file, the best one.</summary>
    /// <exception cref="ImageException">An image is gone, or a picture cannot be written.</exception>
    public void Draw(IReadOnlyList<ImageMatch> matches, string queryPath)
    {
        foreach (ImageMatch match in _names.IsFolder ? matches : matches.Take(1))
        {
            Write(PicturedMatch.Of(match, queryPath), _names.Next(queryPath, match.Rank, match.Image.Path));
        }
    }

    /// <summary>Draws a comparison.</summary>
    /// <exception cref="ImageException">An image is gone, or the picture cannot be written.</exception>
    public void Draw(ImageComparison comparison, DescribedImage first, DescribedImage second) =>
        Write(PicturedMatch.Of(comparison, first, second), _names.Next(first.Facts.Path, null, second.Facts.Path));

    private void Write(PicturedMatch match, string path)
    {
        _names.Prepare();
        MatchPicture.Write(match, path, Options, force);
    }
}
