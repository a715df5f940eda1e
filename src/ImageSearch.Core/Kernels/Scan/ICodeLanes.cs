namespace ImageSearch.Kernels.Scan;

/// <summary>An instruction set as a type: the sums of a block of codes. Integers, so every implementation gives the same.</summary>
internal unsafe interface ICodeLanes
{
    /// <summary>Adds for each row of a block what its groups of signs have in the tables.</summary>
    /// <param name="codes">The block's codes.</param>
    /// <param name="tables"><see cref="CodeLayout.TableBytes"/>: 16 bytes for each group of four signs.</param>
    /// <param name="sums">Receives <see cref="CodeLayout.BlockRows"/> sums, at most 8160.</param>
    public static abstract void Sums(byte* codes, byte* tables, ushort* sums);
}
