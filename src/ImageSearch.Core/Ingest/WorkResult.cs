namespace ImageSearch.Ingest;

/// <summary>What became of one input: a value or an error.</summary>
internal readonly record struct WorkResult<TInput, TResult>(TInput Input, TResult? Value, Exception? Error);
