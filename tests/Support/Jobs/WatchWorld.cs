using EksGrader.Checks.Checks.Deletion;
using EksGrader.Checks.Core;
using EksGrader.Checks.Grading;
using EksGrader.Db.Model;
using EksGrader.Jobs.Leases;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace EksGrader.Tests.Support.Jobs;

/// <summary>A <see cref="JobWorld"/> whose assignment asks for the deletion too, with the check that ships.</summary>
internal static class WatchWorld
{
    /// <summary>80 points for the living cluster, 20 for its end, which is due at the end of the day in Seoul.</summary>
    public const string Document = """
        assignment: exam
        due: 2026-12-04T23:00
        requireEks: false
        checks:
          - { check: one, points: 40 }
          - { check: two, points: 40, count: 2 }
          - { check: cluster-deletion, points: 20 }
        """;

    /// <summary>The end of 4 December in Seoul.</summary>
    public static readonly DateTimeOffset Midnight = new(2026, 12, 4, 15, 0, 0, TimeSpan.Zero);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static Task<JobWorld> BeginAsync(IReadOnlyDictionary<string, string?>? database = null, Action<IServiceCollection>? adapt = null) => JobWorld.BeginAsync(
        Document,
        services =>
        {
            services.AddSingleton(new Catalogue([new FakeCheck("one"), new FakeCheck("two"), new ClusterDeletionCheck()]));
            adapt?.Invoke(services);
        },
        database);

    /// <summary>A graded submission whose cluster was seen alive.</summary>
    public static async Task<SubmissionId> GradedAsync(this JobWorld world, string number = "1", string? token = null)
    {
        var submission = await world.SubmitAsync(await world.EnrolAsync(number), token: token);
        await world.RunDueAsync();
        return submission;
    }

    public static Task<Lease> LeaseAsync(this JobWorld world) => world.AskAsync(db => db.Leases.AsNoTracking().SingleAsync(Token));

    public static Task<List<LeaseProbe>> ProbesAsync(this JobWorld world) =>
        world.AskAsync(db => db.LeaseProbes.AsNoTracking().OrderBy(l => l.LeaseId).ThenBy(l => l.Number).ToListAsync(Token));

    /// <summary>Lets a service run that watches: every observation is made when it is due.</summary>
    public static async Task WatchAsync(this JobWorld world, DateTimeOffset until)
    {
        await world.WatchOnceAsync();
        while (await NextAsync(world) is { } next && next <= until)
        {
            if (next > world.Time.GetUtcNow())
                world.Time.Advance(next - world.Time.GetUtcNow());
            await world.WatchOnceAsync();
        }

        if (until > world.Time.GetUtcNow())
            world.Time.Advance(until - world.Time.GetUtcNow());
        await world.WatchOnceAsync();
    }

    public static async Task WatchOnceAsync(this JobWorld world)
    {
        await world.RunAsync<WatchDeletion>();
        await world.RunAsync<CloseUnseenClusters>();
    }

    /// <summary>Gives points by hand.</summary>
    public static Task OverrideAsync(this JobWorld world, SubmissionId id, string check, decimal points) => world.WithDbAsync(db => db.WriteAsync(
        async token =>
        {
            var submission = await db.Submissions.Include(s => s.Overrides).FirstAsync(s => s.Id == id, token);
            db.Overrides.Add(submission.GivePoints(new Override(Id.New<OverrideId>(world.Time), id, new CheckId(check), points, "seen", "prof", world.Time.GetUtcNow())));
            submission.Count(await db.Gradings.Include(g => g.Checks).FirstAsync(g => g.Id == submission.CountingGradingId, token));
        },
        Token));

    private static Task<DateTimeOffset?> NextAsync(JobWorld world) => world.AskAsync(db => db.Leases.MinAsync(l => l.NextProbeAt, Token));
}
