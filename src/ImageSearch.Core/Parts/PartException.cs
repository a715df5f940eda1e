namespace ImageSearch.Parts;

/// <summary>A part is not there, or cannot be used. Never leaves Core: who asked for the part says what that means.</summary>
internal sealed class PartException(string message, Exception? inner = null) : Exception(message, inner);
