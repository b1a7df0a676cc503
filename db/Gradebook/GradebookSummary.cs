using EksGrader.Checks.Assignments;
using EksGrader.Checks.Core;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Db.Gradebook;

/// <summary>How many there are of one score.</summary>
/// <param name="Score">The points; null where a submission has none yet.</param>
/// <param name="Students">How many.</param>
public sealed record ScoreCount(decimal? Score, int Students);

/// <summary>How many there are whose submission that counts was graded out of so many points.</summary>
/// <param name="MaxScore">The points of every check; null where it has no score yet.</param>
/// <param name="Students">How many.</param>
public sealed record ScaleCount(decimal? MaxScore, int Students);

/// <summary>How many there are of one outcome of a check, in the submissions that count; where an instructor gave points, these decide.</summary>
/// <param name="Check">The check.</param>
/// <param name="Outcome">The outcome.</param>
/// <param name="Students">How many.</param>
public sealed record OutcomeCount(CheckId Check, Outcome Outcome, int Students);

/// <summary>How many there are whose submission that counts rests on so much.</summary>
/// <param name="Assurance">What it rests on; null where no check has a second witness.</param>
/// <param name="Students">How many.</param>
public sealed record AssuranceCount(Assurance? Assurance, int Students);

/// <summary>A gradebook in figures: of the whole class, whatever is filtered.</summary>
public sealed record GradebookSummary
{
    /// <summary>How many lines there are.</summary>
    public required int Students { get; init; }

    /// <summary>Who submitted.</summary>
    public required int Submitted { get; init; }

    /// <summary>Whose submission that counts came late.</summary>
    public required int Late { get; init; }

    /// <summary>Who passed every check that is judged while the cluster lives (<see cref="Standing.PassedLive"/>).</summary>
    public required int Passed { get; init; }

    /// <summary>Whose grade stands and misses no point (<see cref="Standing.FullMarks"/>).</summary>
    public required int Full { get; init; }

    /// <summary>Whose grade stands (<see cref="GradeState.Final"/>).</summary>
    public required int Final { get; init; }

    /// <summary>Who submitted, is not being graded, and has a grade that may still change (<see cref="GradeState.Provisional"/>).</summary>
    public int Provisional => Submitted - UnderWay - Final;

    /// <summary>Who has a submission that needs an instructor.</summary>
    public required int Attention { get; init; }

    /// <summary>Who has a submission that is being graded or waits for it.</summary>
    public required int UnderWay { get; init; }

    /// <summary>Whose cluster lives.</summary>
    public required int Alive { get; init; }

    /// <summary>How many clusters live: a student may have several.</summary>
    public required int Clusters { get; init; }

    /// <summary>Whose cluster lives after its deadline.</summary>
    public required int Overdue { get; init; }

    /// <summary>The sections of the course, by name; empty where it has none.</summary>
    public required IReadOnlyList<string> Sections { get; init; }

    /// <summary>The scores of those who submitted.</summary>
    public required IReadOnlyList<ScoreCount> Scores { get; init; }

    /// <summary>Out of how many points they are: more than one where points were changed and not everyone was graded again.</summary>
    public required IReadOnlyList<ScaleCount> Scales { get; init; }

    /// <summary>What the submissions that count rest on.</summary>
    public required IReadOnlyList<AssuranceCount> Assurances { get; init; }

    /// <summary>The outcomes of the checks, as they count (<see cref="Standing.Counted"/>).</summary>
    public required IReadOnlyList<OutcomeCount> Outcomes { get; init; }

