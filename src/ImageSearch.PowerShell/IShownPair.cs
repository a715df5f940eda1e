using ImageSearch.Comparison;
using ImageSearch.Pictures;

namespace ImageSearch.PowerShell;

/// <summary>What is known of two images, whichever cmdlet found it; drawn in one way.</summary>
internal interface IShownPair
{
    /// <summary>What the second image is to the first; null if that was not asked.</summary>
    public ImageRelation? Relation { get; }

    /// <summary>The same in words.</summary>
    public string? Verdict { get; }

    /// <summary>How sure that is, 0 to 1.</summary>
    public double? Confidence { get; }

    /// <summary>Of the overlap that says anything, the share that agrees, 0 to 1.</summary>
    public double? Agreement { get; }

    /// <summary>Whether the pixels of both files were compared.</summary>
    public bool IsConfirmed { get; }

    /// <summary>Whether the second image shows the first mirrored horizontally.</summary>
    public bool IsMirrored => Relation == ImageRelation.Mirrored;

    /// <summary>In how many of 64 bits the perceptual hashes differ.</summary>
    public int? PerceptualHashDistance => null;

    /// <summary>Where it lies.</summary>
    public MatchDetail Found { get; }

    /// <summary>What Export-ImageMatch draws.</summary>
    /// <param name="first">The first image's file.</param>
    /// <param name="second">The second image's file.</param>
    public PicturedMatch Picture(string first, string second) => new(first, second)
    {
        Relation = Relation,
        Verdict = Verdict,
        Confidence = Confidence,
        Agreement = Agreement,
        IsConfirmed = IsConfirmed,
        IsMirrored = IsMirrored,
        PerceptualHashDistance = PerceptualHashDistance,
        Points = Found.Points,
        Outline = Corners.FromLists(Found.Outline),
        Parts = CommonArea.ToParts(Found.Parts),
        Differences = DifferentArea.ToDifferences(Found.Differences),
    };
}
