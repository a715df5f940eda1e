namespace ImageSearch.Comparison;

/// <summary>In which part of an image something lies, by thirds of its sides.</summary>
public enum ImagePlace
{
    /// <summary>All over it, or nearly.</summary>
    AllOver,

    /// <summary>In its centre, or across or down its middle.</summary>
    Centre,

    /// <summary>At the top, or along it.</summary>
    Top,

    /// <summary>At the bottom, or along it.</summary>
    Bottom,

    /// <summary>On the left, or along that side.</summary>
    Left,

    /// <summary>On the right, or along that side.</summary>
    Right,

    /// <summary>In the upper left.</summary>
    UpperLeft,

    /// <summary>In the upper right.</summary>
    UpperRight,

    /// <summary>In the lower left.</summary>
    LowerLeft,

    /// <summary>In the lower right.</summary>
    LowerRight,
}
