using EksGrader.Checks.Assignments;
using EksGrader.Checks.Core;
using EksGrader.Db.Gradebook;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Tests.Support.Db;

/// <summary>What the database filters, orders and counts is what the rules say of all that there is.</summary>
public abstract class GradebookSliceTests(IDatabaseSource source) : DatabaseTests(source)
{
    private const int Students = 90;

    private static readonly CheckId Nodes = new("nodes");
    private static readonly CheckId AfterDeadline = new("cluster-deletion");

    [Theory]
    [InlineData(CountingRule.Best, 0)]
    [InlineData(CountingRule.Best, 0.2)]
    [InlineData(CountingRule.Best, 0.3333)]
    [InlineData(CountingRule.Best, 1)]
    [InlineData(CountingRule.Last, 0.2)]
    public async Task Counting_InTheDatabase_IsTheRule(CountingRule rule, double penalty)
    {
        var room = (await SeedAsync()) with { LatePenalty = (decimal)penalty };
        var lines = room.Lines(rule);

        var counting = await Service.Read(db => CountingSubmissions.CountingIn(db, room.Scope(rule)).Select(s => s.Id).ToListAsync(Token));

        Assert.Contains(lines, l => l.Submissions.Count > 1 && l.Submissions.DistinctBy(s => s.Score).Count() < l.Submissions.Count);
        Assert.Contains(lines, l => l.Submissions.DistinctBy(s => s.Late).Count() > 1);
        Assert.Equal(lines.Select(l => l.Counting?.Id).OfType<SubmissionId>().ToHashSet(), counting.ToHashSet());
        Assert.Equal(lines.Count(l => l.Counting is not null), counting.Count);
    }

