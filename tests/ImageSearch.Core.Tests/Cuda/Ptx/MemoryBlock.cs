namespace ImageSearch.Tests.Cuda.Ptx;

/// <summary>A block of memory, and what is known of each of its words.</summary>
internal sealed class MemoryBlock(nint start, long bytes)
{
    private const int WordBytes = sizeof(uint);

    private readonly bool[] _known = new bool[(bytes + WordBytes - 1) / WordBytes];
    private readonly WordTrace[] _writes = new WordTrace[(bytes + WordBytes - 1) / WordBytes];
    private readonly WordTrace[] _reads = new WordTrace[(bytes + WordBytes - 1) / WordBytes];

    /// <summary>Its address.</summary>
    public ulong Start { get; } = (ulong)start;

    /// <summary>The address after it.</summary>
    public ulong End { get; } = (ulong)start + (ulong)bytes;

    public bool Has(ulong address, int length) => address >= Start && address + (ulong)length <= End;

    /// <summary>The host wrote something there.</summary>
    public void Wrote(ulong address, long length)
    {
        int first = (int)((address - Start) / WordBytes);
        Array.Fill(_known, true, first, (int)((length + WordBytes - 1) / WordBytes));
    }

    /// <summary>Forgets what was written.</summary>
    public void Forget() => Array.Clear(_known);

    /// <summary>Notes a use; what is wrong with it, or null.</summary>
    public string? Note(ulong address, int length, Access kind, int launch, int block, int epoch, int thread)
    {
        string? wrong = null;
        int first = (int)((address - Start) / WordBytes);
        for (int word = first; word < first + (length / WordBytes); word++)
        {
            if (!_known[word] && kind is Access.Read or Access.Atomic)
            {
                wrong = "reads what was never written";
            }

            WordTrace write = _writes[word];
            if (write.IsAnother(launch, block, epoch, thread) && !(kind == write.Kind && kind is Access.Atomic or Access.Raise))
            {
                wrong = kind == Access.Read ? "races: reads what another writes" : "races: writes what another writes";
            }

            if (kind == Access.Read)
            {
                NoteRead(ref _reads[word], launch, block, epoch, thread);
                continue;
            }

            if (_reads[word].IsAnother(launch, block, epoch, thread))
            {
                wrong = "races: writes what another reads";
            }

            _known[word] = true;
            _writes[word] = new WordTrace { Launch = launch, Block = block, Epoch = epoch, Thread = (short)thread, Kind = kind };
        }

        return wrong;
    }

    private static void NoteRead(ref WordTrace read, int launch, int block, int epoch, int thread)
    {
        bool isShared = read.Launch == launch && read.Block != block, isJoint = isShared || read.IsAnother(launch, block, epoch, thread);
        read = new WordTrace
        {
            Launch = launch,
            Block = isShared ? WordTrace.Several : block,
            Epoch = epoch,
            Thread = (short)(isJoint ? WordTrace.Several : thread),
            Kind = Access.Read,
        };
    }
}
