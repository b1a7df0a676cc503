using System.Globalization;
using System.Text;
using EksGrader.Checks.Assignments;
using EksGrader.Checks.Checks;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Grading;
using EksGrader.Checks.Kubernetes;
using EksGrader.Checks.Reads;
using EksGrader.Jobs.Gradings;
using EksGrader.Tests.Support.Time;
using Microsoft.Extensions.Logging.Abstractions;

namespace EksGrader.Tests.Unit.Checks.Grading;

/// <summary>What AWS has contradicted, and a student then keeps AWS from saying again.</summary>
public sealed class ContradictionTests
{
    private const string Ask = "aws elb describe-load-balancers";
    private const string NeedsAws = "needs AWS";
    private const string Nothing = """{"items":[]}""";
    private static readonly LocalizedText Words = LocalizedText.Same("words");
    private static readonly ReadError Refused = new() { Failure = ReadFailure.Denied, Fault = FaultDomain.Student, Summary = Words };
    private static readonly ReadError Throttled = new() { Failure = ReadFailure.Throttled, Fault = FaultDomain.Aws, Summary = Words };

    private readonly ManualTime time = new();

    [Fact]
    public async Task RightTakenBackAfterAContradiction_DoesNotPass()
    {
        var report = await ReplayAsync(Contradicting, Read(Refused));

        Assert.Equal((Outcome.Failed, Assurance.Aws, true), (Of(report).Outcome, Of(report).Assurance, Of(report).Contradicted));
        Assert.Equal(Settling.ContradictionStandsKind, Assert.Single(report.Flags).Kind);
    }

    [Fact]
    public async Task AwsAccessLeftOutAfterAContradiction_DoesNotPass() =>
        Assert.Equal(Outcome.Failed, Of(await ReplayAsync(Contradicting, null)).Outcome);

    [Fact]
    public async Task ContradictionThatAwsItselfTakesBack_Passes()
    {
        var report = await ReplayAsync(Contradicting, Read(Throttled), Confirming);

        Assert.Equal((Outcome.Passed, Assurance.Aws), (Of(report).Outcome, Of(report).Assurance));
    }

    [Fact]
    public async Task RightThatWasNeverGranted_IsTheClustersWord() =>
        Assert.Equal((Outcome.Passed, Assurance.Cluster), (Of(await ReplayAsync(Read(Refused))).Outcome, Of(await ReplayAsync(Read(Refused))).Assurance));

    [Fact]
    public async Task ClusterThatSaidSoItself_ThenThrottledAws_LosesNothing()
    {
        // The first observation is half by the cluster's own word; that is no contradiction.
        var report = await ReplayAsync(("half", Read("""{"items":[{"kind":"network","id":"a","name":"a","dnsName":"half"}]}""")), ("whole", Read(Throttled)));

        Assert.Equal((Outcome.Passed, Assurance.Cluster), (Of(report).Outcome, Of(report).Assurance));
        Assert.Empty(report.Flags);
    }

    [Fact]
    public async Task ThrottledAwsAfterAContradiction_EarnsNothingAndIsAskedAgain()
    {
        var throttled = await ReplayAsync(Contradicting, Read(Throttled), Read(Throttled), Read(Throttled));
        var confirmed = await ReplayAsync(Contradicting, Read(Throttled), Read(Throttled), Confirming);
        var repeated = await ReplayAsync(Contradicting, Read(Throttled), Contradicting);

        Assert.Equal((Outcome.Unknown, FaultDomain.Aws, true, true), (Of(throttled).Outcome, Of(throttled).Fault, Of(throttled).Contradicted, Of(throttled).MayStillComeTrue));
        Assert.Null(Of(throttled).Share);
        Assert.Contains("(\"words\")", Of(throttled).Summary.En, StringComparison.Ordinal); // said once, however many observations were throttled
        Assert.True(VerdictPolicy.IsRetried(Of(throttled)));
        Assert.Equal((Outcome.Passed, Assurance.Aws), (Of(confirmed).Outcome, Of(confirmed).Assurance));
        Assert.Equal((Outcome.Failed, true), (Of(repeated).Outcome, Of(repeated).Contradicted));
    }

    [Fact]
    public async Task RightTakenBackAfterContradictionAndThrottling_DoesNotPass() =>
        Assert.Equal((Outcome.Unknown, FaultDomain.Aws), (Of(await ReplayAsync(Contradicting, Read(Throttled), Read(Refused))).Outcome, Of(await ReplayAsync(Contradicting, Read(Throttled), Read(Refused))).Fault));

