using EksGrader.Checks.Assignments;
using EksGrader.Checks.Core;
using EksGrader.Checks.Integrity;
using EksGrader.Db.Model;
using EksGrader.Jobs.Gradings;
using EksGrader.Tests.Support.Jobs;
using NodaTime;

namespace EksGrader.Tests.Unit.Jobs.Gradings;

/// <summary>Gradings: each policy alone, and each pair that interacts, without a database.</summary>
public sealed class VerdictPolicyTests : VerdictPolicyCases
{
    [Theory]
    [InlineData(300, FaultDomain.Student)]
    [InlineData(301, FaultDomain.Grader)]
    public void Grade_FirstObservation_ChargesTheGraderFromFiveMinutesOn(int seconds, FaultDomain fault)
    {
        var report = VerdictPolicy.Grade(Case(), Seen(ByStudent, Submitted.AddSeconds(seconds)));

        Assert.Equal(fault, Of(report).Fault);
        Assert.Equal(fault == FaultDomain.Grader, report.Flags.Any(s => s.Kind == VerdictPolicy.LateFirstKind));
    }

    [Fact]
    public void Grade_FirstObservationLateForTheStudentsOwnSubmissions_ChargesThem()
    {
        var known = Case() with { WaitsSince = Submitted.AddMinutes(4) };

        Assert.Equal(FaultDomain.Student, Of(VerdictPolicy.Grade(known, Seen(ByStudent, Submitted.AddMinutes(9)))).Fault);
    }

    [Fact]
    public void Grade_LateFirstObservation_LeavesWhatWasObserved() =>
        Assert.Equal([Passed, Failed], [Of(VerdictPolicy.Grade(Case(), Seen(Passed, Submitted.AddHours(1)))), Of(VerdictPolicy.Grade(Case(), Seen(Failed, Submitted.AddHours(1))))]);

    [Fact]
    public void WithoutLateCharge_OfAChargedVerdict_IsTheStudentsAgain()
    {
        var charged = Of(VerdictPolicy.Grade(Case(), Seen(ByStudent, Submitted.AddHours(1))));

        Assert.Equal((FaultDomain.Student, 0), (VerdictPolicy.WithoutLateCharge(charged).Fault, VerdictPolicy.WithoutLateCharge(charged).Feedback.Count));
        Assert.Equal(ByGrader, VerdictPolicy.WithoutLateCharge(ByGrader));
    }

    public static TheoryData<string, bool> Befores => new() { { "passed", false }, { "grader", false }, { "aws", false }, { "failed", true }, { "network", true }, { "student", true } };

    [Theory]
    [MemberData(nameof(Befores))]
    public void PassedLate_ByWhatStoodBefore_FlagsUnlessItWasKnownOrExcused(string before, bool flagged)
    {
        var was = before switch { "passed" => Passed, "grader" => ByGrader, "aws" => ByAws, "failed" => Failed, "network" => ByNetwork, _ => ByStudent };
        var known = Case(GradingReason.Look, was) with { FirstObservedAt = Submitted };

        Assert.Equal(flagged, VerdictPolicy.Grade(known, Seen(Passed, PastDue)).Flags.Any(s => s.Kind == VerdictPolicy.PassedLateKind));
    }

    [Fact]
    public void PassedLate_OfALateSubmission_IsNoFlag() =>
        Assert.Empty(VerdictPolicy.Grade(Case(late: true) with { FirstObservedAt = Submitted }, Seen(Passed, PastDue)).Flags);

    [Fact]
    public void PassedLate_WithinTheTimeToSettle_IsNoFlag() =>
        Assert.Empty(VerdictPolicy.Grade(Case() with { FirstObservedAt = Submitted }, Seen(Passed, Submitted.AddHours(5).AddMinutes(10))).Flags);

    [Fact]
    public void PassedLate_AfterALateFirstObservation_IsExcused()
    {
        var report = VerdictPolicy.Grade(Case(), Seen(Passed, PastDue));

        Assert.Equal([VerdictPolicy.LateFirstKind], report.Flags.Select(s => s.Kind));
    }

    [Fact]
    public void PassedLate_OfTwoChecks_IsNamedForEachAndOnce()
    {
        var seen = Seen(Passed, PastDue) with { Verdicts = new Dictionary<CheckId, Verdict> { [new CheckId("one")] = Passed, [Two] = Passed } };
        var flags = VerdictPolicy.Grade(Case() with { FirstObservedAt = Submitted }, seen).Flags;

        Assert.Equal([VerdictPolicy.PassedLateKind, VerdictPolicy.PassedLateKind], flags.Select(s => s.Kind));
        Assert.Equal(flags, VerdictPolicy.JoinFlags(flags, flags));
    }

