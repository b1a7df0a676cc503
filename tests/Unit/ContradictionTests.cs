using System.Text;
using EksGrader.Checks;
using EksGrader.Checks.Assignments;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Kubernetes;
using EksGrader.Tests.Unit.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace EksGrader.Tests.Unit;

/// <summary>What AWS has contradicted, and a student then keeps AWS from saying again.</summary>
public sealed class ContradictionTests
{
    private const string Ask = "aws elb describe-load-balancers";
    private const string Nothing = """{"items":[]}""";
    private static readonly LocalizedText Words = LocalizedText.Same("words");
    private static readonly ReadFault Refused = new() { Failure = ReadFailure.Denied, Fault = Fault.Student, Summary = Words };
    private static readonly ReadFault Throttled = new() { Failure = ReadFailure.Throttled, Fault = Fault.Aws, Summary = Words };

    private readonly ManualTime time = new();

    [Fact]
    public async Task RightTakenBackAfterAContradiction_DoesNotPass()
    {
        var report = await ReplayAsync(Contradicting, Read(Refused));

        Assert.Equal((Outcome.Failed, Assurance.Aws, true), (Of(report).Outcome, Of(report).Assurance, Of(report).Contradicted));
        Assert.Equal(Settling.ContradictionStandsKind, Assert.Single(report.Signs).Kind);
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
        // The first look is half by the cluster's own word; that is no contradiction.
        var report = await ReplayAsync(("half", Read("""{"items":[{"kind":"network","id":"a","name":"a","dnsName":"half"}]}""")), ("whole", Read(Throttled)));

        Assert.Equal((Outcome.Passed, Assurance.Cluster), (Of(report).Outcome, Of(report).Assurance));
        Assert.Empty(report.Signs);
    }

    [Theory]
    [InlineData(Fault.Student)]
    [InlineData(Fault.Aws)]
    public void HeldContradiction_IsLookedAtAgain(Fault fault)
    {
        var settling = new Settling(Assignment, new GraderLimits());
        settling.Add(Look(Verdict.Failed(Words) with { Contradicted = true, Assurance = Assurance.Aws }));
        Assert.Null(settling.NextLookAt());

        settling.Add(Look(Verdict.Passed(Words) with { Assurance = Assurance.Cluster, WitnessFault = fault }));

        Assert.NotNull(settling.NextLookAt());
        Assert.False(settling.WouldCount(Check.Id, Verdict.Passed(Words) with { WitnessFault = fault }));
    }

    // The API server's own groups, as the first and the last read of a look show them.
    private static IEnumerable<RecordedRead> ApiServices => new[] { "", " again" }
        .Select(time => new RecordedRead { Key = $"kubernetes list {ApiService.Type}{time}", At = default, Answer = Encoding.UTF8.GetBytes("""{"items":[]}""") });

    private static string Contradicting => Nothing;

    private static string Confirming => """{"items":[{"kind":"network","id":"a","name":"a","dnsName":"whole"}]}""";

    private static Assignment Assignment => new() { Slug = "a", Title = Words, Checks = [new AssignedCheck(Check.Id, 20, new Dictionary<string, object>())] };

    private static Verdict Of(Report report) => Assert.Single(report.Checks).Verdict;

    private static RecordedRead Read(ReadFault fault) => new() { Key = Ask, At = default, Fault = fault };

    private static RecordedRead Read(string answer) => new() { Key = Ask, At = default, Answer = Encoding.UTF8.GetBytes(answer) };

    private Look Look(Verdict verdict) => new(time.GetUtcNow(), TimeSpan.Zero, new Dictionary<CheckId, Verdict> { [Check.Id] = verdict }, []);

    private Task<Report> ReplayAsync(params object?[] looks) =>
        ReplayAsync([.. looks.Select(l => ("whole", l as RecordedRead ?? (l is string answer ? Read(answer) : null)))]);

    private async Task<Report> ReplayAsync(params (string Says, RecordedRead? Aws)[] looks)
    {
        var recording = new Recording();
        foreach (var (says, aws) in looks)
        {
            var handIn = new HandIn { SubmittedAt = time.GetUtcNow(), Reach = Reach.DescribeCluster, HasAwsAccess = aws is not null, ClusterName = says };
            recording.Add(new RecordedLook(recording.Looks.Count + 1, time.GetUtcNow(), handIn, [Check.Id], [.. ApiServices, .. aws is null ? Array.Empty<RecordedRead>() : [aws]]));
        }

        var grader = new Grader(new Catalogue([new Check()]), time, new GraderLimits(), NullLogger<Grader>.Instance);
        return await new Replayer(grader, new GraderLimits()).ReplayAsync(recording, Assignment, TestContext.Current.CancellationToken);
    }

    // What the cluster says of itself is the hand-in's name; AWS confirms it with a load balancer of that name.
    private sealed class Check : ICheck
    {
        public static CheckId Id { get; } = new("two-witnesses");

        public CheckInfo Info { get; } = new() { Id = Id, Title = Words, Asks = Words, Reads = [new DeclaredRead.Aws("elasticloadbalancing:DescribeLoadBalancers")] };

        public async ValueTask<Verdict> JudgeAsync(Cluster cluster, CheckParameters parameters, CancellationToken cancellationToken)
        {
            var says = cluster.HandIn.ClusterName;
            var word = Verdict.OfShare(says == "whole" ? 1 : 0.5m, Words);
            if (cluster.Aws is not { } aws)
                return word with { Assurance = Assurance.Cluster, WitnessFault = Fault.Student };
            try
            {
                var known = await aws.ListLoadBalancersAsync(cancellationToken);
                return (known.Items.Any(b => b.DnsName == says) ? word : Verdict.Failed(Words)) with { Assurance = Assurance.Aws };
            }
            catch (ReadException e)
            {
                return word with { Assurance = Assurance.Cluster, WitnessFault = e.Fault.Fault };
            }
        }
    }
}