    [Fact]
    public void ContradictionOfAnEarlierGrading_IsHeldInARetry()
    {
        var settling = new Settling(Assignment, new GraderLimits());
        settling.Carry(Check.Id, Verdict.Unknown(FaultDomain.Aws, Words) with { Contradicted = true, MayStillComeTrue = true }, lookAgain: true);

        settling.Add(Look(Verdict.Passed(Words) with { Assurance = Assurance.Cluster, WitnessFault = FaultDomain.Aws }));

        Assert.Equal((Outcome.Unknown, true), (settling.Best(Check.Id)?.Outcome, settling.Best(Check.Id)?.Contradicted));
    }

    // What observations come to after AWS has contradicted the first. "aws": AWS's own word; "word": the cluster's, because AWS was silent by that
    // fault; "unknown": no verdict for that reason, with what the cluster's word would have been, where AWS alone was missing.
    [Theory]
    [InlineData("failed", "unknown aws 1", "Unknown Aws")]
    [InlineData("partial", "unknown aws 1", "Unknown Aws")]
    [InlineData("partial", "unknown network 1", "Unknown Network")]
    [InlineData("partial", "unknown aws 0.5", "partial")] // the cluster's own word is no better: what was looked at stands
    [InlineData("partial", "unknown aws", "partial")] // the cluster itself could not be looked at
    [InlineData("partial", "unknown cluster", "partial")]
    [InlineData("partial", "unknown student", "partial")] // a right that was taken back
    [InlineData("failed", "unknown student", "failed")]
    [InlineData("partial", "word student 1", "partial")]
    [InlineData("partial", "word aws 1", "Unknown Aws")]
    [InlineData("partial", "word aws 0", "partial")]
    [InlineData("partial", "aws 1", "Passed")]
    [InlineData("failed", "unknown aws 1, aws 1", "Passed")]
    [InlineData("failed", "unknown aws 1, aws 0.5", "Partial")]
    [InlineData("failed", "unknown aws 1, unknown aws 1", "Unknown Aws")]
    [InlineData("failed", "unknown aws 1, unknown cluster, word aws 1", "Unknown Aws")] // nothing in between makes it forgotten
    [InlineData("failed", "unknown aws 1, unknown student, word student 1", "Unknown Aws")]
    [InlineData("failed", "word student 0, word student 1", "failed")]
    [InlineData("failed", "none 0, word student 1", "failed")]
    [InlineData("failed", "aws 0, word student 1", "Passed")] // AWS and the cluster agreed in between: the next observation is a new one
    public void AfterAContradiction_OnlyAwsTakesItBackAndItsSilenceCostsNothingForGood(string first, string later, string counts)
    {
        var settling = new Settling(Assignment, new GraderLimits());
        var contradicted = (first == "partial" ? Verdict.OfShare(0.5m, Words) : Verdict.Failed(Words)) with { Contradicted = true, Assurance = Assurance.Aws };
        settling.Add(Look(contradicted));
        foreach (var look in later.Split(", "))
            settling.Add(Look(Come(look)));

        var best = settling.Best(Check.Id);
        Assert.NotNull(best);
        Assert.Equal(counts, best.Contradicted && best.Share is not null ? best.Share == 0 ? "failed" : "partial" : $"{best.Outcome} {best.Fault}".TrimEnd());
        Assert.Equal(counts.StartsWith("Unknown", StringComparison.Ordinal), best.Contradicted && VerdictPolicy.IsRetried(best));
    }

    [Fact]
    public async Task ThrottledAwsThatLeavesNoVerdictAfterAContradiction_IsUnknownByAws()
    {
        // The second observation's check comes to nothing without AWS.
        var report = await ReplayAsync(("whole", Read(Nothing)), (NeedsAws, Read(Throttled)));

        Assert.Equal((Outcome.Unknown, FaultDomain.Aws, true), (Of(report).Outcome, Of(report).Fault, Of(report).Contradicted));
        Assert.Equal(Settling.ContradictionStandsKind, Assert.Single(report.Flags).Kind);
        Assert.Equal(Outcome.Failed, Of(await ReplayAsync(("whole", Read(Nothing)), (NeedsAws, Read(Refused)))).Outcome);
    }

    [Theory]
    [InlineData(FaultDomain.Student)]
    [InlineData(FaultDomain.Aws)]
    public void HeldContradiction_IsLookedAtAgain(FaultDomain fault)
    {
        var settling = new Settling(Assignment, new GraderLimits());
        settling.Add(Look(Verdict.Failed(Words) with { Contradicted = true, Assurance = Assurance.Aws }));
        Assert.Null(settling.NextObservationAt());

        settling.Add(Look(Verdict.Passed(Words) with { Assurance = Assurance.Cluster, WitnessFault = fault }));

        Assert.NotNull(settling.NextObservationAt());
        Assert.False(settling.WouldCount(Check.Id, Verdict.Passed(Words) with { WitnessFault = fault }));
    }

