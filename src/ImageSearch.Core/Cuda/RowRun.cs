namespace ImageSearch.Cuda;

/// <summary>Rows in the host's memory, 128 bytes each. They never change; later more may follow them in the same memory.</summary>
/// <param name="Start">The first row's address, valid for as long as the owner lives.</param>
/// <param name="Rows">How many.</param>
/// <param name="Owner">What keeps the memory. The same owner and address are the same rows.</param>
internal readonly record struct RowRun(nint Start, int Rows, object Owner);
