using System.Globalization;

namespace ImageSearch;

/// <summary>The values that an option may have, the same at every door, and the words that say so.</summary>
/// <param name="Min">The least.</param>
/// <param name="Max">The greatest; <see cref="int.MaxValue"/> is no bound.</param>
public readonly record struct ValueRange(double Min, double Max)
{
    /// <summary>The least.</summary>
    public double Min { get; internal init; } = Min;

    /// <summary>The greatest.</summary>
    public double Max { get; internal init; } = Max;

    /// <summary>A share or a confidence.</summary>
    public static ValueRange Share { get; } = new(0, 1);

    /// <summary>Whether a value is within; what is not a number is not.</summary>
    public bool Has(double value) => value >= Min && value <= Max;

    /// <summary>As in "must be from 1 to 5".</summary>
    public override string ToString() => Max >= int.MaxValue ? string.Create(CultureInfo.InvariantCulture, $"{Min} or more")
        : string.Create(CultureInfo.InvariantCulture, $"from {Min} to {Max}");

    /// <summary>Checks an option.</summary>
    /// <param name="value">Its value.</param>
    /// <param name="name">Its name.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is not within.</exception>
    public void Check(double value, string name)
    {
        if (!Has(value))
        {
            throw new ArgumentOutOfRangeException(name, value, $"{name} must be {this}.");
        }
    }
}
