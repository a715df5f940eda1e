using System.Runtime.InteropServices;

namespace ImageSearch.TestSupport;

/// <summary>Signals to processes, without a program that sends them: not every machine has one.</summary>
internal static partial class Signals
{
    public const int HangUp = 1, Terminate = 15;

    /// <summary>kill(2).</summary>
    public static void Send(int processId, int signal)
    {
        if (Kill(processId, signal) != 0)
        {
            throw new InvalidOperationException($"Signal {signal} was not sent: error {Marshal.GetLastPInvokeError()}.");
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int processId, int signal);
}
