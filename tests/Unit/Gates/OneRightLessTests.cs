using EksGrader.Checks.Checks;
using EksGrader.Checks.Checks.Nodes;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes;
using EksGrader.Checks.Reads;
using EksGrader.Tests.Unit.Fakes;
using Xunit.Sdk;

namespace EksGrader.Tests.Unit.Gates;

/// <summary>What the gate lets through, and what not.</summary>
public sealed class OneRightLessTests
{
    [Fact]
    public async Task Gate_VerdictThatRestsOnTheRead_MustBeUnknown()
    {
        await new OneRightLess(new NodesCheck(), Two).Decides<Node>(c => c.With(Make.Node("n3"))).HoldAsync();
        Assert.Empty((await OneReadLess.TryAsync(new GateRun(new NodesCheck()), new Scenario("two nodes", Two, 1))).Flaws);
    }

    [Fact]
    public async Task Gate_UnknownForWhatChangesNothing_DoesNotPass()
    {
        var check = new OneList(_ => Verdict.Passed(Text), unknownWithout: true);
        Assert.Contains("no answer to it is named", await RefusalAsync(new OneRightLess(check, Two)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Gate_JudgedWithoutWhatDecides_DoesNotPass()
    {
        var check = new OneList(nodes => nodes is not { Items.Count: > 2 } ? Verdict.Passed(Text) : Verdict.Failed(Text), unknownWithout: false);
        Assert.Contains("judged all the same", await RefusalAsync(new OneRightLess(check, Two).Decides<Node>(c => c.With(Make.Node("n3")))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Gate_DeniedTakenForAbsent_DoesNotPass()
    {
        var check = new OneList(nodes => nodes is null ? Verdict.Failed(Text) : Verdict.Passed(Text), unknownWithout: false);
        Assert.Contains("Failed with 0, where all rights give Passed with 1", await RefusalAsync(new OneRightLess(check, Two)), StringComparison.Ordinal);
        Assert.NotEmpty((await OneReadLess.TryAsync(new GateRun(check), new Scenario("two nodes", Two, 1))).Flaws);
    }

    [Fact]
    public async Task Gate_AnswerThatChangesNothingOrSomethingElse_DoesNotPass()
    {
        var refusal = await RefusalAsync(new OneRightLess(new NodesCheck(), Two).Decides<Node>(c => c));
        Assert.Contains("it changes nothing", refusal, StringComparison.Ordinal);
    }

    private static readonly LocalizedText Text = LocalizedText.Same("seen");

    private static FakeCluster Two() => new FakeCluster().With(Make.Node("n1"), Make.Node("n2"));

    private static async Task<string> RefusalAsync(OneRightLess gate) => (await Assert.ThrowsAsync<TrueException>(gate.HoldAsync)).Message;

    private sealed class OneList(Func<ObjectList<Node>?, Verdict> judge, bool unknownWithout) : ICheck
    {
        public CheckInfo Info { get; } = new() { Id = new CheckId("one-list"), Title = Text, Asks = Text, Reads = [new DeclaredRead.Kubernetes(Node.Type)] };

        public async ValueTask<Verdict> JudgeAsync(Cluster cluster, CheckParameters parameters, CancellationToken cancellationToken)
        {
            try
            {
                return judge(await cluster.Kubernetes.ListAsync<Node>(cancellationToken: cancellationToken));
            }
            catch (ReadException) when (!unknownWithout)
            {
                return judge(null);
            }
        }
    }
}
