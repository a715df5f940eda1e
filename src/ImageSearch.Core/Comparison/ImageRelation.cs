namespace ImageSearch.Comparison;

/// <summary>What one image is to another, from nothing in common to the same bytes: the larger, the more alike.</summary>
public enum ImageRelation
{
    /// <summary>Nothing in common, as far as can be told.</summary>
    None = 0,

    /// <summary>A mark, a frame or an object is common; all else differs.</summary>
    SharedPart = 1,

    /// <summary>The same scene or object at another moment, from another place, or in part.</summary>
    SameScene = 2,

    /// <summary>The same view but for a part: a caption, a sticker, a border, another value.</summary>
    Edited = 3,

    /// <summary>The same view mirrored horizontally.</summary>
    Mirrored = 4,

    /// <summary>The same view rotated or seen at an angle.</summary>
    Turned = 5,

    /// <summary>One lies within the other, and nothing there contradicts.</summary>
    Cropped = 6,

    /// <summary>The same view in other colours: gray, or with other hues.</summary>
    Recoloured = 7,

    /// <summary>The same view in another size.</summary>
    Resized = 8,

    /// <summary>The same view in the same size, saved again; nothing contradicts.</summary>
    Reencoded = 9,

    /// <summary>Every pixel is the same once orientation tags are applied; the files differ.</summary>
    IdenticalPixels = 10,

    /// <summary>The files hold the same bytes.</summary>
    IdenticalBytes = 11,
}
