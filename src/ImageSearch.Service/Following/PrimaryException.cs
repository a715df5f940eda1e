namespace ImageSearch.Service.Following;

/// <summary>The service that is followed cannot be reached, refuses, or breaks off. No IOException: those are the own disk's.</summary>
/// <param name="message">What happened.</param>
/// <param name="isReplaced">Whether its file is another than the one that was asked for.</param>
/// <param name="inner">What the system says.</param>
internal sealed class PrimaryException(string message, bool isReplaced = false, Exception? inner = null) : Exception(message, inner)
{
    public bool IsReplaced { get; } = isReplaced;
}
