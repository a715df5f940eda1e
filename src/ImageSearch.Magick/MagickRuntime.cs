using ImageMagick;
using ImageMagick.Configuration;
using ImageSearch.Parts;

namespace ImageSearch.Magick;

/// <summary>
/// Starts ImageMagick once, with a policy that lets it read three formats and do nothing else, and with limits. It reads its policy from a
/// folder alone, which is one of ours for as long as it takes, and then is tried: without the policy nothing is decoded.
/// </summary>
internal static class MagickRuntime
{
    private const ulong MemoryBytes = 1UL << 30;
    private const ulong ProfileBytes = 16UL << 20;
    private const ulong Pixels = 250_000_000;

    /// <summary>With 1 nothing at all is read: the list of an image and what follows it counts.</summary>
    private const ulong Images = 16;

    private const string ConfigurePath = "MAGICK_CONFIGURE_PATH";

    private const string Policy = """
        <policymap>
          <policy domain="delegate" rights="none" pattern="*"/>
          <policy domain="filter" rights="none" pattern="*"/>
          <policy domain="path" rights="none" pattern="@*"/>
          <policy domain="path" rights="none" pattern="|*"/>
          <policy domain="coder" rights="none" pattern="*"/>
          <policy domain="coder" rights="read" pattern="{HEIC,JXL,JP2,J2K}"/>
        </policymap>
        """;

    private static readonly Lazy<bool> Started = new(Start);

    /// <summary>Starts ImageMagick at the first call.</summary>
    /// <exception cref="PartException">It does not keep to the policy, or there is no folder for temporary files.</exception>
    /// <exception cref="DllNotFoundException">Its native library is not there.</exception>
    public static void EnsureStarted() => _ = Started.Value;

    private static bool Start()
    {
        // Nothing may be asked of ImageMagick before: at the first request it reads its policy, from wherever it then is, and keeps it.
        string before = Environment.GetEnvironmentVariable(ConfigurePath) ?? "";
        DirectoryInfo folder = NewFolder();
        try
        {
            IConfigurationFiles files = ConfigurationFiles.Default;
            files.Policy.Data = Policy;
            files.Delegates.Data = "<delegatemap/>";
            MagickNET.Initialize(files, folder.FullName);
            CheckPolicy();
        }
        finally
        {
            MagickNET.SetEnvironmentVariable(ConfigurePath, before);
            folder.Delete(recursive: true);
        }

        ResourceLimits.Memory = MemoryBytes;
        ResourceLimits.MaxMemoryRequest = MemoryBytes;
        ResourceLimits.MaxProfileSize = ProfileBytes;
        ResourceLimits.Area = Pixels;
        ResourceLimits.Disk = 0;
        ResourceLimits.ListLength = Images;

        // Images are spread over threads here, one thread each.
        ResourceLimits.Thread = 1;
        return true;
    }

    private static DirectoryInfo NewFolder()
    {
        try
        {
            return Directory.CreateTempSubdirectory("imagesearch-");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PartException($"it needs a folder for temporary files: {e.Message}", e);
        }
    }

    /// <summary>Asks for what the policy forbids. It is read at the first request, and kept.</summary>
    private static void CheckPolicy()
    {
        try
        {
            using var image = new MagickImage("<svg xmlns='http://www.w3.org/2000/svg' width='1' height='1'/>"u8,
                new MagickReadSettings { Format = MagickFormat.Svg });
        }
        catch (MagickPolicyErrorException)
        {
            return;
        }
        catch (MagickException e)
        {
            throw new PartException("ImageMagick did not take its policy", e);
        }

        throw new PartException("ImageMagick did not take its policy");
    }
}
