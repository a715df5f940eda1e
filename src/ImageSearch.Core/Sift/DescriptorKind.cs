namespace ImageSearch.Sift;

/// <summary>How the gradients around a keypoint become the 128 bytes of its descriptor. The numbers are those in index files.</summary>
public enum DescriptorKind
{
    /// <summary>The histograms, normalised to a length of 512 (Lowe 2004, section 6.1).</summary>
    Sift = 0,

    /// <summary>
    /// The square roots of the histograms' shares (Arandjelovic and Zisserman, "Three things everyone should know to improve object
    /// retrieval", CVPR 2012, section 2): their Euclidean distance compares the histograms by the Hellinger kernel.
    /// </summary>
    RootSift = 1,
}
