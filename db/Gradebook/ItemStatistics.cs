using EksGrader.Checks.Core;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace EksGrader.Db.Gradebook;

/// <summary>How many verdicts there are of each kind, of a check or of one of its facts. What is left out counts nowhere.</summary>
/// <param name="Held">It holds: the check passed.</param>
/// <param name="Partial">A part of it holds.</param>
/// <param name="Broken">It does not hold: the check failed.</param>
/// <param name="Unread">It could not be read: the check is unknown.</param>
/// <param name="Open">Its time has not come, or a fact that it requires does not hold: the check is pending.</param>
public sealed record ItemCounts(int Held, int Partial, int Broken, int Unread, int Open)
{
    /// <summary>None of any kind.</summary>
    public static ItemCounts None { get; } = new(0, 0, 0, 0, 0);

    /// <summary>All of them.</summary>
    public int All => Held + Partial + Broken + Unread + Open;

    /// <summary>Those that were judged.</summary>
    public int Judged => Held + Partial + Broken;

    /// <summary>The whole percent of all that holds, rounded down, so that 100 is everyone; null where nothing was judged.</summary>
    public int? Percent => Judged == 0 ? null : (int)(100L * Held / All);

    internal ItemCounts With(Outcome outcome) => outcome switch
    {
        Outcome.Passed => this with { Held = Held + 1 },
        Outcome.Partial => this with { Partial = Partial + 1 },
        Outcome.Failed => this with { Broken = Broken + 1 },
        Outcome.Unknown => this with { Unread = Unread + 1 },
        _ => this with { Open = Open + 1 },
    };

    internal ItemCounts With(FactState state) => state switch
    {
        FactState.Held => With(Outcome.Passed),
        FactState.Partial => With(Outcome.Partial),
        FactState.Broken => With(Outcome.Failed),
        FactState.Unread => With(Outcome.Unknown),
        FactState.NotReached => With(Outcome.Pending),
        _ => this,
    };
}

/// <summary>What a check or one of its facts came to in a class: by the submission that counts of each student, and over time by all.</summary>
/// <param name="Check">The check.</param>
/// <param name="Fact">The fact, as the newest verdict names it; null for the check itself.</param>
public sealed record ItemStatistics(CheckId Check, Fact? Fact)
{
    /// <summary>The whole class.</summary>
    public ItemCounts Counts { get; internal set; } = ItemCounts.None;

    /// <summary>Each section by its name; empty for students of none.</summary>
    public IReadOnlyDictionary<string, ItemCounts> BySection => Sections;

    /// <summary>Each span of time in which submissions came, by its begin.</summary>
    public IReadOnlyDictionary<Instant, ItemCounts> ByTime => Times;

    /// <summary>Of those who came to pass it: the time from their first submission to the one that passed, in the middle; null where no one did, and of facts.</summary>
    public TimeSpan? TimeToGreen { get; internal set; }

    /// <summary>Of those who came to pass it: the number of the submission that passed, in the middle.</summary>
    public decimal? AttemptsToGreen { get; internal set; }

    internal SortedDictionary<string, ItemCounts> Sections { get; } = new(StringComparer.Ordinal);

    internal SortedDictionary<Instant, ItemCounts> Times { get; } = [];
}

/// <summary>The scores of some students.</summary>
/// <param name="Section">The section; null for the class.</param>
/// <param name="Students">How many there are.</param>
/// <param name="Scores">Their scores, before the penalty for being late, in ascending order; who has none is not among them.</param>
public sealed record ScoreStatistics(string? Section, int Students, IReadOnlyList<decimal> Scores)
{
    /// <summary>The mean; null where there is no score.</summary>
    public decimal? Mean => Scores.Count == 0 ? null : Math.Round(Scores.Average(), 2, MidpointRounding.AwayFromZero);

    /// <summary>The score in the middle; of an even number, the mean of both.</summary>
    public decimal? Median => AssignmentStatistics.Middle(Scores);
}

