using System.Runtime.InteropServices;

namespace ImageSearch.Cuda;

/// <summary>The driver's result codes, and what it says about them.</summary>
internal static class CudaResult
{
    public const int Success = 0;

    public const int OutOfMemory = 2;

    /// <summary>Throws unless a call succeeded.</summary>
    /// <exception cref="CudaFailedException">It did not.</exception>
    public static void Check(ICudaDriver driver, string device, int code, string call)
    {
        if (code != Success)
        {
            throw new CudaFailedException(device, call, code, Name(driver, code), Text(driver, code));
        }
    }

    /// <summary>The code's name, CUDA_ERROR_...</summary>
    public static string Name(ICudaDriver driver, int code) =>
        driver.GetErrorName(code, out nint name) == Success ? Marshal.PtrToStringUTF8(name) ?? "an error" : "an unknown error";

    /// <summary>What the driver says about a code.</summary>
    public static string Text(ICudaDriver driver, int code) =>
        driver.GetErrorString(code, out nint text) == Success ? Marshal.PtrToStringUTF8(text) ?? "" : "the driver says no more";
}
