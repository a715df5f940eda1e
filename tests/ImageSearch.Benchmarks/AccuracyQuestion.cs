namespace ImageSearch.Benchmarks;

/// <summary>How the queries of the benchmark accuracy are asked.</summary>
/// <param name="Threads">Threads to search with.</param>
/// <param name="Verify">Whether geometry confirms the answers.</param>
/// <param name="Mirrored">Whether mirrored copies are looked for.</param>
/// <param name="LowTexture">Beginnings of names of queries that are counted apart.</param>
internal sealed record AccuracyQuestion(int Threads, bool Verify, bool Mirrored, string[] LowTexture);
