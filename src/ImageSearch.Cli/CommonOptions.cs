using System.CommandLine;
using ImageSearch.Threads;

namespace ImageSearch.Cli;

/// <summary>Options that several commands have, and how values are checked: with the engine's bounds, in the same words.</summary>
internal static class CommonOptions
{
    /// <summary>--threads.</summary>
    /// <param name="defaultThreads">0 means one per processor.</param>
    /// <param name="description">What they are for, if not for the command's work.</param>
    public static Option<int> Threads(int defaultThreads = 0, string description = "Threads")
    {
        var option = new Option<int>("--threads") { Description = $"{description}; 0 means one per processor." };
        option.DefaultValueFactory = defaultThreads == 0 ? null : _ => defaultThreads;
        return option.Within(ThreadCount.Range);
    }

    /// <summary>--json.</summary>
    public static Option<bool> Json(string description = "Print JSON.") => new("--json") { Description = description };

    /// <summary>--force.</summary>
    /// <param name="what">What it replaces.</param>
    public static Option<bool> Force(string what) => new("--force") { Description = $"Replace {what}." };

    /// <summary>--confidence.</summary>
    /// <param name="defaultConfidence">From 0 to 1.</param>
    /// <param name="what">What must be so sure.</param>
    public static Option<double> Confidence(double defaultConfidence, string what) => new Option<double>("--confidence")
    {
        DefaultValueFactory = _ => defaultConfidence,
        Description = $"How sure {what} must be, 0 to 1.",
    }.Within(ValueRange.Share);

    /// <summary>--picture, as find and compare take it.</summary>
    public static Option<string?> Picture()
    {
        var option = new Option<string?>("--picture")
        {
            Description = "Draw matches: both images, the points that they share, and the outline. A .png or .jpg file for the only match, "
                + "or a folder for all, with a separator at its end.",
        };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } path && MatchPictures.Refusal(path) is { } refusal)
            {
                result.AddError(refusal);
            }
        });
        return option;
    }

    /// <summary>An empty name, as an unset variable of a script gives it, is wrong usage.</summary>
    public static T Named<T>(this T argument)
        where T : Argument
    {
        argument.Validators.Add(result =>
        {
            if (result.Tokens.Any(t => t.Value.Length == 0))
            {
                result.AddError($"{argument.Name} must not be empty.");
            }
        });
        return argument;
    }

    /// <summary>A number outside of its range is wrong usage.</summary>
    public static Option<T> Within<T>(this Option<T> option, ValueRange range)
    {
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<T>() is IConvertible value && !range.Has(value.ToDouble(null)))
            {
                result.AddError($"{option.Name} must be {range}.");
            }
        });
        return option;
    }
}
