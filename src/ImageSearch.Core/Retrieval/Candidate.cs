using ImageSearch.Index;

namespace ImageSearch.Retrieval;

/// <summary>An image that may be an answer: what it has for it before descriptors are compared pair by pair.</summary>
/// <param name="Entry">The image.</param>
/// <param name="Votes">How many query rows have a row of it among their nearest.</param>
/// <param name="ConsistentVotes">How many of them agree in scale and direction.</param>
/// <param name="IsMirrored">Whether the mirrored query voted.</param>
internal sealed record Candidate(IndexEntry Entry, int Votes, int ConsistentVotes, bool IsMirrored);
