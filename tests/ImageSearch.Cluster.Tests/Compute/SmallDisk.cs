using System.Diagnostics;

namespace ImageSearch.Cluster.Tests.Compute;

/// <summary>A disk of some megabytes at a folder, which can be filled.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly string _folder;

    /// <param name="folder">The folder; it is made.</param>
    /// <param name="megabytes">How large the disk is.</param>
    public SmallDisk(string folder, int megabytes)
    {
        _folder = folder;
        Directory.CreateDirectory(folder);
        Assert.True(Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", folder));
    }

    /// <summary>Whether this machine allows it.</summary>
    public static bool CanBe { get; } = Try();

    private string Filler => Path.Combine(_folder, "filler");

    /// <summary>Leaves no room.</summary>
    public void Fill()
    {
        using FileStream file = File.Create(Filler);
        var piece = new byte[4096];
        try
        {
            while (true)
            {
                file.Write(piece);
                file.Flush();
            }
        }
        catch (IOException)
        {
            // It is full: that is what was wanted.
        }
    }

    /// <summary>Makes room again.</summary>
    public void Clear() => File.Delete(Filler);

    public void Dispose() => Run("umount", "-l", _folder);

    private static bool Try()
    {
        if (!OperatingSystem.IsLinux() || Environment.UserName != "root")
        {
            return false;
        }

        string folder = Directory.CreateTempSubdirectory("small-disk").FullName;
        bool can = Run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder) && Run("umount", folder);
        Directory.Delete(folder);
        return can;
    }

    private static bool Run(params string[] command)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(command[0], command[1..])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
