using EksGrader.Api.Features.Assignments;

namespace EksGrader.Tests.Api.Features.Assignments;

public sealed class TextDiffTests
{
    [Fact]
    public void ChangedLine_IsShownTwice_WithTheWordsThatDiffer()
    {
        var lines = TextDiff.Between("a: 1\nb: two words\nc: 3\n", "a: 1\nb: other words\nc: 3\n");
        Assert.Equal([LineChange.Same, LineChange.Removed, LineChange.Added, LineChange.Same], lines.Select(l => l.Change));
        Assert.Equal(["two"], lines[1].Parts.Where(p => p.Changed).Select(p => p.Text));
        Assert.Equal(["other"], lines[2].Parts.Where(p => p.Changed).Select(p => p.Text));
        Assert.Equal((2, 2), (lines[1].Number, lines[2].Number));
    }

    [Fact]
    public void AddedAndRemovedLines_StandAlone()
    {
        Assert.Equal([(LineChange.Same, 1), (LineChange.Added, 2), (LineChange.Same, 3)], TextDiff.Between("a\nc", "a\nb\nc").Select(l => (l.Change, l.Number)));
        Assert.Equal([(LineChange.Same, 1), (LineChange.Removed, 2), (LineChange.Same, 2)], TextDiff.Between("a\nb\nc", "a\nc").Select(l => (l.Change, l.Number)));
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("a\nb", "a\nb\n")]
    [InlineData("a\r\nb", "a\nb")]
    public void SameText_HasNoChange(string before, string after) => Assert.All(TextDiff.Between(before, after), l => Assert.Equal(LineChange.Same, l.Change));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void BothTexts_AreInTheDifference(int seed)
    {
        var random = new Random(seed);
        var (before, after) = (Text(random), Text(random));
        var lines = TextDiff.Between(before, after);
        Assert.Equal(before, string.Join('\n', lines.Where(l => l.Change != LineChange.Added).Select(l => string.Concat(l.Parts.Select(p => p.Text)))));
        Assert.Equal(after, string.Join('\n', lines.Where(l => l.Change != LineChange.Removed).Select(l => string.Concat(l.Parts.Select(p => p.Text)))));

        static string Text(Random random) => string.Join('\n', Enumerable.Range(0, 200).Select(_ => $"{random.Next(9)} {random.Next(9)}"));
    }

    [Fact]
    public void LongTexts_AreComparedInBoundedTime()
    {
        var lines = TextDiff.Between(string.Join('\n', Enumerable.Range(0, 5000)), string.Join('\n', Enumerable.Range(10_000, 5000)));
        Assert.Equal(10_000, lines.Count);
    }
}
