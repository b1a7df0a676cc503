using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Db.Model;
using EksGrader.Db.Submissions;
using EksGrader.Jobs.Submissions;
using EksGrader.Tests.Support.Jobs;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace EksGrader.Tests.Unit.Jobs.Leases;

public sealed class LeasesTests
{
    // The end of 4 December in Seoul.
    private static readonly DateTimeOffset Midnight = new(2026, 12, 4, 15, 0, 0, TimeSpan.Zero);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Lease_ClusterSeenAlive_IsBornWithTheDeadlineOfTheDay()
    {
        await using var world = await JobWorld.BeginAsync();
        var submission = await world.SubmitAsync(await world.EnrolAsync("1"), token: "a");

        await world.RunDueAsync();

        var lease = Assert.Single(await LeasesAsync(world));
        Assert.Equal((Midnight, LeaseState.Active, "uid-of-a"), (lease.Deadline, lease.State, lease.KubeSystemUid));
        Assert.Equal(world.Time.GetUtcNow(), lease.SeenAliveAt);
        Assert.Equal(lease.Id, (await world.SubmissionAsync(submission)).LeaseId);
        Assert.Equal(ExistenceAnswer.Alive, (await world.AskAsync(db => db.LeaseProbes.SingleAsync(Token))).Answer);
    }

    [Fact]
    public async Task Lease_OfASubmissionMendedOverMidnight_HasTheWholeDay()
    {
        await using var world = await JobWorld.BeginAsync(JobWorld.Document.Replace("2026-12-04T23:00", "2026-12-07T23:00", StringComparison.Ordinal));
        world.Time.Advance(Midnight.AddMinutes(-10) - world.Time.GetUtcNow());
        var student = await world.EnrolAsync("1");
        await using (var scope = world.Services.CreateAsyncScope())
            await scope.ServiceProvider.GetRequiredService<SubmissionStore>().RefusedAsync(world.Assignment, student, world.Time.GetUtcNow(), _ => false, Token);
        world.Time.Advance(TimeSpan.FromMinutes(13));

        var submission = await world.SubmitAsync(student);
        await world.RunDueAsync();

        Assert.Equal(Midnight.AddMinutes(-10), (await world.SubmissionAsync(submission)).CountedAt);
        Assert.Equal(Midnight.AddDays(1), Assert.Single(await LeasesAsync(world)).Deadline);
    }

    [Fact]
    public async Task Lease_NoClusterSeen_IsNotBorn()
    {
        await using var world = await JobWorld.BeginAsync();
        world.Inspector.Identity = _ => new ClusterIdentity(null, null, "host.eks", null);
        await world.SubmitAsync(await world.EnrolAsync("1"));

        await world.RunDueAsync();

        Assert.Empty(await LeasesAsync(world));
    }

    [Fact]
    public async Task Lease_SameClusterSubmittedAgain_IsTheSameWithTheFirstDeadline()
    {
        await using var world = await JobWorld.BeginAsync();
        var student = await world.EnrolAsync("1");
        var first = await world.SubmitAsync(student);
        await world.RunDueAsync();

        world.Time.Advance(TimeSpan.FromHours(5.1)); // 23:06, and from here on late
        var second = await world.SubmitAsync(student, late: true);
        await world.RunDueAsync();

        var lease = Assert.Single(await LeasesAsync(world));
        Assert.Equal(Midnight, lease.Deadline);
        Assert.Equal((lease.Id, lease.Id), ((await world.SubmissionAsync(first)).LeaseId, (await world.SubmissionAsync(second)).LeaseId));
    }

