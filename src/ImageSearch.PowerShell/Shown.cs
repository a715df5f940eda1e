namespace ImageSearch.PowerShell;

/// <summary>The text of a value, by an index: where the language is constrained, views may call no method, but index what they
/// like.</summary>
public sealed class Shown<T>(Func<T, string?> text)
{
    /// <summary>The text.</summary>
    public string? this[T value] => text(value);
}

/// <inheritdoc cref="Shown{T}"/>
public sealed class Shown<T1, T2>(Func<T1, T2, string?> text)
{
    /// <summary>The text.</summary>
    public string? this[T1 first, T2 second] => text(first, second);
}

/// <inheritdoc cref="Shown{T}"/>
public sealed class Shown<T1, T2, T3>(Func<T1, T2, T3, string?> text)
{
    /// <summary>The text.</summary>
    public string? this[T1 first, T2 second, T3 third] => text(first, second, third);
}
