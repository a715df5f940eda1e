using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using ImageSearch.TestSupport;

namespace ImageSearch.Tests.Cuda;

/// <summary>The kernels' own source, compiled for the host by the C++ compiler that is there, once for each state of the source.</summary>
internal static unsafe class HostKernels
{
    /// <summary>Without the last two, each look at a thread's number would be a call by way of a table.</summary>
    private static readonly string[] Flags = ["-std=c++20", "-O2", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC",
        "-fno-semantic-interposition", "-ftls-model=initial-exec"];

    private static readonly Lazy<(nint Library, string? Missing)> Built = new(Build);

    /// <summary>Why there are none; null if there are.</summary>
    public static string? Missing => Built.Value.Missing;

    /// <summary>Runs a kernel over a grid.</summary>
    public static int Launch(string kernel, int across, int down, int threads, nint arguments)
    {
        nint name = Marshal.StringToCoTaskMemUTF8(kernel);
        try
        {
            var launch = (delegate* unmanaged<nint, int, int, int, nint, int>)NativeLibrary.GetExport(Built.Value.Library, "host_launch");
            return launch(name, across, down, threads, (nint)(&arguments));
        }
        finally
        {
            Marshal.FreeCoTaskMem(name);
        }
    }

    /// <summary>Compiles C or C++; null if it worked, else why not.</summary>
    public static string? Compile(string output, params string[] arguments)
    {
        string said = "there is no C++ compiler (g++ or clang++)";
        foreach (string compiler in (string[])["g++", "clang++"])
        {
            try
            {
                using Process process = Process.Start(
                    new ProcessStartInfo(compiler, [.. arguments, "-o", output]) { RedirectStandardError = true })!;
                said = process.StandardError.ReadToEnd();
                process.WaitForExit();
                return process.ExitCode == 0 ? null : throw new InvalidOperationException($"{compiler} refuses: {said}");
            }
            catch (Win32Exception)
            {
                // Not installed.
            }
        }

        return said;
    }

    private static (nint Library, string? Missing) Build()
    {
        if (!OperatingSystem.IsLinux())
        {
            return (0, "the host's stand-in for a GPU is made for Linux");
        }

        string kernels = Path.Combine(TestData.Repository, "kernels");
        string[] sources = [Path.Combine(kernels, "nearest.cu"), Path.Combine(kernels, "host", "host.h"),
            Path.Combine(kernels, "host", "host.cpp")];
        string hash = Convert.ToHexStringLower(
            SHA256.HashData([.. sources.SelectMany(File.ReadAllBytes), .. Encoding.UTF8.GetBytes(string.Concat(Flags))]))[..16];
        string library = Path.Combine(AppContext.BaseDirectory, $"host-kernels-{hash}.so");
        if (!File.Exists(library))
        {
            string made = $"{library}.{Environment.ProcessId}";
            if (Compile(made, [.. Flags, sources[2]]) is { } missing)
            {
                return (0, missing);
            }

            File.Move(made, library, overwrite: true);
        }

        return (NativeLibrary.Load(library), null);
    }
}
