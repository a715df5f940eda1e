using ImageSearch.TestSupport;

namespace ImageSearch.Service.Tests;

/// <summary>One picture in so many files, two in a folder, each called 017.jpg or 018.jpg, and their index: made once for the tests that
/// only look at them.</summary>
public sealed class ManyImages : IDisposable
{
    public const int Count = 50;

    private readonly TemporaryFolder _folder = new();
    private readonly Lazy<byte[]> _index;

    public ManyImages() => _index = new Lazy<byte[]>(Make);

    public string Folder => _folder.At("images");

    public byte[] Index => _index.Value;

    public void Dispose() => _folder.Dispose();

    private byte[] Make()
    {
        string[] files = [.. Enumerable.Range(0, Count).Select(i => Path.Combine(Folder, $"shelf {i / 2}", $"{17 + (i % 2):000}.jpg"))];
        for (int i = 0; i < Count; i++)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(files[i])!);
            File.WriteAllBytes(files[i], [.. RunningService.Copy("Wine", "scale50"), (byte)i]);
        }

        return RunningService.MakeIndex(files);
    }
}
