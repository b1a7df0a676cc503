using System.Text.RegularExpressions;
using DiffPlex;
using DiffPlex.Chunkers;
using DiffPlex.Model;

namespace EksGrader.Api.Features.Assignments;

/// <summary>What became of a line.</summary>
public enum LineChange
{
    /// <summary>It is in both texts.</summary>
    Same,

    /// <summary>It is in the older text only.</summary>
    Removed,

    /// <summary>It is in the newer text only.</summary>
    Added,
}

/// <summary>A part of a line.</summary>
/// <param name="Text">The part.</param>
/// <param name="Changed">Whether it is what differs from the line that this one was, or became.</param>
public sealed record LinePart(string Text, bool Changed);

/// <summary>A line of a difference.</summary>
/// <param name="Change">What became of it.</param>
/// <param name="Number">Its number in the newer text, of a removed one in the older.</param>
/// <param name="Parts">The line.</param>
public sealed record DiffLine(LineChange Change, int Number, IReadOnlyList<LinePart> Parts);

/// <summary>Compares two texts line by line, and lines that became others word by word.</summary>
internal static partial class TextDiff
{
    // The time grows with the square of what differs: this many pieces take milliseconds, and texts that have more are shown as replaced whole.
    private const int MostPieces = 5_000;

    private static readonly CustomFunctionChunker LineChunks = new(static text => text.Split('\n'));
    private static readonly CustomFunctionChunker WordChunks = new(Words);

    /// <summary>Every line of both texts, in the order in which a unified difference shows them.</summary>
    public static IReadOnlyList<DiffLine> Between(string before, string after)
    {
        var (old, now) = (Lines(before), Lines(after));
        var result = new List<DiffLine>();
        var shown = 0;
        foreach (var block in Blocks(old, now, "\n", LineChunks))
        {
            result.AddRange(Same(now, shown, block.InsertStartB));
            result.AddRange(Changed(old, now, block));
            shown = block.InsertStartB + block.InsertCountB;
        }

        result.AddRange(Same(now, shown, now.Length));
        return result;
    }

    private static string[] Lines(string text) => text.Length == 0 ? [] : text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');

    private static string[] Words(string line) => [.. Word().Matches(line).Select(m => m.Value)];

    private static IEnumerable<DiffLine> Same(string[] now, int from, int to) =>
        Enumerable.Range(from, to - from).Select(i => new DiffLine(LineChange.Same, i + 1, [new LinePart(now[i], Changed: false)]));

    // Within a block the first line that went is taken for what the first that came was, and so on.
    private static IEnumerable<DiffLine> Changed(string[] old, string[] now, DiffBlock block)
    {
        var pairs = Enumerable.Range(0, Math.Min(block.DeleteCountA, block.InsertCountB))
            .Select(i => Parts(old[block.DeleteStartA + i], now[block.InsertStartB + i])).ToList();
        for (var i = 0; i < block.DeleteCountA; i++)
            yield return Line(LineChange.Removed, block.DeleteStartA + i, i < pairs.Count ? pairs[i].Before : [new LinePart(old[block.DeleteStartA + i], Changed: true)]);
        for (var i = 0; i < block.InsertCountB; i++)
            yield return Line(LineChange.Added, block.InsertStartB + i, i < pairs.Count ? pairs[i].After : [new LinePart(now[block.InsertStartB + i], Changed: true)]);

        static DiffLine Line(LineChange change, int at, IReadOnlyList<LinePart> parts) => new(change, at + 1, parts);
    }

    private static (IReadOnlyList<LinePart> Before, IReadOnlyList<LinePart> After) Parts(string before, string after)
    {
        var (old, now) = (Words(before), Words(after));
        var (left, right) = (new List<LinePart>(), new List<LinePart>());
        var (oldAt, nowAt) = (0, 0);
        foreach (var block in Blocks(old, now, "", WordChunks))
        {
            Add(left, old, oldAt, block.DeleteStartA, changed: false);
            Add(right, now, nowAt, block.InsertStartB, changed: false);
            (oldAt, nowAt) = (block.DeleteStartA + block.DeleteCountA, block.InsertStartB + block.InsertCountB);
            Add(left, old, block.DeleteStartA, oldAt, changed: true);
            Add(right, now, block.InsertStartB, nowAt, changed: true);
        }

        Add(left, old, oldAt, old.Length, changed: false);
        Add(right, now, nowAt, now.Length, changed: false);
        return (left, right);

        static void Add(List<LinePart> parts, string[] words, int from, int to, bool changed)
        {
            if (from < to)
                parts.Add(new LinePart(string.Concat(words[from..to]), changed));
        }
    }

    /// <summary>Where two texts differ. What both begin and end with is left out first: a large text with one change is small.</summary>
    private static IEnumerable<DiffBlock> Blocks(string[] old, string[] now, string separator, CustomFunctionChunker chunks)
    {
        var start = old.AsSpan().CommonPrefixLength(now, StringComparer.Ordinal);
        var end = 0;
        while (end < Math.Min(old.Length, now.Length) - start && old[^(end + 1)] == now[^(end + 1)])
            end++;

        var (gone, come) = (old[start..^end], now[start..^end]);
        if (gone.Length == 0 && come.Length == 0)
            return [];
        if (gone.Length == 0 || come.Length == 0 || gone.Length + come.Length > MostPieces)
            return [new DiffBlock(start, gone.Length, start, come.Length)];
        return Differ.Instance.CreateDiffs(string.Join(separator, gone), string.Join(separator, come), ignoreWhiteSpace: false, ignoreCase: false, chunks).DiffBlocks
            .Select(block => new DiffBlock(start + block.DeleteStartA, block.DeleteCountA, start + block.InsertStartB, block.InsertCountB));
    }

    [GeneratedRegex(@"[\p{L}\p{N}_-]+|\s+|.", RegexOptions.CultureInvariant | RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Word();
}
