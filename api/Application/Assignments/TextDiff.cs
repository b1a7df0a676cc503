using System.Text.RegularExpressions;

namespace EksGrader.Api.Application.Assignments;

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
public static partial class TextDiff
{
    // A table of this many cells is filled in milliseconds; texts that want more are shown as replaced whole.
    private const int MostCells = 4_000_000;

    /// <summary>Every line of both texts, in the order in which a unified difference shows them.</summary>
    public static IReadOnlyList<DiffLine> Between(string before, string after)
    {
        var (old, now) = (Lines(before), Lines(after));
        var result = new List<DiffLine>();
        var (gone, come) = (new List<(int Number, string Text)>(), new List<(int Number, string Text)>());
        foreach (var (i, j) in Pairs(old, now))
        {
            if (i is { } o && j is { } n)
            {
                Flush(result, gone, come);
                result.Add(new DiffLine(LineChange.Same, n + 1, [new LinePart(now[n], Changed: false)]));
            }
            else if (i is { } removed)
            {
                gone.Add((removed + 1, old[removed]));
            }
            else if (j is { } added)
            {
                come.Add((added + 1, now[added]));
            }
        }

        Flush(result, gone, come);
        return result;
    }

    private static string[] Lines(string text) => text.Length == 0 ? [] : text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');

    // Within a run the first line that went is taken for what the first that came was, and so on.
    private static void Flush(List<DiffLine> result, List<(int Number, string Text)> gone, List<(int Number, string Text)> come)
    {
        var words = gone.Zip(come, static (g, c) => Words(g.Text, c.Text)).ToList();
        for (var i = 0; i < gone.Count; i++)
            result.Add(new DiffLine(LineChange.Removed, gone[i].Number, i < words.Count ? words[i].Before : [new LinePart(gone[i].Text, Changed: true)]));
        for (var i = 0; i < come.Count; i++)
            result.Add(new DiffLine(LineChange.Added, come[i].Number, i < words.Count ? words[i].After : [new LinePart(come[i].Text, Changed: true)]));
        gone.Clear();
        come.Clear();
    }

    private static (IReadOnlyList<LinePart> Before, IReadOnlyList<LinePart> After) Words(string before, string after)
    {
        var (old, now) = (Tokens(before), Tokens(after));
        var (left, right) = (new List<LinePart>(), new List<LinePart>());
        foreach (var (i, j) in Pairs(old, now))
        {
            var same = i is not null && j is not null;
            if (i is { } o)
                Append(left, old[o], !same);
            if (j is { } n)
                Append(right, now[n], !same);
        }

        return (left, right);
    }

    private static void Append(List<LinePart> parts, string text, bool changed)
    {
        if (parts.Count > 0 && parts[^1].Changed == changed)
            parts[^1] = new LinePart(parts[^1].Text + text, changed);
        else
            parts.Add(new LinePart(text, changed));
    }

    private static string[] Tokens(string line) => [.. Token().Matches(line).Select(m => m.Value)];

    /// <summary>The longest common subsequence, as pairs of places; what has no partner stands alone, the older first.</summary>
    private static IEnumerable<(int? Old, int? New)> Pairs(string[] old, string[] now)
    {
        var start = 0;
        while (start < old.Length && start < now.Length && old[start] == now[start])
        {
            yield return (start, start);
            start++;
        }

        var (oldEnd, newEnd) = (old.Length, now.Length);
        while (oldEnd > start && newEnd > start && old[oldEnd - 1] == now[newEnd - 1])
            (oldEnd, newEnd) = (oldEnd - 1, newEnd - 1);

        foreach (var pair in Middle(old, now, start, oldEnd, newEnd))
            yield return pair;
        for (var rest = 0; rest < old.Length - oldEnd; rest++)
            yield return (oldEnd + rest, newEnd + rest);
    }

    private static IEnumerable<(int? Old, int? New)> Middle(string[] old, string[] now, int start, int oldEnd, int newEnd)
    {
        var (rows, columns) = (oldEnd - start, newEnd - start);
        var longest = (long)rows * columns <= MostCells ? new int[rows + 1, columns + 1] : null;
        for (var i = rows - 1; longest is not null && i >= 0; i--)
        {
            for (var j = columns - 1; j >= 0; j--)
                longest[i, j] = old[start + i] == now[start + j] ? longest[i + 1, j + 1] + 1 : Math.Max(longest[i + 1, j], longest[i, j + 1]);
        }

        var (o, n) = (0, 0);
        while (o < rows || n < columns)
        {
            if (longest is not null && o < rows && n < columns && old[start + o] == now[start + n])
                yield return (start + o++, start + n++);
            else if (o < rows && (longest is null || n >= columns || longest[o + 1, n] >= longest[o, n + 1]))
                yield return (start + o++, null);
            else
                yield return (null, start + n++);
        }
    }

    [GeneratedRegex(@"[\p{L}\p{N}_-]+|\s+|.", RegexOptions.CultureInvariant | RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Token();
}
