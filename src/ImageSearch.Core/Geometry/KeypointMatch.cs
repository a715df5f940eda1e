using ImageSearch.Sift;

namespace ImageSearch.Geometry;

/// <summary>Two keypoints that look alike, one of the query and one of an image.</summary>
/// <param name="QueryIndex">Which keypoint of the query.</param>
/// <param name="ImageIndex">Which keypoint of the image.</param>
/// <param name="Query">The query's keypoint, in its pixels.</param>
/// <param name="Image">The image's keypoint, in its pixels.</param>
/// <param name="DistanceRatio">The squared distance over that of the next best place: 0 certain, 1 none the better.</param>
internal readonly record struct KeypointMatch(int QueryIndex, int ImageIndex, Keypoint Query, Keypoint Image, float DistanceRatio);
