namespace ImageSearch.Storage.Replica;

/// <summary>Brings the bytes of a published state of an index file.</summary>
/// <param name="from">The first that is wanted.</param>
/// <param name="into">Where to: exactly the bytes from there to the end of the state's commit.</param>
/// <param name="cancel">Ends it.</param>
/// <remarks>What the network does to it is told by exceptions that are no <see cref="IOException"/>: these are the own disk's.</remarks>
internal delegate Task LoadBytes(long from, Stream into, CancellationToken cancel);
