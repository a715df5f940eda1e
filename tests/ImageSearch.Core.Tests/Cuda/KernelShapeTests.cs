using ImageSearch.Cuda;

namespace ImageSearch.Tests.Cuda;

/// <summary>How the rows are shared out among blocks.</summary>
public sealed class KernelShapeTests
{
    /// <summary>All blocks run at once wherever that can be, and no block more would have room.</summary>
    [Theory]
    [InlineData(20)]
    [InlineData(40)]
    [InlineData(108)]
    [InlineData(132)]
    public void Lanes_FillTheDeviceOnce_ForEachNumberOfTiles(int multiprocessors)
    {
        int room = KernelShape.MultiprocessorBlocks * multiprocessors;
        int tilesOfAPart = CudaLimits.FromEnvironment().QueryRows / KernelShape.TileQueries;
        for (int tiles = 1; tiles <= room; tiles++)
        {
            int lanes = KernelShape.Lanes(tiles, multiprocessors);
            Assert.InRange(tiles * lanes, room - tiles + 1, room);
            Assert.True(Efficiency(tiles, lanes, room) >= Efficiency(tiles, room / tiles, room));
            if (tiles <= tilesOfAPart && multiprocessors > 100)
            {
                Assert.True(Efficiency(tiles, lanes, room) >= 0.85, $"{tiles} tiles");
            }
        }

        Assert.Equal(1, KernelShape.Lanes(room + 1, multiprocessors));
    }

    /// <summary>How much of the device works, if all blocks take the same time.</summary>
    private static double Efficiency(int tiles, int lanes, int room) =>
        (double)tiles * lanes / (((tiles * lanes) + room - 1) / room * room);
}
