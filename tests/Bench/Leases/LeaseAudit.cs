using System.Globalization;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using EksGrader.Jobs.Leases;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace EksGrader.Bench.Leases;

/// <summary>What the rows say after it is all over.</summary>
/// <param name="Lateness">By how many seconds each probe began after its time.</param>
/// <param name="Late">Looks that came too late, or never.</param>
/// <param name="Wrong">Leases that came to something else than they must.</param>
/// <param name="Ends">What each cluster's lease came to.</param>
/// <param name="Receipts">How many receipts there are.</param>
internal sealed record LeaseFindings(IReadOnlyList<double> Lateness, IReadOnlyList<string> Late, IReadOnlyList<string> Wrong, IReadOnlyDictionary<string, string> Ends, int Receipts)
{
    private const string WasLost = "a look was lost";

    /// <summary>How many of <see cref="Late"/> never came.</summary>
    public int Lost => Late.Count(l => l.StartsWith(WasLost, StringComparison.Ordinal));

    public static async Task<LeaseFindings> ReadAsync(IServiceProvider services, LeaseFates fates, DateTimeOffset from, DateTimeOffset until)
    {
        await using var scope = services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<EksGraderDb>();
        var leases = await db.Leases.AsNoTracking().ToListAsync();
        var looks = (await db.LeaseProbes.AsNoTracking().Select(l => new { l.LeaseId, l.Number, l.At, l.Answer }).ToListAsync()).ToLookup(l => l.LeaseId);
        var verdicts = await db.Submissions.AsNoTracking()
            .Join(db.GradedChecks, s => s.CountingGradingId, c => c.GradingId, (s, c) => new { s.LeaseId, s.Score, s.Final, c.Check, c.Outcome, c.Share, c.Fault })
            .Where(x => x.Check == new CheckId("cluster-deletion"))
            .ToListAsync();
        var verdictOf = verdicts.ToDictionary(v => v.LeaseId ?? default);
        var (lateness, late, wrong, ends) = (new List<double>(), new List<string>(), new List<string>(), new Dictionary<string, string>(StringComparer.Ordinal));
        foreach (var lease in leases)
        {
            var ending = fates.Of(LeaseFates.NumberOf(lease.ClusterName));
            var verdict = verdictOf[lease.Id];
            var expected = ending.Expected;
            if ((verdict.Outcome, verdict.Score, lease.State) != (expected.Outcome, expected.Score, expected.State))
                wrong.Add(string.Create(CultureInfo.InvariantCulture, $"{ending.Name}: {verdict.Outcome}, {verdict.Score}, {lease.State} instead of {expected}"));
            ends[lease.ClusterName ?? ""] = string.Create(CultureInfo.InvariantCulture, $"{lease.State} {verdict.Outcome} {verdict.Share} {verdict.Fault} {verdict.Score} {verdict.Final}");
            Measure(lease, [.. looks[lease.Id].OrderBy(l => l.Number).Select(l => (l.At, l.Answer))], from, until, lateness, late);
        }

        return new LeaseFindings(lateness, late, wrong, ends, await db.Receipts.CountAsync());
    }

    // Goes through the looks as the schedule does: each next one must be there, at its time.
    private static void Measure(
        Lease lease, IReadOnlyList<(DateTimeOffset At, ExistenceAnswer Answer)> looks, DateTimeOffset from, DateTimeOffset until, List<double> lateness, List<string> tooLate)
    {
        DateTimeOffset? goneSince = null;

        void Judge(double late, FormattableString what)
        {
            lateness.Add(late);
            if (late > ProbeSchedule.Latest.TotalSeconds || late < 0)
                tooLate.Add(what.ToString(CultureInfo.InvariantCulture));
        }

        for (var i = 0; i < looks.Count; i++)
        {
            var (at, answer) = looks[i];
            goneSince = answer switch
            {
                ExistenceAnswer.Alive or ExistenceAnswer.Deleting => null,
                ExistenceAnswer.NotFound or ExistenceAnswer.NameGone => goneSince ?? at,
                _ => goneSince,
            };
            var due = ProbeSchedule.DueAfter(new ProbeFacts(lease.Deadline, at, answer, goneSince));
            if (due is not { } next || (i == looks.Count - 1 && lease.EndedAt is not null))
                continue;
            if (i + 1 < looks.Count && looks[i + 1].At < from)
                continue;
            next = next > from ? next : from;
            if (i + 1 < looks.Count)
                Judge((looks[i + 1].At - next).TotalSeconds, $"{lease.ClusterName}: the look for {next:O} came at {looks[i + 1].At:O}");
            else if (next + ProbeSchedule.Latest <= until)
                tooLate.Add($"{WasLost}: {lease.ClusterName} has none for {next:O}, the last one was {at:O} {answer}, state {lease.State}, next {lease.NextProbeAt:O}, claimed {lease.ClaimedUntil:O}");
        }
    }
}