    [Theory]
    [InlineData(CountingRule.Best)]
    [InlineData(CountingRule.Last)]
    public async Task Kinds_ShowWhomTheRuleNames_AndAreCountedTheSame(CountingRule rule)
    {
        var room = await SeedAsync();
        var summary = await Service.Read(db => GradebookSummary.ReadAsync(db, room.Scope(rule), Time.GetUtcNow(), Token));
        foreach (var show in Enum.GetValues<GradebookShow>())
        {
            var expected = room.Lines(rule).Where(l => room.Is(l, show)).Select(l => l.Student.Number).Order(StringComparer.Ordinal);
            var window = await ReadAsync(room.Scope(rule), new GradebookFilter { Show = show, Now = Time.GetUtcNow() });
            Assert.Equal(expected, window.Rows.Select(r => r.Student.Number));
            Assert.NotEmpty(window.Rows);
            Assert.Equal(window.Rows.Count, window.Total);
            Assert.Equal(window.Total, Counted(summary, show));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Windows_InAnyOrder_ShowEverybodyOnce_WhoHasNothingLast(bool descending)
    {
        var room = await SeedAsync();
        foreach (var order in Enum.GetValues<GradebookOrder>())
            await AssertOrderAsync(room, new GradebookSort(order, descending, Nodes));
    }

    [Fact]
    public async Task Windows_OfSome_InAnyOrder_ShowThoseOnce()
    {
        var room = await SeedAsync();
        foreach (var show in Enum.GetValues<GradebookShow>())
        {
            var expected = room.Lines(CountingRule.Best).Where(l => room.Is(l, show)).Select(l => l.Student.Number).Order(StringComparer.Ordinal).ToList();
            foreach (var order in Enum.GetValues<GradebookOrder>())
            {
                var shown = new List<string>();
                for (var offset = 0; offset < expected.Count; offset += 25)
                {
                    var window = await Service.Read(db => new GradebookReader(db, room.Scope(CountingRule.Best)).ReadAsync(
                        new GradebookFilter { Show = show, Now = Time.GetUtcNow() }, new GradebookSort(order, Descending: true, Nodes), offset, 25, Token));
                    Assert.Equal(expected.Count, window.Total);
                    shown.AddRange(window.Rows.Select(r => r.Student.Number));
                }

                Assert.Equal(expected, shown.Order(StringComparer.Ordinal));
            }
        }
    }

    [Fact]
    public async Task Lines_SayWhatTheRowsSay()
    {
        var room = await SeedAsync();
        var window = await ReadAsync(room.Scope(CountingRule.Best), GradebookFilter.None);
        foreach (var (line, row) in room.Lines(CountingRule.Best).OrderBy(l => l.Student.Number, StringComparer.Ordinal).Zip(window.Rows))
        {
            Assert.Equal((line.Student.Id, line.Submissions.Count, line.Counting?.Id), (row.Student.Id, row.Submissions, row.Counting?.Id));
            Assert.Equal(line.Submissions.Any(s => s.Status != SubmissionStatus.Graded), row.UnderWay);
            Assert.Equal(line.Counting?.Score ?? 0, row.Checks.Sum(c => c.Points ?? 0));
            Assert.Equal(line.Checks.Select(c => (c.Check, c.Outcome)), row.Checks.Select(c => (c.Check, c.Outcome)));
            Assert.Equal(room.Leases[line.Student.Id].Any(l => l.State != LeaseState.Gone), row.Cluster is { State: not LeaseState.Gone });
        }
    }

    [Fact]
    public async Task Filter_ByCheckAndOutcome_AndScore_AndSection()
    {
        var room = await SeedAsync();
        var lines = room.Lines(CountingRule.Best);
        foreach (var outcome in Enum.GetValues<Outcome>())
        {
            var window = await ReadAsync(room.Scope(CountingRule.Best), new GradebookFilter { Check = Nodes, Outcome = outcome });
            Assert.Equal(lines.Count(l => l.Checks.Any(c => c.Check == Nodes && room.Counted(l, c) == outcome)), window.Total);
        }

        var between = await ReadAsync(room.Scope(CountingRule.Best), new GradebookFilter { ScoreFrom = 60, ScoreBelow = 90.5m, Section = SeededClass.Section });
        Assert.Equal(lines.Count(l => l.Counting?.Score is >= 60 and < 90.5m && l.Student.Section == SeededClass.Section), between.Total);
        Assert.NotEqual(0, between.Total);
        foreach (var assurance in Enum.GetValues<Assurance>())
        {
            var resting = await ReadAsync(room.Scope(CountingRule.Best), new GradebookFilter { Assurance = assurance });
            Assert.Equal(lines.Count(l => l.Counting?.Assurance == assurance), resting.Total);
            Assert.NotEqual(0, resting.Total);
            Assert.All(resting.Rows, r => Assert.Contains(r.Checks, c => c.Assurance == assurance));
        }

        Assert.Equal([SeededClass.Section], await Service.Read(db => new GradebookReader(db, room.Scope(CountingRule.Best)).SectionsAsync(Token)));
    }

    [Theory]
    [InlineData("김민", "name")]
    [InlineData("202600007", "number")]
    [InlineData("S7@SCHOOL", "email")]
    [InlineData("min_su", "name")]
    [InlineData("o'neill", "name")]
    [InlineData("김 school.example", "both")]
    [InlineData("_", "underscore")]
    [InlineData("%", "nobody")]
    [InlineData("\\", "nobody")]
    public async Task Search_FindsPartsOfNumberNameAndAddress_AndTakesNothingForAPattern(string search, string what)
    {
        var room = await SeedAsync();
        var words = search.Split(' ');
        var expected = room.Lines(CountingRule.Best).Select(l => l.Student)
            .Where(s => words.All(w => Has(s.Number, w) || Has(s.Name, w) || Has(s.Email, w))).Select(s => s.Number).Order(StringComparer.Ordinal).ToList();

        var window = await ReadAsync(room.Scope(CountingRule.Best), new GradebookFilter { Search = search });

        Assert.Equal(expected, window.Rows.Select(r => r.Student.Number));
        Assert.Equal(what == "nobody", expected.Count == 0);

        static bool Has(string text, string word) => text.Contains(word, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Pages_ByNumber_ShowEverybodyOnce_ThoughStudentsCome()
    {
        var room = await SeedAsync();
        var seen = new List<string>();
        for (IReadOnlyList<GradebookRow> page = []; seen.Count == 0 || page.Count == 37; seen.AddRange(page.Select(r => r.Student.Number)))
        {
            var after = seen.LastOrDefault("");
            page = await Service.Read(db => new GradebookReader(db, room.Scope(CountingRule.Best)).ReadAfterAsync(GradebookFilter.None, after, 37, Token));
            if (seen.Count == 0)
                await Service.In<EksGraderDb>(db => room.Class.SeedAsync(db, first: -5, 3, Token));
        }

        Assert.Equal(room.Lines(CountingRule.Best).Select(l => l.Student.Number).Order(StringComparer.Ordinal), seen);
    }

    [Fact]
    public async Task Place_IsWhereTheWindowShowsTheStudent()
    {
        var room = await SeedAsync();
        var sort = new GradebookSort(GradebookOrder.Score, Descending: true);
        var all = await Service.Read(db => new GradebookReader(db, room.Scope(CountingRule.Best)).ReadAsync(GradebookFilter.None, sort, 0, 200, Token));
        var number = all.Rows[57].Student.Number;

        await Service.In<EksGraderDb>(async db =>
        {
            var reader = new GradebookReader(db, room.Scope(CountingRule.Best));
            Assert.Equal(57, await reader.PlaceAsync(GradebookFilter.None, sort, number, Token));
            Assert.Null(await reader.PlaceAsync(new GradebookFilter { Search = "nobody" }, sort, number, Token));
            Assert.Equal(number, (await reader.FindAsync(number, Token))?.Student.Number);
            Assert.Null(await reader.FindAsync("nobody", Token));
        });
    }

    [Fact]
    public async Task Summary_CountsScoresAndOutcomesOfWhatCounts()
    {
        var room = await SeedAsync();
        var lines = room.Lines(CountingRule.Best);
        var summary = await Service.Read(db => GradebookSummary.ReadAsync(db, room.Scope(CountingRule.Best), Time.GetUtcNow(), Token));
        Assert.Equal(
            lines.Where(l => l.Counting is not null).GroupBy(l => l.Counting?.Score).Select(g => new ScoreCount(g.Key, g.Count())).OrderBy(s => s.Score),
            summary.Scores);
        Assert.Equal(
            lines.SelectMany(l => l.Checks.Select(c => (c.Check, Outcome: room.Counted(l, c)))).GroupBy(c => c).Select(g => new OutcomeCount(g.Key.Check, g.Key.Outcome, g.Count())).ToHashSet(),
            summary.Outcomes.ToHashSet());
        Assert.Equal(
            lines.Where(l => l.Counting is not null).GroupBy(l => l.Counting?.Assurance).Select(g => new AssuranceCount(g.Key, g.Count())).OrderBy(s => s.Assurance),
            summary.Assurances);
    }

    [Fact]
    public async Task Rates_AreOfThoseWhoSubmitted_AndAdjustedChecksCountAsTheirPointsSay()
    {
        var room = await SeedAsync();
        var lines = room.Lines(CountingRule.Best);
        var summary = await Service.Read(db => GradebookSummary.ReadAsync(db, room.Scope(CountingRule.Best), Time.GetUtcNow(), Token));
        Assert.Contains(lines, l => l.Checks.Any(c => room.Counted(l, c) != c.Outcome));
        foreach (var check in room.Class.Checks)
        {
            var counted = lines.SelectMany(l => l.Checks.Where(c => c.Check == check).Select(c => room.Counted(l, c))).ToList();
            var rate = summary.RateOf(check);
            Assert.Equal(
                (counted.Count(o => o == Outcome.Passed), counted.Count(o => o is Outcome.Passed or Outcome.Partial or Outcome.Failed), lines.Count(l => l.Counting is not null)),
                (rate.Passed, rate.Judged, rate.Submitted));
        }
    }

    [Fact]
    public async Task Standing_OfALine_IsWhatTheFiltersShow()
    {
        var room = await SeedAsync();
        foreach (var rule in Enum.GetValues<CountingRule>())
        {
            var scope = room.Scope(rule) with { LatePenalty = 0.2m };
            var all = (await ReadAsync(scope, GradebookFilter.None)).Rows;
            var summary = await Service.Read(db => GradebookSummary.ReadAsync(db, scope, Time.GetUtcNow(), Token));
            Assert.Equal(
                (all.Count(r => Standing.Of(r, scope).State == GradeState.Final), all.Count(r => Standing.Of(r, scope).State == GradeState.Provisional)),
                (summary.Final, summary.Provisional));
            await AssertShownAsync(scope, GradebookShow.Passed, all.Where(r => Standing.Of(r, scope).PassedLive));
            await AssertShownAsync(scope, GradebookShow.Full, all.Where(r => Standing.Of(r, scope).FullMarks));
            await AssertShownAsync(scope, GradebookShow.UnderWay, all.Where(r => Standing.Of(r, scope).State == GradeState.UnderWay));
            await AssertShownAsync(scope, GradebookShow.Missing, all.Where(r => Standing.Of(r, scope).State == GradeState.NotSubmitted));
        }

        async Task AssertShownAsync(GradebookScope scope, GradebookShow show, IEnumerable<GradebookRow> expected)
        {
            var shown = await ReadAsync(scope, new GradebookFilter { Show = show, Now = Time.GetUtcNow() });
            Assert.NotEmpty(shown.Rows);
            Assert.Equal(expected.Select(r => r.Student.Number), shown.Rows.Select(r => r.Student.Number));
        }
    }

    [Fact]
    public async Task Stamp_ChangesWithEverySubmission_AndNotWithout()
    {
        var student = await Class.AddStudentAsync();
        var scope = new GradebookScope(student.CourseId, Class.NewSubmission(student).AssignmentId, CountingRule.Best, LatePenalty: 0);
        var stamps = new List<string> { await StampAsync() };
        var submission = await Class.SubmittedAsync(student);
        stamps.Add(await StampAsync());
        var grading = await Class.StartedAsync(submission.Id);
        stamps.Add(await StampAsync());
        await Class.StoreAsync(StoredCourse.StepOf(grading, StoredCourse.Passed));
        stamps.Add(await StampAsync());
        Assert.Distinct(stamps);
        Assert.Equal(stamps[^1], await StampAsync());

        Task<string> StampAsync() => Service.Read(db => GradebookStamp.ReadAsync(db, scope, Token));
    }

    private async Task AssertOrderAsync(Room room, GradebookSort sort)
    {
        var rows = new List<GradebookRow>();
        for (var offset = 0; offset < Students; offset += 30)
        {
            var window = await Service.Read(db => new GradebookReader(db, room.Scope(CountingRule.Best)).ReadAsync(GradebookFilter.None, sort, offset, 30, Token));
            Assert.Equal(room.Lines(CountingRule.Best).Count, window.Total);
            rows.AddRange(window.Rows);
        }

        var lines = room.Lines(CountingRule.Best);
        Assert.Equal(lines.Select(l => l.Student.Number).Order(StringComparer.Ordinal), rows.Select(r => r.Student.Number).Order(StringComparer.Ordinal));
        var keys = rows.ConvertAll(r => room.Key(lines.Single(l => l.Student.Id == r.Student.Id), sort));
        Assert.Equal(keys.Where(k => k is not null).Count(), keys.FindLastIndex(k => k is not null) + 1);
        var known = keys.OfType<IComparable>().ToList();
        Assert.All(known.Zip(known.Skip(1)), pair => Assert.True(sort.By == GradebookOrder.Name || (sort.Descending ? pair.First.CompareTo(pair.Second) >= 0 : pair.First.CompareTo(pair.Second) <= 0), $"{pair}"));
        foreach (var equal in rows.Zip(keys).GroupBy(p => p.Second ?? "none"))
            Assert.True(sort.By == GradebookOrder.Number || equal.Select(p => p.First.Student.Number).SequenceEqual(equal.Select(p => p.First.Student.Number).Order(StringComparer.Ordinal)));
    }

    private static int Counted(GradebookSummary summary, GradebookShow show) => show switch
    {
        GradebookShow.All => summary.Students,
        GradebookShow.Submitted => summary.Submitted,
        GradebookShow.Missing => summary.Students - summary.Submitted,
        GradebookShow.Late => summary.Late,
        GradebookShow.Passed => summary.Passed,
        GradebookShow.Full => summary.Full,
        GradebookShow.Attention => summary.Attention,
        GradebookShow.UnderWay => summary.UnderWay,
        GradebookShow.Alive => summary.Alive,
        _ => summary.Overdue,
    };

    private Task<GradebookSlice> ReadAsync(GradebookScope scope, GradebookFilter filter) =>
        Service.Read(db => new GradebookReader(db, scope).ReadAsync(filter, new GradebookSort(), 0, 1000, Token));

    private async Task<Room> SeedAsync()
    {
        var seeded = new SeededClass(seed: 7, Time.GetUtcNow());
        await Service.In<EksGraderDb>(async db =>
        {
            await seeded.SeedCourseAsync(db, "cloud", "assignment: eks-assessment", Token);
            await seeded.SeedAsync(db, 0, Students, Token);
            // What PostgreSQL does by itself some time after many rows came; unasked it plans for a few, and takes a tenth of a second for each window.
            if (db is PostgreSqlDb)
                await db.Database.ExecuteSqlRawAsync("ANALYZE", Token);
        });
        return await Service.Read(async db => new Room(seeded, Time.GetUtcNow())
        {
            Students = await db.Students.AsNoTracking().ToListAsync(Token),
            Submissions = (await db.Submissions.AsNoTracking().ToListAsync(Token)).ToLookup(s => s.StudentId),
            Checks = (await db.GradedChecks.AsNoTracking().OrderBy(c => c.Order).ToListAsync(Token)).ToLookup(c => c.GradingId),
            Given = (await db.Overrides.AsNoTracking().Where(o => o.TakenBackAt == null).ToListAsync(Token)).ToDictionary(o => (o.SubmissionId, o.Check), o => o.Points),
            Leases = (await db.Leases.AsNoTracking().ToListAsync(Token)).ToLookup(l => l.StudentId),
            Attention = (await db.NeedsAttention().ToListAsync(Token)).ToHashSet(),
        });
    }

    private sealed record Line(Student Student, IReadOnlyList<Submission> Submissions, Submission? Counting, IReadOnlyList<GradedCheck> Checks);

    /// <summary>Everything there is, and the rules over it.</summary>
    private sealed record Room(SeededClass Class, DateTimeOffset Now)
    {
        public required IReadOnlyList<Student> Students { get; init; }

        public required ILookup<StudentId, Submission> Submissions { get; init; }

        public required ILookup<GradingId, GradedCheck> Checks { get; init; }

        public required IReadOnlyDictionary<(SubmissionId Submission, CheckId Check), decimal> Given { get; init; }

        public required ILookup<StudentId, Lease> Leases { get; init; }

        public required IReadOnlySet<SubmissionId> Attention { get; init; }

        public decimal LatePenalty { get; init; }

        public GradebookScope Scope(CountingRule rule) => new(Class.Course, Class.Assignment, rule, LatePenalty) { AfterDeadline = [AfterDeadline] };

        public IReadOnlyList<Line> Lines(CountingRule rule) => [.. Students
            .Where(s => s.LeftAt is null || Submissions[s.Id].Any())
            .Select(s => (Student: s, Counting: CountingSubmissions.Counting(Submissions[s.Id], rule, LatePenalty)))
            .Select(l => new Line(l.Student, [.. Submissions[l.Student.Id]], l.Counting, l.Counting?.CountingGradingId is { } grading ? [.. Checks[grading]] : []))];

        public bool Is(Line line, GradebookShow show) => show switch
        {
            GradebookShow.Submitted => line.Counting is not null,
            GradebookShow.Missing => line.Counting is null,
            GradebookShow.Late => line.Counting is { Late: true },
            GradebookShow.Passed => line.Checks.Any(IsLive) && line.Checks.Where(IsLive).All(c => Counted(line, c) == Outcome.Passed),
            GradebookShow.Full => line.Counting is { Final: true, Late: false } && line.Checks.All(c => Points(line, c) == c.MaxPoints) && line.Submissions.All(s => s.Status == SubmissionStatus.Graded),
            GradebookShow.Attention => line.Submissions.Any(s => Attention.Contains(s.Id)),
            GradebookShow.UnderWay => line.Submissions.Any(s => s.Status != SubmissionStatus.Graded),
            GradebookShow.Alive => Leases[line.Student.Id].Any(l => l.State != LeaseState.Gone),
            GradebookShow.Overdue => Leases[line.Student.Id].Any(l => l.State is LeaseState.Overdue or LeaseState.Quarantined
                || (l.State != LeaseState.Gone && l.Deadline < Now && line.Submissions.Where(s => s.LeaseId == l.Id).All(s => s.SafeToDeleteAt is not null))),
            _ => true,
        };

        public IComparable? Key(Line line, GradebookSort sort) => sort.By switch
        {
            GradebookOrder.Number => line.Student.Number,
            // Databases differ in the order of words; only equal names are compared.
            GradebookOrder.Name => line.Student.Name,
            GradebookOrder.Score => line.Counting?.Score,
            GradebookOrder.Submitted => line.Counting?.CountedAt,
            GradebookOrder.Cluster => Leases[line.Student.Id].Where(l => l.State != LeaseState.Gone).Select(l => (DateTimeOffset?)l.Deadline).Min(),
            _ => line.Checks.Where(c => c.Check == sort.Check).Select(c => Points(line, c)).FirstOrDefault(),
        };

        public Outcome Counted(Line line, GradedCheck check) =>
            line.Counting is { } counting && Given.TryGetValue((counting.Id, check.Check), out var given) ? Standing.Counted(check.Outcome, given, check.MaxPoints) : check.Outcome;

        private static bool IsLive(GradedCheck check) => check.Check != AfterDeadline;

        private decimal? Points(Line line, GradedCheck check) =>
            line.Counting is { } counting && Given.TryGetValue((counting.Id, check.Check), out var given) ? given : check.Points;
    }
}
