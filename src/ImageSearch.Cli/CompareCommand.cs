using System.CommandLine;
using System.Globalization;
using ImageSearch.Comparison;
using ImageSearch.Features;
using ImageSearch.Geometry;
using ImageSearch.Imaging;
using ImageSearch.Index;
using ImageSearch.Ingest;
using ImageSearch.Pictures;
using ImageSearch.Sift;

namespace ImageSearch.Cli;

/// <summary>imagesearch compare: what two images are to each other.</summary>
internal static class CompareCommand
{
    public static Command Create()
    {
        var first = new Argument<string>("first") { Description = "An image." }.Named();
        var second = new Argument<string>("second") { Description = "The image to compare it with." }.Named();
        Option<double> confidence = CommonOptions.Confidence(Confidence.Accepted, "a match");
        Option<string[]> relation = Relations.Option("Relations that count as a match; without it, all but SharedPart and None.");
        var noPixels = new Option<bool>("--no-pixels") { Description = "Compare keypoints alone: sooner, and less sure." };
        var thorough = new Option<bool>("--thorough")
        {
            Description = "Look closer where the usual comparison finds nothing, several times slower: more features of larger pictures, "
                + "and views from aside.",
        };
        Option<bool> json = CommonOptions.Json();
        Option<string?> picture = CommonOptions.Picture();
        Option<bool> force = CommonOptions.Force("a picture that is there");
        var command = new Command("compare", "Says what two images are to each other, mirrored or not.")
        {
            first, second, confidence, relation, noPixels, thorough, json, picture, force,
        };
        command.SetAction(result =>
            Run(result.GetRequiredValue(first), result.GetRequiredValue(second), !result.GetValue(noPixels), result.GetValue(thorough),
            found => found.Confidence >= result.GetValue(confidence)
            && (Relations.Of(result.GetValue(relation)) is { } some ? some.Contains(found.Relation) : found.IsMatch),
            result.GetValue(json), result.GetValue(picture) is { } path ? new MatchPictures(path, result.GetValue(force)) : null));
        return command;
    }

    private static int Run(string firstPath, string secondPath, bool comparePixels, bool isThorough, Func<ImageComparison, bool> isWanted,
        bool json, MatchPictures? pictures)
    {
        var settings = new IndexSettings(new ImagingSettings(), new SiftSettings(Descriptor: DescriptorKind.RootSift));
        ImageDescriber describer = isThorough ? ImageDescriber.ForThoroughComparison(settings) : new ImageDescriber(settings);
        DescribedImage first, second;
        try
        {
            (first, second) = (describer.Describe(firstPath), describer.Describe(secondPath));
        }
        catch (ImageException e)
        {
            Output.Error(e);
            return ExitCodes.SomeImagesFailed;
        }

        ImageComparison found = ImageComparer.Compare(first, second);
        found = comparePixels ? Confirm(found, first, second, settings.Imaging.LimitMegapixels) : found;
        bool isMatch = isWanted(found);
        string verdict = ComparisonWords.Of(found, first, second);
        if (json)
        {
            Output.Json(new
            {
                IsMatch = isMatch,
                found.Relation,
                Verdict = verdict,
                found.Confidence,
                found.FirstOverlap,
                found.SecondOverlap,
                found.Agreement,
                found.IsConfirmed,
                found.Inliers,
                found.PerceptualHashDistance,
                found.Geometry?.Transform,
                Parts = Output.Areas(CommonAreas.Of(found, first, second)),
                Differences = Output.Areas(found.Differences),
            });
        }
        else
        {
            Console.WriteLine($"{(isMatch ? "match" : "no match")}: {verdict}");
            Console.WriteLine($"relation {found.Relation}, confidence {Output.Confidence(found.Confidence)}, "
                + $"{Output.Count(found.Inliers, "inlier")}, "
                + $"hash distance {found.PerceptualHashDistance?.ToString(CultureInfo.InvariantCulture) ?? "-"}, "
                + $"{(found.IsConfirmed ? "pixels compared" : "pixels not compared")}");
        }

        return Draw(found, first, second, pictures) ?? (isMatch ? ExitCodes.Done : ExitCodes.NoMatch);
    }

    /// <summary>Lets pixels have the last word; a file that cannot be opened again leaves it to keypoints.</summary>
    private static ImageComparison Confirm(ImageComparison found, DescribedImage first, DescribedImage second, double limitMegapixels)
    {
        try
        {
            return PixelComparer.Confirm(found, first, second, limitMegapixels);
        }
        catch (ImageException e)
        {
            Output.NotCompared(e);
            return found;
        }
    }

    /// <summary>Draws the comparison, if that is wanted; what is wrong with that comes after the answer.</summary>
    private static int? Draw(ImageComparison found, DescribedImage first, DescribedImage second, MatchPictures? pictures)
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
