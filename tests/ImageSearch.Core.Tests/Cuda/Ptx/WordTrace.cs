namespace ImageSearch.Tests.Cuda.Ptx;

/// <summary>Who last touched a word: in which launch, which block, since which barrier of it, which thread.</summary>
internal struct WordTrace
{
    /// <summary>In place of a block or a thread: several did.</summary>
    public const int Several = -1;

    public int Launch;
    public int Block;
    public int Epoch;
    public short Thread;
    public Access Kind;

    /// <summary>Whether that was somebody whom nothing orders against a thread.</summary>
    public readonly bool IsAnother(int launch, int block, int epoch, int thread) =>
        Launch == launch && (Block != block || (Epoch == epoch && Thread != thread));
}
