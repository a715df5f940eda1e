namespace ImageSearch.Benchmarks.Lookalikes;

/// <summary>What two images of a made set are to each other, known because they were made so; the product's words for it, in its order of sameness.</summary>
internal enum TrueRelation
{
    /// <summary>The files hold the same bytes.</summary>
    IdenticalBytes,

    /// <summary>Upright, every pixel is the same.</summary>
    IdenticalPixels,

    /// <summary>The whole view in the same size, saved again: nothing but the coding differs.</summary>
    Reencoded,

    /// <summary>The whole view in another size.</summary>
    Resized,

    /// <summary>The whole view in gray or in other hues.</summary>
    Recoloured,

    /// <summary>One lies within the other and nothing there differs.</summary>
    Cropped,

    /// <summary>The whole view, turned by more than a little.</summary>
    Turned,

    /// <summary>Left and right are exchanged.</summary>
    Mirrored,

    /// <summary>The whole view agrees but for a part.</summary>
    Edited,

    /// <summary>Another moment or place of the camera.</summary>
    SameScene,

    /// <summary>A mark, a frame or an object is common, all else differs.</summary>
    SharedPart,

    /// <summary>Nothing is common.</summary>
    None,
}