    // The API server's own groups, as the first and the last read of an observation show them.
    private static IEnumerable<RecordedRead> ApiServices => new[] { "", " again" }
        .Select(time => new RecordedRead { Key = $"kubernetes list {ApiService.Type}{time}", At = default, Answer = Encoding.UTF8.GetBytes("""{"items":[]}""") });

    private static string Contradicting => Nothing;

    private static string Confirming => """{"items":[{"kind":"network","id":"a","name":"a","dnsName":"whole"}]}""";

    private static Assignment Assignment => new() { Slug = "a", Title = Words, Checks = [new AssignedCheck(Check.Id, 20, new Dictionary<string, object>())] };

    private static Verdict Of(Report report) => Assert.Single(report.Checks).Verdict;

    private static RecordedRead Read(ReadError fault) => new() { Key = Ask, At = default, Fault = fault };

    private static RecordedRead Read(string answer) => new() { Key = Ask, At = default, Answer = Encoding.UTF8.GetBytes(answer) };

    private static Verdict Come(string look)
    {
        var parts = look.Split(' ');
        decimal? Share(int at) => parts.Length > at ? decimal.Parse(parts[at], CultureInfo.InvariantCulture) : null;
        return parts[0] switch
        {
            "aws" => Verdict.OfShare(Share(1) ?? 0, Words) with { Assurance = Assurance.Aws },
            "word" => Verdict.OfShare(Share(2) ?? 0, Words) with { Assurance = Assurance.Cluster, WitnessFault = Enum.Parse<FaultDomain>(parts[1], ignoreCase: true) },
            "none" => Verdict.OfShare(Share(1) ?? 0, Words),
            _ => Verdict.Unknown(Enum.Parse<FaultDomain>(parts[1], ignoreCase: true), Words) with { OnItsWord = Share(2), MayStillComeTrue = true },
        };
    }

    private Observation Look(Verdict verdict) => new(time.GetUtcNow(), TimeSpan.Zero, new Dictionary<CheckId, Verdict> { [Check.Id] = verdict }, []);

    private Task<Report> ReplayAsync(params object?[] looks) =>
        ReplayAsync([.. looks.Select(l => ("whole", l as RecordedRead ?? (l is string answer ? Read(answer) : null)))]);

    private async Task<Report> ReplayAsync(params (string Says, RecordedRead? Aws)[] looks)
    {
        var recording = new Recording();
        foreach (var (says, aws) in looks)
        {
            var handIn = new SubmissionTarget { SubmittedAt = time.GetUtcNow(), Reach = Reach.DescribeCluster, HasAwsAccess = aws is not null, ClusterName = says };
            recording.Add(new RecordedObservation(recording.Observations.Count + 1, time.GetUtcNow(), handIn, [Check.Id], [.. ApiServices, .. aws is null ? Array.Empty<RecordedRead>() : [aws]]));
        }

        var grader = new Grader(new Catalogue([new Check()]), time, new GraderLimits(), NullLogger<Grader>.Instance);
        return await new Replayer(grader, new GraderLimits()).ReplayAsync(recording, Assignment, TestContext.Current.CancellationToken);
    }

    // What the cluster says of itself is the submission's name; AWS confirms it with a load balancer of that name.
    private sealed class Check : ICheck
    {
        public static CheckId Id { get; } = new("two-witnesses");

        public CheckInfo Info { get; } = new() { Id = Id, Title = Words, Asks = Words, Reads = [new DeclaredRead.Aws("elasticloadbalancing:DescribeLoadBalancers")] };

        public async ValueTask<Verdict> JudgeAsync(Cluster cluster, CheckParameters parameters, CancellationToken cancellationToken)
        {
            var says = cluster.Target.ClusterName;
            var word = Verdict.OfShare(says is "whole" or NeedsAws ? 1 : 0.5m, Words);
            if (cluster.Aws is not { } aws)
                return word with { Assurance = Assurance.Cluster, WitnessFault = FaultDomain.Student };
            try
            {
                var known = await aws.ListLoadBalancersAsync(cancellationToken);
                return (known.Items.Any(b => b.DnsName == says) ? word : Verdict.Failed(Words)) with { Assurance = Assurance.Aws };
            }
            catch (ReadException e) when (says != NeedsAws)
            {
                return word with { Assurance = Assurance.Cluster, WitnessFault = e.Fault.Fault };
            }
        }
    }
}
