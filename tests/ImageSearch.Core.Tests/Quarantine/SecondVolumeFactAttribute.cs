namespace ImageSearch.Tests.Quarantine;

/// <summary>Needs a folder on another volume than temporary folders are on.</summary>
internal sealed class SecondVolumeFactAttribute : FactAttribute
{
    /// <summary>Linux keeps it in memory.</summary>
    public const string Path = "/dev/shm";

    public SecondVolumeFactAttribute() => Skip = Directory.Exists(Path) ? null : "There is no second volume.";
}
