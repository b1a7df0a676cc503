using System.Globalization;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace EksGrader.Bench.Leases;

/// <summary>
/// Lives of clusters made of chance, each under some weather around its deadline, for an hour or for a day: at every time every verdict
/// must be right or honestly unknown, and right after the weather has cleared.
/// </summary>
internal static class LeaseWeather
{
    private static readonly DateTimeOffset Deadline = LeaseClass.Deadline;

    // Before and after the deadline, after the hour, on the next day, and after everything has cleared.
    private static readonly DateTimeOffset[] Samples =
        [.. new[] { -10, 3, 20, 45, 70, 130, 300, 60 * 25, (60 * 25) + 50, 60 * 50 }.Select(m => Deadline.AddMinutes(m))];

    public static async Task<int> RunAsync(int leases, int seed)
    {
        var folder = Directory.CreateTempSubdirectory("eksgrader-weather-");
        try
        {
            var time = new SteppedTime(LeaseClass.Begin);
            WeatherCase Of(int number) => WeatherCase.Of(number, seed, Deadline);
            await using var service = new LeaseService(folder.FullName, time, new WeatherProbe(time, Of), new CountingPost()) { WatchEvery = TimeSpan.FromMinutes(1), IsAlone = true };
            await LeaseClass.SeedAsync(service.Provider, leases, seed);
            var wrong = new List<string>();
            var outcomes = new List<string>();
            foreach (var sample in Samples)
            {
                await service.RunAsync(sample, _ => { });
                await JudgeAsync(service.Provider, Of, sample, wrong, sample == Samples[^1] ? outcomes : null);
            }

            foreach (var (outcome, count) in outcomes.CountBy(o => o).OrderBy(o => o.Key, StringComparer.Ordinal))
                Say($"{outcome,-60} {count}");
            foreach (var one in wrong.Take(20))
                Say($"WRONG: {one}");
            Say($"{leases} leases in every weather, seed {seed}: {wrong.Count} wrong");
            return wrong.Count == 0 ? 0 : 1;
        }
        finally
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            folder.Delete(recursive: true);
        }
    }

    private static async Task JudgeAsync(IServiceProvider services, Func<int, WeatherCase> caseOf, DateTimeOffset now, List<string> wrong, List<string>? outcomes)
    {
        await using var scope = services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<EksGraderDb>();
        var deletion = new CheckId("cluster-deletion");
        var looks = (await db.LeaseProbes.AsNoTracking().Select(l => new { l.LeaseId, l.Number, l.At, l.Answer }).ToListAsync()).ToLookup(l => l.LeaseId, l => (l.Number, l.At, l.Answer));
        var rows = await db.Leases.AsNoTracking()
            .Join(db.Submissions, l => (Db.Model.LeaseId?)l.Id, s => s.LeaseId, (l, s) => new { Lease = l, s.CountingGradingId, s.Score, s.Final })
            .Join(db.GradedChecks.Where(c => c.Check == deletion), x => x.CountingGradingId, c => (Db.Model.GradingId?)c.GradingId, (x, c) => new { x.Lease, x.Score, x.Final, c.Outcome, c.Share, c.Fault })
            .ToListAsync();
        foreach (var row in rows)
        {
            var life = caseOf(LeaseFates.NumberOf(row.Lease.ClusterName));
            var end = new WeatherEnd(row.Outcome, row.Fault, row.Score ?? -1, row.Final, row.Lease.State, [.. looks[row.Lease.Id].OrderBy(l => l.Number).Select(l => (l.At, l.Answer))]);
            outcomes?.Add(string.Create(CultureInfo.InvariantCulture, $"{life.Weather}{(life.HasAws ? "" : ", no AWS")}, {(life.IsInTime(Deadline) ? "in time" : life.GoneAt is null ? "never" : "late")}: {row.Outcome}"));
            foreach (var what in WeatherRules.Broken(life, end, Deadline, now))
                wrong.Add(string.Create(CultureInfo.InvariantCulture, $"{now:dd HH:mm} {what}: {row.Outcome} (fault {row.Fault}, score {row.Score}, final {row.Final}, {row.Lease.State}); {life}; looks {string.Join(' ', end.Looks.Where(l => l.At > Deadline.AddMinutes(-8)).Select(l => $"{l.At:dd'T'HH:mm:ss}={l.Answer}"))}"));
        }
    }

    private static void Say(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}

/// <summary>What a lease stands at.</summary>
internal sealed record WeatherEnd(Outcome Outcome, FaultDomain? Fault, decimal Score, bool Final, LeaseState State, IReadOnlyList<(DateTimeOffset At, ExistenceAnswer Answer)> Looks);

/// <summary>What must hold of every verdict, whatever the weather (docs/checks.md, "cluster-deletion").</summary>
internal static class WeatherRules
{
    // Looks come up to two minutes after their time here, and a proof takes two more, or ten by names.
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(3);

    /// <summary>The rules that a verdict breaks.</summary>
    public static IEnumerable<string> Broken(WeatherCase life, WeatherEnd end, DateTimeOffset deadline, DateTimeOffset now)
    {
        var isGood = end.Outcome is Outcome.Passed or Outcome.Partial;
        if (end.Outcome == Outcome.Failed && life.IsSeenInTime(deadline))
            yield return "failed, and the student was in time";
        if (end.Outcome == Outcome.Failed && !end.Looks.Any(l => l.At >= deadline && (l.Answer is ExistenceAnswer.Alive or ExistenceAnswer.Deleting)))
            yield return "failed without proof";
        if (isGood && !(life.GoneAt <= now))
            yield return "passed, and the cluster lives";
        if (isGood && !life.IsInTime(deadline) && !HidLateness(life, deadline))
            yield return "passed, was late, and no weather hid it";
        if (end.Outcome == Outcome.Unknown && end.Fault is not (Checks.Core.FaultDomain.Aws or Checks.Core.FaultDomain.Network or Checks.Core.FaultDomain.Grader or Checks.Core.FaultDomain.Cluster))
            yield return "unknown by the student's fault, which ends as zero";
        if (end.Final != (isGood || end.Outcome == Outcome.Failed))
            yield return "final and not known, or known and not final";
        if (end.Score != 80 + (end.Outcome switch { Outcome.Passed => 20, Outcome.Partial => 10, _ => 0 }))
            yield return "the score is another";
        if (end.Outcome == Outcome.Partial && !life.Leaves)
            yield return "nothing was left";

        // What can be known is known.
        if (now < deadline || (life.IsBad(now) && life.Hides))
            yield break;
        var clearSince = life.IsBad(now) ? life.From : life.Until;
        if (life.GoneAt is null && clearSince + TimeSpan.FromHours(1) + Slack < now && now > deadline + Slack && now < deadline.AddHours(25) && end.Outcome != Outcome.Failed)
            yield return "it lives, the sky is clear, and nobody says so";
        if (now > deadline.AddHours(49) && life.GoneAt is not null && !isGood && end.Outcome != Outcome.Failed && !(life.IsOfStudent && end.Outcome == Outcome.Unknown))
            yield return "it is gone, the sky is clear, and nobody knows";
        if (now > deadline.AddHours(49) && life.GoneAt is null && end.Outcome != Outcome.Failed)
            yield return "it never ended, the sky is clear, and nobody knows";
    }

    // A service that could not see at the deadline costs no student points: who was late then passes, unless he himself hid it.
    private static bool HidLateness(WeatherCase life, DateTimeOffset deadline) =>
        life.Hides && !life.IsOfStudent && life.From <= deadline + Slack && (life.Until > deadline || life.DeletedAt <= deadline);
}
