using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;
using ImageSearch.Index;

namespace ImageSearch.PowerShell;

/// <summary>The session's current index: one for each runspace, forgotten with it.</summary>
internal static class CurrentIndex
{
    private static readonly ConditionalWeakTable<Runspace, ImageIndex> Indexes = [];

    public static ImageIndex? Get() => Indexes.TryGetValue(Runspace.DefaultRunspace, out ImageIndex? index) ? index : null;

    public static void Set(ImageIndex index) => Indexes.AddOrUpdate(Runspace.DefaultRunspace, index);
}