    [Fact]
    public async Task Lease_AnotherCluster_GetsItsOwn()
    {
        await using var world = await JobWorld.BeginAsync();
        var student = await world.EnrolAsync("1");
        await world.SubmitAsync(student, token: "a");
        await world.RunDueAsync();

        await world.SubmitAsync(student, token: "b");
        await world.RunDueAsync();

        Assert.Equal(["uid-of-a", "uid-of-b"], (await LeasesAsync(world)).Select(l => l.KubeSystemUid).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Lease_SettlingEndsNearTheDeadline_LeavesFortyFiveMinutesToDelete()
    {
        await using var world = await JobWorld.BeginAsync();
        world.Inspector.Judge = (_, check) => check == "two" ? Texts.NotYet() : Verdict.Passed(Texts.Of("passed"));
        world.Time.Advance(TimeSpan.FromHours(4.9)); // 22:54: the hour that is left at least ends at 23:54, the day at 24:00
        await world.SubmitAsync(await world.EnrolAsync("1"));
        await world.PassAsync(TimeSpan.FromMinutes(11));

        Assert.Equal(Midnight, Assert.Single(await LeasesAsync(world)).Deadline);

        world.Time.Advance(TimeSpan.FromMinutes(53)); // 23:58
        var second = await world.SubmitAsync(await world.AskAsync(db => db.Students.Select(s => s.Id).SingleAsync(Token)));
        await world.PassAsync(TimeSpan.FromMinutes(11));

        var safe = (await world.SubmissionAsync(second)).SafeToDeleteAt;
        Assert.Equal(safe?.AddMinutes(45), Assert.Single(await LeasesAsync(world)).Deadline);
    }

    [Fact]
    public async Task Shared_OneClusterOfTwoStudents_IsShownOnBoth()
    {
        await using var world = await JobWorld.BeginAsync();
        var first = await world.SubmitAsync(await world.EnrolAsync("1"), token: "same");
        await world.RunDueAsync();
        var second = await world.SubmitAsync(await world.EnrolAsync("2"), token: "same");
        await world.RunDueAsync();

        Assert.Contains("2", await SharedWithAsync(world, first, "sharedCluster"), StringComparison.Ordinal);
        Assert.Contains("1", await SharedWithAsync(world, second, "sharedCluster"), StringComparison.Ordinal);
        Assert.Equal(2, (await LeasesAsync(world)).Count);
    }

    [Fact]
    public async Task Shared_OneStudentTwice_IsNoSign()
    {
        await using var world = await JobWorld.BeginAsync();
        var student = await world.EnrolAsync("1");
        await world.SubmitAsync(student, address: "lb.example");
        await world.RunDueAsync();
        var second = await world.SubmitAsync(student, address: "lb.example");
        await world.RunDueAsync();

        Assert.Empty((await world.GradingsAsync(second)).Single().Flags);
    }

    [Fact]
    public async Task Shared_OneLoadBalancerOfTwoStudents_IsShownOnBothAndSurvivesAProbeAgain()
    {
        await using var world = await JobWorld.BeginAsync();
        world.Inspector.Judge = (_, check) => check == "two" ? Verdict.Unknown(FaultDomain.Student, Texts.Of("no right")) : Verdict.Passed(Texts.Of("passed"));
        var first = await world.SubmitAsync(await world.EnrolAsync("1"), address: "http://dualstack.LB-1.ap-northeast-2.elb.amazonaws.com:80/ (A Record)");
        await world.RunDueAsync();
        await world.SubmitAsync(await world.EnrolAsync("2"), address: "lb-1.ap-northeast-2.elb.amazonaws.com");
        await world.RunDueAsync();
        await world.Queue.ObserveAgainAsync(first, Token);
        await world.RunDueAsync();

        Assert.Contains("2", await SharedWithAsync(world, first, "sharedLoadBalancer"), StringComparison.Ordinal);
    }

    private static Task<List<Lease>> LeasesAsync(JobWorld world) => world.AskAsync(db => db.Leases.AsNoTracking().ToListAsync(Token));

    private static async Task<string> SharedWithAsync(JobWorld world, SubmissionId submission, string kind) =>
        Assert.Single((await world.GradingsAsync(submission))[^1].Flags, s => s.Kind == kind).ToFlag().Message.En;
}
