using EksGrader.Checks.Core;
using EksGrader.Checks.Grading;
using EksGrader.Checks.Integrity;
using EksGrader.Db.Model;
using EksGrader.Jobs.Gradings;
using EksGrader.Tests.Support.Jobs;

namespace EksGrader.Tests.Unit.Jobs.Gradings;

/// <summary>Regrades and closings: each policy alone, and each pair that interacts, without a database.</summary>
public sealed class VerdictPolicyRegradeTests : VerdictPolicyCases
{
    public static TheoryData<string?, string?, string, string> Held => new()
    {
        { "network", null, "failed", "network" }, // early, counting, whole, comes
        { "network", null, "student", "network" },
        { "network", null, "passed", "passed" },
        { "network", "failed", "failed", "failed" }, // a person asked for the observation that failed
        { "network", "failed", "student", "network" },
        { "failed", "network", "student", "student" }, // decided by what was seen in time
        { null, "network", "failed", "network" },
        { null, "network", "student", "network" },
        { null, "failed", "failed", "failed" },
    };

    [Theory]
    [MemberData(nameof(Held))]
    public void Regrade_OfObservationsAfterItWasSafe_HelpsButDoesNotHarm(string? early, string? counting, string whole, string comes)
    {
        var verdicts = new Dictionary<string, Verdict>(StringComparer.Ordinal) { ["failed"] = Failed, ["student"] = ByStudent, ["network"] = ByNetwork, ["passed"] = Passed };
        var known = Recorded(Case(GradingReason.Regrade, counting is null ? null : verdicts[counting], safe: Submitted.AddMinutes(1)), Submitted, Submitted.AddHours(1));
        var replays = new RecordingReplays(Report(verdicts[whole])) { BeforeSafe = early is null ? Report() : Report(verdicts[early]) };

        Assert.Equal(verdicts[comes], Of(VerdictPolicy.Regrade(known, replays, Submitted.AddHours(2))));
    }

    [Fact]
    public void Regrade_OfALateFirstObservation_HoldsTheChargeAgainstALaterFailure()
    {
        var known = Recorded(Case(GradingReason.Regrade, safe: Submitted.AddHours(1)), Submitted.AddHours(1), Submitted.AddHours(2));
        var report = VerdictPolicy.Regrade(known, new RecordingReplays(Report(Failed)) { BeforeSafe = Report(ByStudent) }, Submitted.AddHours(3));

        Assert.Equal((Outcome.Unknown, FaultDomain.Grader), (Of(report).Outcome, Of(report).Fault));
        Assert.Single(Of(report).Feedback);
    }

    [Fact]
    public void Regrade_AfterTheDeadline_ClosesWhatWaitsForTheStudent()
    {
        var known = Recorded(Case(GradingReason.Regrade, safe: Submitted), Submitted);
        var replays = new RecordingReplays(Report(ByStudent));

        Assert.Equal(Outcome.Unknown, Of(VerdictPolicy.Regrade(known, replays, Deadline.AddMinutes(-1))).Outcome);
        Assert.Equal(Outcome.Failed, Of(VerdictPolicy.Regrade(known, replays, Deadline.AddMinutes(1))).Outcome);
        Assert.Equal(Outcome.Unknown, Of(VerdictPolicy.Regrade(known with { Deadline = known.Deadline with { IsFirm = false } }, replays, Deadline.AddMinutes(1))).Outcome);
    }

    [Fact]
    public void Regrade_AfterTheDeadline_LeavesWhatALateFirstObservationCharged()
    {
        var known = Recorded(Case(GradingReason.Regrade), Submitted.AddHours(1));

        Assert.Equal(FaultDomain.Grader, Of(VerdictPolicy.Regrade(known, new RecordingReplays(Report(ByStudent)), Deadline.AddHours(1))).Fault);
    }

    [Fact]
    public void Regrade_AfterTheDeadline_LeavesWhatWasOnlyObservedAfterItWasSafe()
    {
        var known = Recorded(Case(GradingReason.Regrade, safe: Submitted), Submitted.AddMinutes(1));
        var replays = new RecordingReplays(Report(ByStudent)) { BeforeSafe = Report() };

        Assert.Equal(FaultDomain.Grader, Of(VerdictPolicy.Regrade(known, replays, Deadline.AddHours(1))).Fault);
    }

