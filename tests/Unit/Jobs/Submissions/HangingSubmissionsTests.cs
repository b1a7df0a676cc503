using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Reads;
using EksGrader.Db.Model;
using EksGrader.Db.Submissions;
using EksGrader.Jobs.Gradings;
using EksGrader.Jobs.Submissions;
using EksGrader.Tests.Support.Jobs;

namespace EksGrader.Tests.Unit.Jobs.Submissions;

/// <summary>Submissions that only hold up: what a student gains by a queue of their own (nothing), and what others lose by it (nothing).</summary>
public sealed class HangingSubmissionsTests
{
    private static readonly TimeSpan Hangs = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task FirstObservation_BehindTheStudentsOwnHangingSubmissions_LeavesTheFaultWithTheStudent()
    {
        await using var world = await HangingAsync("junk");
        var student = await world.EnrolAsync("1");
        for (var i = 0; i < 12; i++)
            await world.SubmitAsync(student, token: "junk");
        var submission = await world.SubmitAsync(student, token: "last");
        var submittedAt = world.Time.GetUtcNow();

        await world.RunDueAsync();

        Assert.Equal(submittedAt + (12 * Hangs), world.Time.GetUtcNow()); // six minutes
        Assert.Equal(FaultDomain.Student, (await world.VerdictAsync(submission, "two")).Fault);
        Assert.DoesNotContain(Assert.Single(await world.GradingsAsync(submission)).Flags, s => s.Kind == VerdictPolicy.LateFirstKind);
    }

    [Fact]
    public async Task FirstObservation_BehindAnOwnSubmissionThatTheGraderLost_IsChargedToTheGrader()
    {
        await using var world = await HangingAsync("first");
        var student = await world.EnrolAsync("1");
        var first = await world.SubmitAsync(student, token: "first");
        var submission = await world.SubmitAsync(student, token: "last");
        using var killed = new CancellationTokenSource();
        world.Inspector.Meanwhile = (_, _) => killed.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => world.RunAsync(new GradeInput(first.Value, GradingReason.First), killed.Token));
        world.Inspector.Meanwhile = (_, _) => Task.CompletedTask;

        world.Time.Advance(GradingStore.ObservationLimit + TimeSpan.FromMinutes(2)); // no observation: the process died
        await world.RunAsync<SweepSubmissions>();
        await world.RunDueAsync();

        Assert.Equal(FaultDomain.Grader, (await world.VerdictAsync(submission, "two")).Fault);
    }

    [Fact]
    public async Task FirstObservation_BehindAQueueOfOthers_IsChargedToTheGraderWhateverTheStudentSubmittedBefore()
    {
        await using var world = await HangingAsync("none");
        var student = await world.EnrolAsync("1");
        await world.SubmitAsync(student, token: "junk");
        var submission = await world.SubmitAsync(student, token: "last");

        world.Time.Advance(TimeSpan.FromMinutes(6)); // in the queue, where neither is looked at
        await world.RunDueAsync();

        Assert.Equal(FaultDomain.Grader, (await world.VerdictAsync(submission, "two")).Fault);
    }

    [Fact]
    public async Task Regrade_OfASubmissionBehindOwnHangingOnes_ChargesTheGraderNoMoreThanBefore()
    {
        await using var world = await HangingAsync("junk");
        var student = await world.EnrolAsync("1");
        for (var i = 0; i < 12; i++)
            await world.SubmitAsync(student, token: "junk");
        var submission = await world.SubmitAsync(student, token: "last");
        await world.RunDueAsync();

        await world.RunAsync(new RegradeInput(submission.Value, 1));

        Assert.DoesNotContain((await world.GradingsAsync(submission))[^1].Flags, s => s.Kind == VerdictPolicy.LateFirstKind);
    }

    [Fact]
    public async Task Deletion_OfAClusterNeverSeenBehindOwnHangingSubmissions_IsFailedAndNoInstructorsQuestion()
    {
        await using var world = await WatchWorld.BeginAsync();
        Hang(world, "junk");
        var refused = new ReadError { Failure = ReadFailure.Unauthenticated, Fault = FaultDomain.Student, Summary = Texts.Of("no") };
        world.Inspector.Reads = _ => [new RecordedRead { Key = $"kubernetes list {EksGrader.Checks.Kubernetes.Namespace.Type}", At = world.Time.GetUtcNow(), Fault = refused }];
        var student = await world.EnrolAsync("1");
        for (var i = 0; i < 12; i++)
            await world.SubmitAsync(student, token: "junk");
        var submission = await world.SubmitAsync(student, token: "last");
        await world.RunDueAsync();

        await world.WatchAsync(WatchWorld.Midnight.AddMinutes(5));

        Assert.Equal(Outcome.Failed, (await world.VerdictAsync(submission, "cluster-deletion")).Outcome);
    }

    [Fact]
    public async Task Queue_FullOfOneStudentsHangingSubmissions_RunsOneOfThemAtATime()
    {
        await using var world = await HangingAsync("junk");
        var student = await world.EnrolAsync("1");
        var junk = new List<SubmissionId>();
        for (var i = 0; i < 5; i++)
            junk.Add(await world.SubmitAsync(student, token: "junk", queued: false));
        var honest = default(SubmissionId);
        var asked = 0;
        world.Inspector.Meanwhile = async (look, _) =>
        {
            if (look.Access.Kubeconfig?.Token != "junk" || Interlocked.Increment(ref asked) > 1)
                return;
            foreach (var other in junk.Skip(1)) // every place that they ask for meanwhile is given back at once
                await world.RunAsync(new GradeInput(other.Value, GradingReason.First));
            honest = await world.SubmitAsync(await world.EnrolAsync("2"), queued: false);
            await world.RunAsync(new GradeInput(honest.Value, GradingReason.First));
        };

        await world.RunAsync(new GradeInput(junk[0].Value, GradingReason.First));

        Assert.Equal(2, world.Inspector.Asked.Count); // the first junk and the honest one
        Assert.Equal(40m, (await world.SubmissionAsync(honest)).Score);
    }

    // Tokens that can do nothing; looks with one of them hang as long as an observation may.
    private static async Task<JobWorld> HangingAsync(string token)
    {
        var world = await JobWorld.BeginAsync();
        Hang(world, token);
        return world;
    }

    private static void Hang(JobWorld world, string token)
    {
        world.Inspector.Judge = (look, check) => check switch
        {
            "gone" or "cluster-deletion" => Verdict.Pending(Texts.Of("pending")),
            "two" when look.Access.Kubeconfig?.Token is "junk" or "last" or "first" => Verdict.Unknown(FaultDomain.Student, Texts.Of("not accepted")),
            _ => Verdict.Passed(Texts.Of("passed")),
        };
        world.Inspector.Identity = look => new ClusterIdentity(
            null, null, "host.eks", look.Access.Kubeconfig?.Token is "junk" or "last" or "first" ? null : $"uid-of-{look.Access.Kubeconfig?.Token}");
        world.Inspector.Meanwhile = (look, _) =>
        {
            if (look.Access.Kubeconfig?.Token == token)
                world.Time.Advance(Hangs);
            return Task.CompletedTask;
        };
    }
}
