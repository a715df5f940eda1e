using System.CommandLine;
using System.Globalization;
using ImageSearch.Comparison;
using ImageSearch.Geometry;
using ImageSearch.Imaging;
using ImageSearch.Ingest;
using ImageSearch.Search;
using ImageSearch.Sift;

namespace ImageSearch.Cli;

/// <summary>imagesearch compare: whether two images show the same.</summary>
internal static class CompareCommand
{
    public static Command Create()
    {
        var first = new Argument<string>("first") { Description = "An image." };
        var second = new Argument<string>("second") { Description = "The image to compare it with." };
        var confidence = new Option<double>("--confidence") { DefaultValueFactory = _ => Confidence.Accepted, Description = "How sure a match must be, 0 to 1." };
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        Option<string?> picture = FindCommand.PictureOption();
        var force = new Option<bool>("--force") { Description = "Replace a picture that is there." };
        AddCommand.ValidateNames(first);
        AddCommand.ValidateNames(second);
        FindCommand.ValidateShare(confidence);
        var command = new Command("compare", "Says whether two images show the same, mirrored or not.") { first, second, confidence, json, picture, force };
        command.SetAction(result => Run(
            result.GetRequiredValue(first), result.GetRequiredValue(second), result.GetValue(confidence), result.GetValue(json),
            result.GetValue(picture) is { } path ? new MatchPictures(path, result.GetValue(force)) : null));
        return command;
    }

    private static int Run(string first, string second, double confidence, bool json, MatchPictures? pictures)
    {
        var describer = new ImageDescriber(new IndexSettings(new ImagingSettings(), new SiftSettings(Descriptor: DescriptorKind.RootSift)));
        ImageComparison found;
        try
        {
            found = ImageComparer.Compare(describer.Describe(first), describer.Describe(second));
        }
        catch (ImageException e)
        {
            Output.Error(e);
            return ExitCodes.SomeImagesFailed;
        }

        bool isMatch = found.IsMatch && found.Confidence >= confidence;
        ImageRelation relation = isMatch ? found.Relation : ImageRelation.None;
        if (json)
        {
            Output.Json(new { IsMatch = isMatch, found.Confidence, found.Inliers, Relation = relation, found.PerceptualHashDistance, found.Geometry?.Transform });
        }
        else
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{(isMatch ? "match" : "no match")}: relation {relation}, confidence {found.Confidence:0.00}, {found.Inliers} inliers, "
                + $"hash distance {found.PerceptualHashDistance?.ToString(CultureInfo.InvariantCulture) ?? "-"}"));
        }

        return Draw(found, first, second, pictures) ?? (isMatch ? ExitCodes.Done : ExitCodes.NoMatch);
    }

    /// <summary>Draws the comparison, if that is wanted; what is wrong with that comes after the answer.</summary>
    private static int? Draw(ImageComparison found, string first, string second, MatchPictures? pictures)
    {
        try
        {
            pictures?.Draw(found, first, second);
            return null;
        }
        catch (ImageException e)
        {
            Output.Error(e);
            return MatchPictures.ExitCodeOf(e);
        }
    }
}
