using ImageSearch.Files;
using ImageSearch.Quarantine;
using ImageSearch.TestSupport;

namespace ImageSearch.Tests.Quarantine;

/// <summary>A keeper, duplicates of it, and a folder to move them to.</summary>
internal sealed class DuplicatePair : IDisposable
{
    private static readonly DateTime Written = new(2019, 5, 4, 3, 2, 1, DateTimeKind.Utc);
    private readonly TemporaryFolder _folder = new();

    public DuplicatePair()
    {
        Write("photos/kept.jpg", "kept");
        Write("photos/2019/copy.jpg", "copy");
    }

    public string Keeper => At("photos/kept.jpg");

    public string Copy => At("photos/2019/copy.jpg");

    public string Away => At("away");

    public string List => Path.Combine(Away, MoveList.FileName);

    public string At(string name) => Path.Combine([_folder.Path, .. name.Split('/')]);

    public string Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(name))!);
        File.WriteAllText(At(name), text);
        File.SetLastWriteTimeUtc(At(name), Written);
        return At(name);
    }

    /// <summary>What is asked for once duplicates were found: the files as they are now.</summary>
    public MoveRequest Request(string? path = null, string? keeper = null) => new(
        path ?? Copy, FileStamp.ContentOf(path ?? Copy, default), keeper ?? Keeper,
            FileStamp.ContentOf(keeper ?? Keeper, default), "Resized");

    public MovedImage Move(MoveRequest? request = null, MovingFiles? files = null)
    {
        using QuarantineFolder folder = QuarantineFolder.OpenToMove(Away, files ?? MovingFiles.Instance);
        return folder.Move(request ?? Request());
    }

    /// <summary>Moves all back; returns what went wrong.</summary>
    public string[] Restore(bool makeFolder = false, MovingFiles? files = null)
    {
        using QuarantineFolder folder = QuarantineFolder.OpenToRestore(Away, files ?? MovingFiles.Instance);
        return [.. folder.Images.Select(image =>
        {
            try
            {
                folder.Restore(image, makeFolder);
                return "";
            }
            catch (ImageException e)
            {
                return e.Message;
            }
        }).Where(message => message.Length > 0)];
    }

    /// <summary>All files but the list, by their paths from the folder on, and what is in them.</summary>
    public string[] Files() =>
    [
        .. Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories).Where(f => f != List)
            .Select(f => $"{Short(f)}: {File.ReadAllText(f)}").Order(StringComparer.Ordinal),
    ];

    public static void IsAsItWas(string path) => Assert.Equal(Written, File.GetLastWriteTimeUtc(path));

    public void Dispose() => _folder.Dispose();

    /// <summary>The tree in the quarantine begins at the root; tests name it from the folder on.</summary>
    private string Short(string path)
    {
        string tree = Path.GetDirectoryName(new QuarantinePaths(Away).TargetOf(At("photos")))!;
        return (path.StartsWith(tree, StringComparison.Ordinal) ? Path.Combine("away", Path.GetRelativePath(tree, path))
            : Path.GetRelativePath(_folder.Path, path)).Replace(Path.DirectorySeparatorChar, '/');
    }
}