    [Fact]
    public void Regrade_OfWhatARecordingCannotTell_KeepsWhatWasKnown()
    {
        var known = Recorded(Case(GradingReason.Regrade, Failed), Submitted);

        Assert.Equal(Failed, Of(VerdictPolicy.Regrade(known, new RecordingReplays(Report(Verdict.Pending(Texts.Of("pending")))), Deadline.AddHours(1))));
    }

    [Fact]
    public void Regrade_OfAStandingContradiction_FailsWhateverElseHolds()
    {
        var contradiction = Verdict.Failed(ApiGroups.Summary);
        var known = Recorded(Case(GradingReason.Regrade, contradiction, safe: Submitted), Submitted.AddHours(1));
        var replays = new RecordingReplays(Report(Passed)) { BeforeSafe = Report(ByNetwork) };

        Assert.Equal(contradiction, Of(VerdictPolicy.Regrade(known, replays, Deadline.AddHours(1))));
        Assert.Equal(contradiction, Of(VerdictPolicy.RegradeUnrecorded(known)));
    }

    [Fact]
    public void Regrade_Flags_JoinThoseThatAreKnown()
    {
        var known = Recorded(Case(GradingReason.Regrade) with { Flags = [new IntegrityFlag("sharedCluster", Texts.Of("with 2"))] }, Submitted.AddHours(1));
        var report = VerdictPolicy.Regrade(known, new RecordingReplays(Report(Passed) with { Flags = [new IntegrityFlag("lateWorkload", Texts.Of("late"))] }), Submitted.AddHours(2));

        Assert.Equal(["sharedCluster", "lateWorkload", VerdictPolicy.LateFirstKind], report.Flags.Select(s => s.Kind));
    }

    [Fact]
    public void RegradeUnrecorded_KeepsWhatWasKnown()
    {
        Assert.Equal(ByNetwork, Of(VerdictPolicy.RegradeUnrecorded(Case(GradingReason.Regrade, ByNetwork))));
        Assert.Equal((Outcome.Unknown, FaultDomain.Grader), (Of(VerdictPolicy.RegradeUnrecorded(Case(GradingReason.Regrade))).Outcome, Of(VerdictPolicy.RegradeUnrecorded(Case(GradingReason.Regrade))).Fault));
    }

    public static TheoryData<string?, string?, string> Closings => new()
    {
        { "passed", "failed", "passed" }, // as granted, without AWS, comes
        { "failed", "passed", "failed" },
        { null, "passed", "passed" },
        { "student", "passed", "passed" },
        { "network", null, "closed" },
        { null, "network", "network" },
        { null, "student", "closed" },
        { null, null, "closed" },
    };

    [Theory]
    [MemberData(nameof(Closings))]
    public void Close_TakesWhatWasGrantedThenWhatNeedsNoAws_ElseItFails(string? granted, string? without, string comes)
    {
        var verdicts = new Dictionary<string, Verdict>(StringComparer.Ordinal) { ["failed"] = Failed, ["student"] = ByStudent, ["network"] = ByNetwork, ["passed"] = Passed };
        var replays = new RecordingReplays(Report(ByStudent)) { AsGranted = One(granted), WithoutAws = One(without) };
        var closed = Of(VerdictPolicy.Close(Report(ByStudent), replays));

        var expected = comes == "closed" ? Failed : verdicts[comes];
        Assert.Equal((expected.Outcome, expected.Fault, comes == "closed" ? Outcome.Failed : expected.Outcome), (closed.Outcome, closed.Fault, closed.Outcome));
        Assert.Equal(comes == "closed", closed.Summary.En.Contains("expired", StringComparison.Ordinal));

        Dictionary<CheckId, Verdict> One(string? verdict) => verdict is null ? [] : new() { [Two] = verdicts[verdict] };
    }

    [Fact]
    public void Close_OfWhatDoesNotWaitForTheStudent_ChangesNothing()
    {
        foreach (var verdict in new[] { Passed, Failed, ByNetwork, ByAws, ByGrader })
            Assert.Equal(verdict, Of(VerdictPolicy.Close(Report(verdict), new RecordingReplays(Report(verdict)))));
    }
}