/// <summary>An assignment in figures: scores, attempts, and each check and fact with what the class came to.</summary>
public sealed record AssignmentStatistics
{
    private const int MostHours = 24;

    /// <summary>The class, then each section where there are several.</summary>
    public required IReadOnlyList<ScoreStatistics> Scores { get; init; }

    /// <summary>How many students submitted how often, by the number of submissions.</summary>
    public required IReadOnlyDictionary<int, int> Attempts { get; init; }

    /// <summary>How long a span of time is: an hour, or a day where submissions came in more than 24 different hours.</summary>
    public required bool IsByDay { get; init; }

    /// <summary>The begins of the spans in which submissions came.</summary>
    public required IReadOnlyList<Instant> Times { get; init; }

    /// <summary>Each check, followed by its facts, in the order of the verdicts.</summary>
    public required IReadOnlyList<ItemStatistics> Items { get; init; }

    /// <summary>The fact that the smallest part of those for whom it was judged fulfils; null where everyone fulfils all.</summary>
    public ItemStatistics? Hardest => Items.Where(i => i is { Fact: not null, Counts: { Judged: > 0 } counts } && counts.Held < counts.Judged)
        .MinBy(i => (decimal)i.Counts.Held / i.Counts.Judged);

    /// <summary>The number in the middle of some in ascending order; of an even number of them, the mean of both.</summary>
    public static decimal? Middle(IReadOnlyList<decimal> sorted) => sorted.Count switch
    {
        0 => null,
        var n when n % 2 == 1 => sorted[n / 2],
        var n => (sorted[(n / 2) - 1] + sorted[n / 2]) / 2,
    };

    /// <summary>Counts. Points that were given by hand are in the scores; checks and facts are counted as they were judged.</summary>
    /// <param name="db">The database.</param>
    /// <param name="scope">Which gradebook.</param>
    /// <param name="zone">Where hours and days begin.</param>
    /// <param name="cancellationToken">Ends the queries.</param>
    public static async Task<AssignmentStatistics> ReadAsync(EksGraderDb db, GradebookScope scope, DateTimeZone zone, CancellationToken cancellationToken)
    {
        var students = await new GradebookStudents(db, scope).All().Select(s => new { s.Id, s.Section }).ToDictionaryAsync(s => s.Id, s => s.Section ?? "", cancellationToken);
        var counting = await CountingSubmissions.CountingIn(db, scope).Select(s => new { s.Id, s.StudentId, s.Score }).ToListAsync(cancellationToken);
        var submissions = await db.Submissions.Where(s => s.AssignmentId == scope.Assignment)
            .Select(s => new Attempt(s.Id, s.StudentId, s.Number, s.SubmittedAt, s.CountingGradingId)).ToListAsync(cancellationToken);

        var hours = submissions.ConvertAll(s => BeginOf(s.SubmittedAt, zone, isByDay: false)).Distinct().Count();
        var tally = new Tally(students, zone, hours > MostHours, counting.Select(s => s.Id).ToHashSet(), submissions);
        var verdicts = from submission in db.Submissions.Where(s => s.AssignmentId == scope.Assignment)
                       join check in db.GradedChecks on submission.CountingGradingId equals check.GradingId
                       orderby submission.SubmittedAt descending, submission.Number descending, check.Order
                       select new { submission.Id, check.Check, check.Outcome, check.Facts };
        await foreach (var verdict in verdicts.AsAsyncEnumerable().WithCancellation(cancellationToken))
            tally.Add(verdict.Id, verdict.Check, verdict.Outcome, VerdictJson.ReadFacts(verdict.Facts));

        var scores = counting.Where(s => s.Score is not null && students.ContainsKey(s.StudentId)).ToLookup(s => students[s.StudentId], s => s.Score ?? 0, StringComparer.Ordinal);
        var sections = students.Values.GroupBy(s => s, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal).ToList();
        return new AssignmentStatistics
        {
            Scores =
            [
                new ScoreStatistics(null, students.Count, [.. scores.SelectMany(s => s).Order()]),
                .. sections.Count > 1 ? sections.Select(s => new ScoreStatistics(s.Key, s.Count(), [.. scores[s.Key].Order()])) : [],
            ],
            Attempts = submissions.GroupBy(s => s.Student).CountBy(g => g.Count()).OrderBy(a => a.Key).ToDictionary(a => a.Key, a => a.Value),
            IsByDay = hours > MostHours,
            Times = [.. submissions.Select(s => BeginOf(s.SubmittedAt, zone, hours > MostHours)).Distinct().Order()],
            Items = tally.Finish(),
        };
    }