    [Fact]
    public void JoinFlags_OfOneKind_KeepsTheKnownOne()
    {
        var (known, found) = (new IntegrityFlag("lateWorkload", Texts.Of("first")), new IntegrityFlag("lateWorkload", Texts.Of("second")));

        Assert.Equal([known], VerdictPolicy.JoinFlags([known], [found]));
    }

    public static TheoryData<GradingReason, string, string> Harmless => new()
    {
        { GradingReason.Retry, "failed", "network" },
        { GradingReason.Retry, "student", "network" },
        { GradingReason.Retry, "passed", "passed" },
        { GradingReason.Look, "failed", "failed" },
        { GradingReason.Look, "student", "network" },
    };

    [Theory]
    [MemberData(nameof(Harmless))]
    public void Grade_AfterAnUnknownThatWasNotTheStudents_HelpsButDoesNotHarm(GradingReason reason, string seen, string comes)
    {
        var verdicts = new Dictionary<string, Verdict>(StringComparer.Ordinal) { ["failed"] = Failed, ["student"] = ByStudent, ["network"] = ByNetwork, ["passed"] = Passed };
        var known = Case(reason, ByNetwork, safe: Submitted) with { FirstObservedAt = Submitted };

        Assert.Equal(verdicts[comes], Of(VerdictPolicy.Grade(known, Seen(verdicts[seen], Submitted.AddHours(1)))));
    }

    [Fact]
    public void Grade_AfterALateFirstObservation_DoesNotTurnTheChargeBackIntoTheStudentsFault()
    {
        var charged = Of(VerdictPolicy.Grade(Case(), Seen(ByStudent, Submitted.AddHours(1))));
        var known = Case(GradingReason.Retry, charged, safe: Submitted.AddHours(1)) with { FirstObservedAt = Submitted.AddHours(1) };

        Assert.Equal(FaultDomain.Grader, Of(VerdictPolicy.Grade(known, Seen(ByStudent, Submitted.AddHours(2)))).Fault);
        Assert.Single(Of(VerdictPolicy.Grade(known, Seen(ByStudent, Submitted.AddHours(2)))).Feedback);
    }

    [Theory]
    [InlineData(GradingReason.Anew, FaultDomain.Grader)]
    [InlineData(GradingReason.Look, FaultDomain.Student)]
    public void Grade_AfterItWasSafeToDelete_ChargesTheGraderWhereItBeginsFromScratch(GradingReason reason, FaultDomain fault)
    {
        var known = Case(reason, safe: Submitted, started: Submitted.AddHours(1)) with { FirstObservedAt = Submitted };

        Assert.Equal(fault, Of(VerdictPolicy.Grade(known, Seen(ByStudent, Submitted.AddHours(1)))).Fault);
    }

    [Fact]
    public void Grade_FromScratchAfterItWasSafeAndAfterALateFirst_IsChargedOnceAndFlagged()
    {
        var known = Case(GradingReason.Anew, safe: Submitted.AddHours(1), started: Submitted.AddHours(2)) with { FirstObservedAt = Submitted.AddHours(1) };
        var report = VerdictPolicy.Grade(known, Seen(ByStudent, Submitted.AddHours(2)));

        Assert.Equal((FaultDomain.Grader, 1), (Of(report).Fault, Of(report).Feedback.Count));
        Assert.Equal([VerdictPolicy.LateFirstKind], report.Flags.Select(s => s.Kind));
    }

    [Fact]
    public void RetryAt_HourlyUntilTheDeadline_UnlessTheStudentMustCorrectSomething()
    {
        var known = Case();

        Assert.Equal(Submitted.AddHours(1), VerdictPolicy.RetryAt(known, Report(ByNetwork), Submitted));
        Assert.Null(VerdictPolicy.RetryAt(known, Report(ByStudent), Submitted));
        Assert.Null(VerdictPolicy.RetryAt(known, Report(Failed), Submitted));
        Assert.NotNull(VerdictPolicy.RetryAt(known, Report(ByNetwork), Deadline.AddHours(-1)));
        Assert.Null(VerdictPolicy.RetryAt(known, Report(ByNetwork), Deadline.AddMinutes(-59)));
    }

    [Fact]
    public void RetryAt_OfADeadlineThatBecomesFirmNow_KnowsTheTimeToDelete()
    {
        var known = Case() with { Deadline = new LeaseDeadline(Instant.FromDateTimeOffset(Submitted), IsFirm: false) };

        Assert.Null(VerdictPolicy.RetryAt(known, Report(ByNetwork), Submitted)); // 45 minutes, and the retry is an hour away
    }

    [Fact]
    public void RetryAt_OfALateFirstObservation_TriesWhatWasCharged()
    {
        var report = VerdictPolicy.Grade(Case(), Seen(ByStudent, Submitted.AddHours(1)));

        Assert.NotNull(VerdictPolicy.RetryAt(Case(), report, Submitted.AddHours(1)));
    }
}
