using ImageSearch.Quarantine;

namespace ImageSearch.Tests.Quarantine;

/// <summary>The disk, as if every folder lay on a volume of its own; or one that does something before a file gets another name.</summary>
internal sealed class CopyingFiles(bool isOtherVolume, Action<string, string>? before = null) : MovingFiles
{
    protected override bool TryRename(string from, string to)
    {
        before?.Invoke(from, to);
        return (!isOtherVolume || Path.GetDirectoryName(from) == Path.GetDirectoryName(to)) && base.TryRename(from, to);
    }
}