    /// <summary>Counts. Every number but that of the clusters is that of the lines which a filter of the same name shows.</summary>
    public static async Task<GradebookSummary> ReadAsync(EksGraderDb db, GradebookScope scope, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var lines = new GradebookLines(db, scope);
        var all = lines.All();
        var scores = await all.Where(l => l.Counting != null)
            .GroupBy(l => new { Score = l.Counting == null ? null : l.Counting.Score, MaxScore = l.Counting == null ? null : l.Counting.MaxScore, Assurance = l.Counting == null ? null : l.Counting.Assurance })
            .Select(g => new { g.Key.Score, g.Key.MaxScore, g.Key.Assurance, Students = g.Count() }).ToListAsync(cancellationToken);
        var outcomes = await all
            .Join(db.GradedChecks, l => l.Counting == null ? null : l.Counting.CountingGradingId, c => c.GradingId, (_, c) => new { c.Check, c.Outcome })
            .GroupBy(c => new { c.Check, c.Outcome })
            .Select(g => new OutcomeCount(g.Key.Check, g.Key.Outcome, g.Count()))
            .ToListAsync(cancellationToken);
        return new GradebookSummary
        {
            Students = await CountAsync(GradebookShow.All),
            Submitted = scores.Sum(s => s.Students),
            Late = await CountAsync(GradebookShow.Late),
            Passed = await CountAsync(GradebookShow.Passed),
            Full = await CountAsync(GradebookShow.Full),
            Final = await FinalAsync(db, scope, all, cancellationToken),
            Attention = await CountAsync(GradebookShow.Attention),
            UnderWay = await CountAsync(GradebookShow.UnderWay),
            Alive = await CountAsync(GradebookShow.Alive),
            Clusters = await new GradebookStudents(db, scope).Leases().CountAsync(l => l.EndedAt == null, cancellationToken),
            Overdue = await CountAsync(GradebookShow.Overdue),
            Sections = await new GradebookReader(db, scope).SectionsAsync(cancellationToken),
            Scores = [.. scores.GroupBy(s => s.Score).Select(g => new ScoreCount(g.Key, g.Sum(s => s.Students))).OrderBy(s => s.Score)],
            Scales = [.. scores.GroupBy(s => s.MaxScore).Select(g => new ScaleCount(g.Key, g.Sum(s => s.Students))).OrderBy(s => s.MaxScore)],
            Assurances = [.. scores.GroupBy(s => s.Assurance).Select(g => new AssuranceCount(g.Key, g.Sum(s => s.Students))).OrderBy(s => s.Assurance)],
            Outcomes = Counted(outcomes, await AdjustedAsync(db, scope, cancellationToken)),
        };

        Task<int> CountAsync(GradebookShow show) => lines.Students(new GradebookFilter { Show = show, Now = now }).CountAsync(cancellationToken);
    }

    /// <summary>How many of those who submitted pass a check.</summary>
    public PassRate RateOf(CheckId check) => PassRate.Of(check, Outcomes, Submitted);

    private static async Task<int> FinalAsync(EksGraderDb db, GradebookScope scope, IQueryable<GradebookLine> all, CancellationToken cancellationToken)
    {
        var standing = all.Where(l => l.Counting != null && l.Counting.Final
            && !db.Submissions.Any(s => s.AssignmentId == scope.Assignment && s.StudentId == l.Student.Id && s.Status != SubmissionStatus.Graded));
        var overtakable = scope.Counts == CountingRule.Last ? [] : await GradebookReader.OvertakableAsync(db, scope, standing.Select(l => l.Counting!), cancellationToken);
        return await standing.CountAsync(cancellationToken) - overtakable.Count;
    }

    // What points given by hand change, from the few that there are: to ask it of every check of everyone takes five times as long.
    private static async Task<IReadOnlyList<(OutcomeCount Was, Outcome Counts)>> AdjustedAsync(EksGraderDb db, GradebookScope scope, CancellationToken cancellationToken)
    {
        var found = await new GradebookLines(db, scope).Adjusted()
            .Where(a => a.Outcome != a.Counted)
            .Join(CountingSubmissions.CountingIn(db, scope), a => a.Submission, s => s.Id, (a, _) => a)
            .GroupBy(a => new { a.Check, a.Outcome, a.Counted })
            .Select(g => new { g.Key.Check, g.Key.Outcome, g.Key.Counted, Students = g.Count() })
            .ToListAsync(cancellationToken);
        return [.. found.Select(f => (new OutcomeCount(f.Check, f.Outcome, f.Students), f.Counted))];
    }

    private static IReadOnlyList<OutcomeCount> Counted(IEnumerable<OutcomeCount> seen, IReadOnlyList<(OutcomeCount Was, Outcome Counts)> adjusted) =>
        [.. seen.Concat(adjusted.Select(a => a.Was with { Students = -a.Was.Students })).Concat(adjusted.Select(a => a.Was with { Outcome = a.Counts }))
            .GroupBy(o => (o.Check, o.Outcome))
            .Select(g => new OutcomeCount(g.Key.Check, g.Key.Outcome, g.Sum(o => o.Students)))
            .Where(o => o.Students > 0)];
}
