using EksGrader.Checks.Core;

namespace EksGrader.Api.Features.Attention;

/// <summary>What students ask about one submission: one row, however many checks it is.</summary>
/// <param name="Place">Where.</param>
/// <param name="Verdicts">The verdicts, the one that is due first first.</param>
public sealed record AppealedSubmission(AttentionPlace Place, IReadOnlyList<AppealedVerdict> Verdicts);

/// <summary>Checks of one submission that could not be read for one cause.</summary>
/// <param name="First">The first of them: it says what happened.</param>
/// <param name="Checks">All of them.</param>
/// <param name="RetryAt">When the service tries again by itself; null for not at all.</param>
public sealed record UnknownCause(UnknownVerdict First, IReadOnlyList<CheckId> Checks, DateTimeOffset? RetryAt)
{
    /// <summary>Since when the first of them is unknown.</summary>
    public required DateTimeOffset Since { get; init; }
}

/// <summary>Flags of one kind on one submission: they are reviewed together.</summary>
/// <param name="First">The first of them.</param>
/// <param name="Messages">What each says.</param>
public sealed record FlagCause(UnreviewedFlagRow First, IReadOnlyList<LocalizedText> Messages);

/// <summary>Joins what has one cause, so that a student stands in a list once for it.</summary>
internal static class AttentionCauses
{
    /// <summary>Appeals, one row a submission.</summary>
    public static IReadOnlyList<AppealedSubmission> Of(IEnumerable<AppealedVerdict> verdicts) =>
        [.. verdicts.GroupBy(v => v.Place.Submission).Select(g => new AppealedSubmission(g.First().Place, [.. g]))];

    /// <summary>
    /// Checks that could not be read, one row a submission and cause: what helps is one thing where there is such a thing, even where each
    /// check names the read of its own that failed.
    /// </summary>
    public static IReadOnlyList<UnknownCause> Of(IEnumerable<UnknownVerdict> verdicts) =>
    [
        .. verdicts.GroupBy(v => (v.Place.Submission, v.Fault, v.Help.Length > 0 ? v.Help : v.Summary.En))
            .Select(g => new UnknownCause(g.First(), [.. g.Select(v => v.Check)], g.Min(v => v.RetryAt)) { Since = g.Min(v => v.Since) }),
    ];

    /// <summary>Flags, one row a submission and kind.</summary>
    public static IReadOnlyList<FlagCause> Of(IEnumerable<UnreviewedFlagRow> flags) =>
        [.. flags.GroupBy(f => (f.Place.Submission, f.Kind)).Select(g => new FlagCause(g.First(), [.. g.Select(f => f.Message).DistinctBy(m => m.En, StringComparer.Ordinal)]))];
}
