namespace ImageSearch.Cuda;

/// <summary>The nearest rows of some query rows.</summary>
/// <param name="Keys">For each query row K keys: the squared distance above the row's number, least first.</param>
/// <param name="Counts">For each query row, how many of its keys there are.</param>
/// <param name="K">Keys that there is room for.</param>
internal sealed record NearestKeys(ulong[] Keys, int[] Counts, int K);
