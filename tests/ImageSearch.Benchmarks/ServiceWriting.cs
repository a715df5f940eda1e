using System.Diagnostics;
using ImageSearch.TestSupport;

namespace ImageSearch.Benchmarks;

/// <summary>Runs 'imagesearch add' on the served index, one after the other, each with an image that is new.</summary>
/// <param name="index">The index's file.</param>
/// <param name="folder">Where the images are made.</param>
internal sealed class ServiceWriting(string index, string folder)
{
    public int Added { get; private set; }

    public int Failed { get; private set; }

    /// <summary>Until the end.</summary>
    public async Task RunAsync(TimeSpan pause, CancellationToken end)
    {
        string[] files = Directory.GetFiles(ServiceBenchmark.Samples("hostile"), "exif-o_*.jpg");
        Directory.CreateDirectory(folder);
        for (int i = 0; !end.IsCancellationRequested; i++)
        {
            string image = Path.Combine(folder, $"{i}.jpg");
            await File.WriteAllBytesAsync(image, [.. File.ReadAllBytes(files[i % files.Length]), .. BitConverter.GetBytes(-1 - i)], end);
            using Process add = ServedProcess.Start("add", index, image);
            await Task.WhenAll(add.StandardOutput.ReadToEndAsync(CancellationToken.None),
                add.StandardError.ReadToEndAsync(CancellationToken.None));
            await add.WaitForExitAsync(CancellationToken.None);
            (Added, Failed) = add.ExitCode == 0 ? (Added + 1, Failed) : (Added, Failed + 1);
            await Task.WhenAny(Task.Delay(pause, end));
        }
    }
}
