using System.Text.RegularExpressions;

namespace ImageSearch.Tests.Cuda.Ptx;

/// <summary>PTX of which one instruction was taken out or altered, so that it is wrong: what a test of the PTX must notice.</summary>
/// <param name="Name">What was done.</param>
/// <param name="Ptx">What became of it.</param>
internal sealed record PtxMutation(string Name, string Ptx)
{
    /// <summary>Of the kernels that scan and of merge.</summary>
    private static readonly (string Name, string Pattern, string Replacement, bool IsLast)[] OfScans =
    [
        ("reads a row past the end", @"setp\.(?:le|ge)\.s64", "setp.*", false),
        ("has no room for a tile", @"(add\.s32 \s*%r\d+, %r\d+), -128;", "$1, 0;", true),
        ("counts twice", @"(atom\.shared\.add\.u32 [^;]*), 1;", "$1, 2;", false),
        ("writes 0 as the limit", @"(red\.relaxed\.gpu\.min\.u64 \[[^\]]*\]), %rd\d+;", "$1, 0;", false),
        ("takes rows that are not wanted", "1073741823", "0", false),
    ];

    private static readonly (string Name, string Pattern, string Replacement, bool IsLast)[] OfMatrices =
    [
        ("swaps operands", @"(mma\.sync[^{]*\{[^}]*\}, \{)(%r\d+), (%r\d+)", "$1$3, $2", false),
        ("does not add up", @"(mma\.sync[^{]*(?:\{[^}]*\}, ){2}\{)(%r\d+), %r\d+\}", "$1$2, $2}", true),
        ("sees no first pair", @"(mma\.sync(?!.*mma\.sync).*?setp\.gt\.s32 \s*%p\d+), %r\d+,", "$1, 2147483647,", false),
    ];

    private static readonly (string Name, string Pattern, string Replacement, bool IsLast)[] OfDots =
    [
        ("does not add up", @"(dp4a\.u32\.u32 %r\d+, %r\d+, %r\d+), %r\d+;", "$1, 0;", true),
    ];

    private static readonly (string Name, string Pattern, string Replacement, bool IsLast)[] OfMerge =
    [
        ("counts twice", @"(atom\.shared\.add\.u32 [^;]*), 1;", "$1, 2;", false),
        ("leaves out the key that is the limit", @"setp\.gt\.u64", "setp.ge.u64", false),
        ("writes 0 as the limit", @"(st\.global\.u64 \s*\[[^\]]*\]), %rd\d+;", "$1, 0;", true),
        ("sorts wrongly", @"xor\.pred", "or.pred", true),
        ("takes more keys than there is room for", "1793", "2040", false),
    ];

    /// <summary>All mutations of a text.</summary>
    public static IEnumerable<PtxMutation> All(string ptx) =>
        Of(ptx, "nearest_mma", [.. OfScans, .. OfMatrices]).Concat(Of(ptx, "nearest_dot", [.. OfScans, .. OfDots]))
            .Concat(Of(ptx, "merge", OfMerge)).Concat(Of(ptx, "squared_lengths", OfDots));

    /// <summary>The mutation of a kernel that has a name.</summary>
    public static PtxMutation Named(string ptx, string kernel, string name) => All(ptx).Single(m => m.Name == $"{kernel} {name}");

    private static IEnumerable<PtxMutation> Of(
        string ptx, string kernel, (string Name, string Pattern, string Replacement, bool IsLast)[] alterations)
    {
        int start = ptx.IndexOf($".entry {kernel}(", StringComparison.Ordinal);
        if (start < 0)
        {
            yield break;
        }

        int end = ptx.IndexOf("\n}", start, StringComparison.Ordinal);
        string code = ptx[start..end];
        foreach ((int number, Match barrier) in Regex.Matches(code, @"bar\.sync\s+0;").Index())
        {
            yield return Altered($"lacks barrier {number + 1}", code.Remove(barrier.Index, barrier.Length));
        }

        foreach ((string name, string pattern, string replacement, bool isLast) in alterations)
        {
            var sought = new Regex(pattern, isLast ? RegexOptions.RightToLeft : RegexOptions.Singleline);
            yield return Altered(name, replacement == "setp.*"
                ? sought.Replace(code, m => m.Value.Replace("le.s64", "lt.s64", StringComparison.Ordinal)
                    .Replace("ge.s64", "gt.s64", StringComparison.Ordinal))
                : sought.Replace(code, replacement, 1));
        }

        PtxMutation Altered(string name, string altered)
        {
            Assert.NotEqual(code, altered);
            return new PtxMutation($"{kernel} {name}", ptx[..start] + altered + ptx[end..]);
        }
    }
}
