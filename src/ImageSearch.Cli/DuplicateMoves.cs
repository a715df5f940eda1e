using ImageSearch.Duplicates;
using ImageSearch.Quarantine;

namespace ImageSearch.Cli;

/// <summary>imagesearch duplicates --move-to: moves what was found to a folder, from which imagesearch restore brings it back.</summary>
internal static class DuplicateMoves
{
    /// <param name="found">The groups.</param>
    /// <param name="folder">Where to.</param>
    /// <param name="cancel">Ends it; what was moved until then is in the folder's list.</param>
    /// <returns>The exit code.</returns>
    /// <exception cref="QuarantineException">The folder cannot be used.</exception>
    public static int Run(DuplicateResult found, QuarantineFolder folder, CancellationToken cancel)
    {
        int moved = 0, left = 0;
        foreach ((DuplicateGroup group, DuplicateImage duplicate) in found.Groups.SelectMany(g => g.Duplicates.Select(d => (g, d))))
        {
            try
            {
                folder.Move(new MoveRequest(duplicate.Image.FullName, duplicate.Image.Sha256, group.Keeper.FullName, group.Keeper.Sha256,
                    $"{duplicate.Comparison.Relation}"), cancel);
                moved++;
            }
            catch (ImageException e)
            {
                Output.Error(e);
                left++;
            }
        }

        Console.Error.WriteLine($"{moved} moved to {Output.Short(folder.FullName)}, {left} not moved."
            + (moved > 0 ? $" 'imagesearch restore {Output.Short(folder.FullName)}' moves them back." : ""));
        return left == 0 ? ExitCodes.Done : ExitCodes.SomeImagesFailed;
    }
}
