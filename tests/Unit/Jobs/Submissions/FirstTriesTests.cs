using EksGrader.Checks.Clusters;
using EksGrader.Db.Model;
using EksGrader.Db.Submissions;
using EksGrader.Tests.Support.Jobs;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace EksGrader.Tests.Unit.Jobs.Submissions;

/// <summary>What a refusal before the due date, mended within 15 minutes, is worth.</summary>
public sealed class FirstTriesTests
{
    // 23:00 in Seoul.
    private static readonly DateTimeOffset Due = new(2026, 12, 4, 14, 0, 0, TimeSpan.Zero);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(-3600, false)] // there when the first try was refused
    [InlineData(-61, false)]
    [InlineData(-59, true)] // made in the time that the refusal would have won
    [InlineData(300, true)]
    public async Task MendedSubmission_KeepsTheFirstTimeWhereItsClusterExistedThen(int madeAfterDue, bool late)
    {
        await using var world = await WatchWorld.BeginAsync();
        world.Inspector.Identity = _ => new ClusterIdentity("arn:aws:eks:ap-northeast-2:111122223333:cluster/web", Due.AddSeconds(madeAfterDue), "host.eks", "uid");

        var submission = await MendedAsync(world);

        var graded = await world.SubmissionAsync(submission);
        Assert.Equal((late, late ? null : Due.AddMinutes(-1)), (graded.Late, graded.FirstTriedAt));
        var lease = await world.LeaseAsync();
        var taken = graded.SubmittedAt;
        Assert.Equal((late ? taken.AddHours(2) : WatchWorld.Midnight, late ? taken.AddHours(1) : null), (lease.Deadline, lease.KeepUntil));
        Assert.Equal(late ? 1 : 0, await world.AskAsync(db => db.AuditEntries.CountAsync(a => a.What == "submission.late", Token)));
    }

    [Fact]
    public async Task MendedSubmission_OfAKubeconfigAlone_IsJudgedByTheAgeOfKubeSystem()
    {
        await using var world = await WatchWorld.BeginAsync();
        world.Inspector.Reads = _ =>
        [
            new RecordedRead
            {
                Key = $"kubernetes list {EksGrader.Checks.Kubernetes.Namespace.Type}",
                At = world.Time.GetUtcNow(),
                Answer = """{"items":[{"metadata":{"name":"kube-system","uid":"u","creationTimestamp":"2026-12-04T14:05:00Z"}}]}"""u8.ToArray(),
            },
        ];

        Assert.True((await world.SubmissionAsync(await MendedAsync(world))).Late);
    }

    [Fact]
    public async Task MendedSubmission_OfAClusterWhoseAgeIsNotKnown_KeepsTheFirstTime()
    {
        await using var world = await WatchWorld.BeginAsync();

        Assert.False((await world.SubmissionAsync(await MendedAsync(world))).Late);
    }

    // Refused a minute before the due date, taken ten minutes after it.
    private static async Task<SubmissionId> MendedAsync(JobWorld world)
    {
        var student = await world.EnrolAsync("1");
        world.Time.Advance(Due.AddMinutes(-1) - world.Time.GetUtcNow());
        await using (var scope = world.Services.CreateAsyncScope())
            await scope.ServiceProvider.GetRequiredService<SubmissionStore>().RefusedAsync(world.Assignment, student, world.Time.GetUtcNow(), at => at > Due, Token);
        world.Time.Advance(TimeSpan.FromMinutes(11));
        var submission = await world.SubmitAsync(student);
        await world.RunDueAsync();
        return submission;
    }
}
