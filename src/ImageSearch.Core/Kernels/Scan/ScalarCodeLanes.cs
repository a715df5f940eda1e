namespace ImageSearch.Kernels.Scan;

/// <summary>The reference, one row at a time.</summary>
internal readonly unsafe struct ScalarCodeLanes : ICodeLanes
{
    public static void Sums(byte* codes, byte* tables, ushort* sums)
    {
        for (int row = 0; row < CodeLayout.BlockRows; row++)
        {
            int sum = 0;
            for (int at = 0; at < CodeLayout.CodeBytes; at++)
            {
                int code = codes[(at * CodeLayout.BlockRows) + row];
                byte* pair = tables + (at * 2 * CodeLayout.GroupValues);
                sum += pair[code & 0xF] + pair[CodeLayout.GroupValues + (code >> 4)];
            }

            sums[row] = (ushort)sum;
        }
    }
}
