using System.Text.Json;

namespace ImageSearch.PowerShell.Services;

/// <summary>A change that a service made.</summary>
/// <param name="Answer">What it says of it; null if nothing.</param>
/// <param name="WasSentBefore">Whether it was sent before and the answer was lost: then it may be the earlier one that was heeded.</param>
internal sealed record ServiceChange(JsonElement? Answer, bool WasSentBefore);