    private static Instant BeginOf(DateTimeOffset at, DateTimeZone zone, bool isByDay)
    {
        var local = Instant.FromDateTimeOffset(at).InZone(zone);
        return isByDay ? zone.AtStartOfDay(local.Date).ToInstant() : (local.ToInstant() - Duration.FromTicks(local.TimeOfDay.TickOfDay % NodaConstants.TicksPerHour));
    }

    private sealed record Attempt(SubmissionId Id, StudentId Student, int Number, DateTimeOffset SubmittedAt, GradingId? Grading);

    /// <summary>Adds up verdicts, the newest submission first, so that checks and facts stand in the order of the newest verdicts.</summary>
    private sealed class Tally(Dictionary<StudentId, string> sections, DateTimeZone zone, bool isByDay, HashSet<SubmissionId> counting, List<Attempt> attempts)
    {
        private readonly Dictionary<SubmissionId, Attempt> byId = attempts.ToDictionary(a => a.Id);
        private readonly Dictionary<StudentId, DateTimeOffset> firstAt = attempts.GroupBy(a => a.Student).ToDictionary(g => g.Key, g => g.Min(a => a.SubmittedAt));
        private readonly Dictionary<CheckId, List<ItemStatistics>> items = [];
        private readonly Dictionary<CheckId, Dictionary<StudentId, Attempt>> green = [];

        public void Add(SubmissionId id, CheckId check, Outcome outcome, IReadOnlyList<Fact> facts)
        {
            if (!byId.TryGetValue(id, out var attempt) || !sections.TryGetValue(attempt.Student, out var section))
            {
                return;
            }

            if (!items.TryGetValue(check, out var known))
            {
                items[check] = known = [new ItemStatistics(check, null)];
                green[check] = [];
            }

            Add(known[0], attempt, section, counts => counts.With(outcome));
            foreach (var fact in facts)
            {
                var item = known.Find(i => i.Fact?.Id == fact.Id);
                if (item is null)
                {
                    known.Add(item = new ItemStatistics(check, fact with { Rows = [] }));
                }

                Add(item, attempt, section, counts => counts.With(fact.State));
            }

            if (outcome == Outcome.Passed && (!green[check].TryGetValue(attempt.Student, out var before) || attempt.Number < before.Number))
            {
                green[check][attempt.Student] = attempt;
            }
        }

        public IReadOnlyList<ItemStatistics> Finish()
        {
            foreach (var (check, passed) in green)
            {
                var item = items[check][0];
                item.AttemptsToGreen = Middle([.. passed.Values.Select(a => (decimal)a.Number).Order()]);
                item.TimeToGreen = Middle([.. passed.Values.Select(a => (decimal)(a.SubmittedAt - firstAt[a.Student]).Ticks).Order()]) is { } ticks ? TimeSpan.FromTicks((long)ticks) : null;
            }

            return [.. items.Values.SelectMany(i => i)];
        }

        private void Add(ItemStatistics item, Attempt attempt, string section, Func<ItemCounts, ItemCounts> add)
        {
            var begin = BeginOf(attempt.SubmittedAt, zone, isByDay);
            item.Times[begin] = add(item.Times.GetValueOrDefault(begin, ItemCounts.None));
            if (counting.Contains(attempt.Id))
            {
                item.Counts = add(item.Counts);
                item.Sections[section] = add(item.Sections.GetValueOrDefault(section, ItemCounts.None));
            }
        }
    }
}
