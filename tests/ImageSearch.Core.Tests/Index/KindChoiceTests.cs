using ImageSearch.Index;

namespace ImageSearch.Tests.Index;

public sealed class KindChoiceTests
{
    [Theory]
    [InlineData("flat", IndexKind.Flat, null)]
    [InlineData("Flat", IndexKind.Flat, null)]
    [InlineData("IDMap,Flat", IndexKind.Flat, null)]
    [InlineData("inverted", IndexKind.Inverted, null)]
    [InlineData("IVF4096,Flat", IndexKind.Inverted, 4096)]
    [InlineData("ivf1, rabitq", IndexKind.Inverted, 1)]
    [InlineData("IDMap,IVF262144,Flat", IndexKind.Inverted, 262_144)]
    public void Read_KnowsNamesAndKeys(string text, IndexKind kind, int? cells) =>
        Assert.Equal(new KindChoice(kind, cells), KindChoice.Read(text));

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("0")]
    [InlineData("1")]
    [InlineData("Tree")]
    [InlineData("IVF,Flat")]
    [InlineData("IVF0,Flat")]
    [InlineData("IVF-4,Flat")]
    [InlineData("IVF262145,Flat")]
    [InlineData("IVF4096,PQ16")]
    [InlineData("IVF4096")]
    [InlineData("IDMap")]
    [InlineData("IDMap,IDMap,Flat")]
    [InlineData("Flat,Flat")]
    [InlineData("Inverted,Flat")]
    public void Read_OfWhatThereIsNot_IsNull(string text) => Assert.Null(KindChoice.Read(text));
}
