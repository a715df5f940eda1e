namespace ImageSearch.Search;

/// <summary>What one image is to another that shows the same.</summary>
public enum ImageRelation
{
    /// <summary>They do not show the same, as far as can be told.</summary>
    None,

    /// <summary>The files hold the same bytes.</summary>
    IdenticalBytes,

    /// <summary>The same view in the same size, saved again or slightly altered.</summary>
    Reencoded,

    /// <summary>The same view in another size.</summary>
    Resized,

    /// <summary>One shows a part of the other.</summary>
    Cropped,

    /// <summary>Left and right are changed.</summary>
    Mirrored,

    /// <summary>The same scene or object: turned, seen from elsewhere, in other surroundings.</summary>
    SameScene,
}
