using EksGrader.Checks.Checks.LoadBalancers;
using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes;
using EksGrader.Tests.Unit.Fakes;

namespace EksGrader.Tests.Unit.Checks.Checks.LoadBalancers;

/// <summary>What denied reads do to the verdict: it is unknown where an answer of theirs decides, and only there; it never becomes failed, and never worth more.</summary>
public sealed class LoadBalancerRightsTests
{
    private readonly LoadBalancerCheck check = new();

    [Fact]
    public async Task Verdict_OfEveryWorldAndEverySetOfDeniedReads_IsUnknownOnlyWhereAnAnswerDecides()
    {
        var full = new Dictionary<World, Verdict>();
        foreach (var world in World.All(oracle: true))
        {
            full.Add(world, await JudgeAsync(world, Read.None));
        }

        List<string> wrong = [];
        foreach (var world in World.All(oracle: false))
        {
            for (var denied = Read.None; denied <= Read.All; denied++)
            {
                var verdict = await JudgeAsync(world, denied);
                var possible = world.Possible(denied).Select(w => full[w].Share).Distinct().ToList();
                var expected = possible.Count == 1 ? possible[0] : null;
                if (verdict.Share != expected || (verdict.Share is not null && verdict.Assurance > full[world].Assurance && full[world].Share == verdict.Share))
                {
                    wrong.Add($"{world} without {denied}: {verdict.Share} ({verdict.Assurance}), expected {expected}");
                }
            }
        }

        Assert.True(wrong.Count == 0, $"{wrong.Count}:\n{string.Join('\n', wrong.Take(20))}");
    }

    private async Task<Verdict> JudgeAsync(World world, Read denied) => await world.Build(denied).JudgeAsync(check);

    [Flags]
    private enum Read
    {
        None = 0,
        Pods = 1,
        Slices = 2,
        Nodes = 4,
        List = 8,
        Targets = 16,
        All = 31,
    }

    private enum Nodes
    {
        Own,
        Another,
        Every,
    }

    private enum Balancer
    {
        Good,
        Internal,
        Provisioning,
        Missing,
    }

    private enum Targets
    {
        Node,
        Pod,
        Foreign,
        Unhealthy,
    }

    private enum Rest
    {
        Answers,
        Fails,
        DoesNotResolve,
    }

    private sealed record World(bool PodReady, bool EndpointReady, Nodes Nodes, Balancer Balancer, Targets Targets, Rest Rest)
    {
        public static IEnumerable<World> All(bool oracle) =>
            from pod in (bool[])[true, false]
            from endpoint in (bool[])[true, false]
            from nodes in Enum.GetValues<Nodes>()
            where oracle || nodes != Nodes.Every
            from balancer in Enum.GetValues<Balancer>()
            from targets in Enum.GetValues<Targets>()
            from rest in Enum.GetValues<Rest>()
            select new World(pod, endpoint, nodes, balancer, targets, rest);

        /// <summary>The worlds that what was read leaves open. Targets are found through the list; nodes that are not read contradict nothing.</summary>
        public IEnumerable<World> Possible(Read denied) =>
            from pod in denied.HasFlag(Read.Pods) ? [true, false] : (bool[])[PodReady]
            from endpoint in denied.HasFlag(Read.Slices) ? [true, false] : (bool[])[EndpointReady]
            from balancer in denied.HasFlag(Read.List) ? Enum.GetValues<Balancer>() : [Balancer]
            from targets in (denied & (Read.List | Read.Targets)) != Read.None ? Enum.GetValues<Targets>() : [Targets]
            select this with { PodReady = pod, EndpointReady = endpoint, Balancer = balancer, Targets = targets, Nodes = denied.HasFlag(Read.Nodes) ? Nodes.Every : Nodes };

        public FakeCluster Build(Read denied)
        {
            var service = Make.LoadBalancer("web", WebApp.Host);
            var balancer = WebApp.Balancer with
            {
                InternetFacing = Balancer != Balancer.Internal,
                State = Balancer == Balancer.Provisioning ? "provisioning" : "active",
                DnsName = Balancer == Balancer.Missing ? "other" : WebApp.Host,
            };
            var target = Targets switch { Targets.Node => WebApp.Target(Make.InstanceId("n1")), Targets.Pod => WebApp.Target(Make.Pod("web-pod").Status.PodIP), Targets.Foreign => WebApp.Target(Make.InstanceId("other")), _ => WebApp.Target(Make.InstanceId("n1"), "unhealthy") };
            Node[] nodes = Nodes switch { Nodes.Own => [Make.Node("n1")], Nodes.Another => [Make.Node("n1") with { Spec = Make.Node("another").Spec }], _ => [Make.Node("n1"), Make.Node("other")] };
            var cluster = new FakeCluster()
                .Behind(service, p => PodReady ? p : p with { Status = p.Status with { Conditions = [] } }, s => EndpointReady ? s : s with { Endpoints = [] })
                .With(nodes)
                .WithAws(a => a.Add(balancer, WebApp.Tags(), [target]))
                .WithWeb(w => (Rest == Rest.DoesNotResolve ? w.Name(WebApp.Host) : w.Public(WebApp.Host)).Answer(WebApp.Address, Rest == Rest.Answers ? 200 : 503));
            cluster.Aws.BalancersFault = denied.HasFlag(Read.List) ? Faults.Denied("list") : null;
            cluster.Aws.TargetsFault = denied.HasFlag(Read.Targets) ? Faults.Denied("targets") : null;
            cluster = denied.HasFlag(Read.Pods) ? cluster.Without<Pod>() : cluster;
            cluster = denied.HasFlag(Read.Slices) ? cluster.Without<EndpointSlice>() : cluster;
            return denied.HasFlag(Read.Nodes) ? cluster.Without<Node>() : cluster;
        }
    }
}
