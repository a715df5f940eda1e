using System.CommandLine;
using ImageSearch.Quarantine;

namespace ImageSearch.Cli;

/// <summary>imagesearch restore: moves back what imagesearch duplicates --move-to moved away.</summary>
internal static class RestoreCommand
{
    public static Command Create()
    {
        var path = new Argument<string>("path")
        {
            Description = "The folder that duplicates were moved to, for all that is in it; or a folder or a file in it.",
        }.Named();
        var force = new Option<bool>("--force") { Description = "Make folders anew that images lay in and that are gone." };
        var command = new Command("restore", "Moves images that 'duplicates --move-to' moved away back to where they were.")
            { path, force };
        command.SetAction((result, cancel) => Task.Run(() =>
            Run(Path.GetFullPath(result.GetRequiredValue(path)), result.GetValue(force), cancel)));
        return command;
    }

    private static int Run(string path, bool force, CancellationToken cancel)
    {
        using QuarantineFolder folder = QuarantineFolder.OpenToRestore(path);
        if (folder.UnreadableLines > 0)
        {
            Console.Error.WriteLine($"{folder.UnreadableLines} lines of the list in '{folder.FullName}' "
                + "cannot be read: what they tell of is not known.");
        }

        MovedImage[] images = [.. folder.Images.Where(i => folder.IsIn(i, path))];
        int restored = 0, left = 0;
        foreach (MovedImage image in images)
        {
            try
            {
                restored += folder.Restore(image, force, cancel) ? 1 : 0;
            }
            catch (ImageException e)
            {
                Output.Error(e);
                left++;
            }
        }

        if (images.Length == 0 && !folder.IsRoot(path))
        {
            Output.Error(ImageException.NoDuplicate(path, $"is not in the list of what was moved to '{folder.FullName}'"));
            left++;
        }

        Console.WriteLine($"{Output.Count(restored, "image")} moved back, {left} not.");
        return left == 0 ? ExitCodes.Done : ExitCodes.SomeImagesFailed;
    }
}
