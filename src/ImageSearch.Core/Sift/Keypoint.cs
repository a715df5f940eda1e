namespace ImageSearch.Sift;

/// <summary>Where a feature is.</summary>
/// <param name="X">Pixels from the centre of the leftmost pixel, in the image that was given.</param>
/// <param name="Y">Pixels down from the centre of the top pixel.</param>
/// <param name="Scale">The blur (sigma) in pixels at which it stands out; half of OpenCV's <c>size</c>.</param>
/// <param name="Angle">Direction of its gradient in degrees from the x axis towards the y axis, 0 up to 360.</param>
/// <param name="Response">Its contrast, 0 to 1; stronger features are kept first.</param>
public readonly record struct Keypoint(float X, float Y, float Scale, float Angle, float Response);
