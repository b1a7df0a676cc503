using System.Text.RegularExpressions;
using EksGrader.Checks.Core;

namespace EksGrader.Tests.Unit.Gates;

/// <summary>What holds of every verdict, whatever a cluster shows: it can be read by people, in both languages, and shows nothing that a stranger planted.</summary>
internal static partial class VerdictRules
{
    private const int LongestSummary = 1000;
    private const int LongestAdvice = 2000;
    private const int LongestValue = 201; // 200 and the ellipsis

    /// <summary>What is wrong with a verdict; nothing where all is well.</summary>
    public static IEnumerable<string> FlawsOf(Verdict verdict)
    {
        List<(string What, LocalizedText Text, int Longest)> texts =
        [
            ("summary", verdict.Summary, LongestSummary),
            .. verdict.Feedback.Select(f => ("feedback", f, LongestAdvice)),
            .. verdict.Question is { } question ? [("question", question.Text, LongestAdvice)] : Array.Empty<(string, LocalizedText, int)>(),
            .. verdict.Facts.SelectMany(f => f.Rows.SelectMany(r => new[] { ($"fact {f.Id}, expected", r.Expected, LongestValue), ($"fact {f.Id}, seen", r.Seen, LongestValue) })),
        ];
        return texts.SelectMany(t => FlawsOf(t.What, t.Text, t.Longest)).Concat(verdict.Facts.SelectMany(FlawsOf));
    }

    private static IEnumerable<string> FlawsOf(Fact fact)
    {
        if (fact.Rows.Count > 5)
        {
            yield return $"fact {fact.Id}: {fact.Rows.Count} rows";
        }

        if (fact.State is FactState.Broken or FactState.Partial && fact.Rows.All(r => string.IsNullOrWhiteSpace(r.Command) && r.On.Length == 0))
        {
            yield return $"fact {fact.Id} does not hold, and no row names an object or a command";
        }
    }

    private static IEnumerable<string> FlawsOf(string what, LocalizedText text, int longest)
    {
        foreach (var (language, said) in new[] { ("en", text.En), ("ko", text.Ko) })
        {
            if (string.IsNullOrWhiteSpace(said) || said.Length > longest)
            {
                yield return $"{what} ({language}) has {said.Length} characters";
            }

            if (Placeholder().IsMatch(said))
            {
                yield return $"{what} ({language}) holds a placeholder: {said}";
            }

            if (said.Any(c => char.IsControl(c) && c is not '\n'))
            {
                yield return $"{what} ({language}) holds a control character";
            }
        }

        // What is the same in both languages is a value that was seen, or one word.
        if (text.En != text.Ko && !text.Ko.Any(c => c is >= '가' and <= '힣'))
        {
            yield return $"{what} is not Korean: {text.Ko}";
        }
    }

    // {count}, {0:n} that was never filled; neither {{template}} nor ${variable}, which students leave in.
    [GeneratedRegex(@"(?<![{$])\{(?:\d+|[a-z]\w*)(?::[^{}""]*)?\}(?!\})", RegexOptions.None, 1000)]
    private static partial Regex Placeholder();
}
