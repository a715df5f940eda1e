using ImageSearch.Cuda;

namespace ImageSearch.Tests.Cuda;

/// <summary>Which devices are taken, and from which size of a search on.</summary>
public sealed class CudaChoiceTests
{
    private static readonly CudaLimits Limits =
        new(PageRows: 256, QueryRows: 64, StagingBytes: 4096, RowBytes: null, MinPairs: null, Ordinals: null);

    /// <summary>Of several that are alike too.</summary>
    [Fact]
    public void OneDevice_IsTakenUnlessMoreAreNamed()
    {
        var driver = new HostDriver(devices: 3);
        Assert.Equal(0, Assert.Single(CudaDevices.Choose(driver, null)).Ordinal);
        Assert.Equal([2, 1], CudaDevices.Choose(driver, [2, 1, 2]).Select(d => d.Ordinal));
    }

    [Fact]
    public void ASessionWithNoEndInSight_TakesADeviceFromTheUsualSizeOn()
    {
        foreach (int threads in (int[])[1, 16])
        {
            Assert.Equal(2_000_000_000, Limits.LeastPairs(4_000_000, threads, null));
        }
    }

    /// <summary>One search of a command: the processor's time for it must be longer than the device's start and the rows' way.</summary>
    [Fact]
    public void ACommand_TakesADeviceWhereItsSearchesRepayTheStart()
    {
        const long Rows = 4_000_000;
        long one = Limits.LeastPairs(Rows, 2, 1);
        Assert.InRange(one, 4 * 2_000_000_000L, 8 * 2_000_000_000L);
        Assert.Equal(8 * one, Limits.LeastPairs(Rows, 16, 1));
        Assert.True(Limits.LeastPairs(10 * Rows, 2, 1) > one);
        Assert.Equal(one / 2, Limits.LeastPairs(Rows, 2, 2));
        Assert.Equal(2_000_000_000, Limits.LeastPairs(Rows, 2, 1000));
    }

    [Fact]
    public void WhatTheEnvironmentSays_HoldsForAll()
    {
        CudaLimits told = Limits with { MinPairs = 7 };
        Assert.Equal(7, told.LeastPairs(4_000_000, 2, null));
        Assert.Equal(7, told.LeastPairs(4_000_000, 2, 1));
    }
}
