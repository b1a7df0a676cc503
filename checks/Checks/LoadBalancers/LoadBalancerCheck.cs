using EksGrader.Checks.Checks.Witnesses;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes;
using EksGrader.Checks.Reads;

namespace EksGrader.Checks.Checks.LoadBalancers;

/// <summary>Asks for a Service of type LoadBalancer that the world can reach.</summary>
public sealed class LoadBalancerCheck : ICheck
{
    private const string Path = "path";
    private const string AcceptIngress = "acceptIngress";
    private const string AllowAnyAddress = "allowAnyAddress";
    private const int MostProbed = 8;
    private const int AddressesProbed = 2;

    /// <summary>Its id.</summary>
    public static CheckId Id { get; } = new("load-balancer");

    internal static TextCatalog Texts { get; } = TextCatalog.Beside(typeof(LoadBalancerCheck), nameof(LoadBalancerCheck));

    /// <inheritdoc/>
    public CheckInfo Info { get; } = CheckInfo.Describe(
        Id,
        Texts,
        [
            new TextParameter(Path, Texts["Parameter.path"], Default: "/", Pattern: """^/[!"$-\[\]-~]{0,1023}$"""),
            new BooleanParameter(AcceptIngress, Texts["Parameter.acceptIngress"], Default: false),
            new BooleanParameter(AllowAnyAddress, Texts["Parameter.allowAnyAddress"], Default: false),
        ],
        [
            new DeclaredRead.Kubernetes(Service.Type),
            new DeclaredRead.Kubernetes(Pod.Type),
            new DeclaredRead.Kubernetes(EndpointSlice.Type),
            new DeclaredRead.Kubernetes(Ingress.Type),
            new DeclaredRead.Kubernetes(Node.Type),
            new DeclaredRead.Aws("elasticloadbalancing:DescribeLoadBalancers"),
            new DeclaredRead.Aws("elasticloadbalancing:DescribeTags"),
            new DeclaredRead.Aws("elasticloadbalancing:DescribeTargetGroups"),
            new DeclaredRead.Aws("elasticloadbalancing:DescribeTargetHealth"),
            new DeclaredRead.Aws("elasticloadbalancing:DescribeInstanceHealth"),
            .. NodeWitness.Reads,
        ],
        LoadBalancerVerdict.Facts);

    /// <inheritdoc/>
    public async ValueTask<Verdict> JudgeAsync(Cluster cluster, CheckParameters parameters, CancellationToken cancellationToken)
    {
        // Asked for at the same moment; what AWS says, and what it is compared with, is waited for only where it is needed.
        var loadBalancers = cluster.Aws is { } aws ? OptionalRead.Of(aws.ListLoadBalancersAsync(cancellationToken)) : null;
        var described = cluster.Aws is { } its ? OptionalRead.Of(its.DescribeClusterAsync(cancellationToken)) : null;
        var nodes = cluster.Aws is null ? Task.FromResult(new OptionalRead<ObjectList<Node>>(null, null)) : List<Node>();
        var (services, pods, slices, ingresses) = (List<Service>(), List<Pod>(), List<EndpointSlice>(), List<Ingress>());
        await Task.WhenAll(services, pods, slices, ingresses);

        var lists = new ExposureLists(await services, await pods, await slices, await ingresses);
        var by = new ExposureRules(parameters.Rules, parameters.Flag(AcceptIngress), parameters.Flag(AllowAnyAddress));
        IEnumerable<Ingress> accepted = by.AcceptIngress ? lists.Ingresses.Answer?.Items ?? [] : [];
        var submitted = await SubmittedAddress.FindAsync(
            cluster, (lists.Services.Answer?.Items ?? []).Select(s => s.Status.LoadBalancer).Concat(accepted.Select(i => i.Status.LoadBalancer)), cancellationToken);
        var facts = new ExposureFacts(lists, by, cluster, submitted);
        var found = facts.Exposures.Select(facts.FirstFacts).ToList();
        var look = new ExposureProbe(cluster, parameters.Word(Path), loadBalancers, nodes, facts);
        var looked = await Task.WhenAll(found.Where(f => f.IsWorthProbing).Take(MostProbed).Select(f => FindAsync(look, f, cancellationToken)));

        List<Finding> findings = [.. looked, .. found.Where(f => !f.IsWorthProbing).Select(f => f.Finding)];
        return LoadBalancerVerdict.Of(findings, facts, found.Count(f => f.IsWorthProbing) - looked.Length, cluster, described is null ? null : (await described).Fault);

        Task<OptionalRead<ObjectList<T>>> List<T>()
            where T : class, IKubernetesObject<T> =>
            OptionalRead.Of(cluster.Kubernetes.ListAsync<T>(cancellationToken: cancellationToken));
    }

    // Of several addresses the best counts, as of several Services.
    private static async Task<Finding> FindAsync(ExposureProbe look, FirstFacts first, CancellationToken cancellationToken)
    {
        var findings = await Task.WhenAll(first.GoodAddresses.Take(AddressesProbed).Select(a => look.AtAsync(first.Finding.Exposure, a, cancellationToken)));
        return findings.OrderByDescending(f => f.Facts).ThenByDescending(f => f.IsConfirmed).ThenByDescending(f => f.FactsAtMost).First();
    }
}

/// <summary>The verdict over all exposures: one with every fact passes, otherwise the best counts.</summary>
internal static class LoadBalancerVerdict
{
    private const decimal ShareOfFact = 0.2m;
    private const int FactsOfTheCluster = 2;
    private const int Named = 3;

    /// <summary>The facts, each of which requires the one before it.</summary>
    public static IReadOnlyList<FactInfo> Facts { get; } =
    [
        FactInfo.Earning(LoadBalancerCheck.Texts, "address", ShareOfFact),
        FactInfo.Earning(LoadBalancerCheck.Texts, "endpoint", ShareOfFact, "address"),
        FactInfo.Earning(LoadBalancerCheck.Texts, "awsLoadBalancer", ShareOfFact, "endpoint"),
        FactInfo.Earning(LoadBalancerCheck.Texts, "resolves", ShareOfFact, "awsLoadBalancer"),
        FactInfo.Earning(LoadBalancerCheck.Texts, "answers", ShareOfFact, "resolves"),
    ];

    /// <summary>Judges what was found.</summary>
    /// <param name="findings">What was found of each exposure.</param>
    /// <param name="facts">What the Kubernetes API says.</param>
    /// <param name="notProbed">How many exposures were left out because there are too many.</param>
    /// <param name="cluster">The observation.</param>
    /// <param name="undescribed">Why AWS did not describe the cluster; null where it did.</param>
    public static Verdict Of(IReadOnlyList<Finding> findings, ExposureFacts facts, int notProbed, Cluster cluster, ReadError? undescribed)
    {
        var best = findings.OrderByDescending(f => f.Facts).ThenByDescending(f => f.IsConfirmed).FirstOrDefault(f => f is { Exposure.IsUncertain: false });
        IReadOnlyList<Evidence> evidence =
        [
            .. ExposureEvidence.OfLists(facts.Services, facts.Ingresses.Items.Count > 0 && (facts.By.AcceptIngress || best?.Exposure.Applications.Count > 0) ? facts.Ingresses : null, cluster.Now),
            .. best is null ? [] : ExposureEvidence.OfEndpoints(best.Exposure, facts.Slices, cluster.Now),
            .. best?.Evidence ?? [],
        ];
        var holding = best?.Facts ?? 0;
        var mayStillComeTrue = findings.Any(f => !f.IsForGood && !f.Exposure.IsUncertain);
        if (holding == Finding.AllFacts && best is not null)
        {
            var passed = Judge(holding, null, LoadBalancerCheck.Texts["Passed", best.Exposure], evidence, Notes(facts, notProbed));
            return Assured(passed, best, facts, cluster, undescribed);
        }

        if (facts.ListFault is { } listFault)
        {
            return Judge(holding, FactFinding.Unread(listFault), null, evidence, []);
        }

        // What could not be read is missed only where it could make the verdict better.
        if (findings.Where(f => f.Unread is not null).MaxBy(f => f.FactsAtMost) is { Unread: { } fault } unread && unread.FactsAtMost > holding)
        {
            var waits = findings.Any(f => f is { IsForGood: false, Unread: null, Exposure.IsUncertain: false });
            return Judge(holding, FactFinding.Unread(fault) with { MayStillComeTrue = waits }, null, [.. evidence, .. unread == best ? [] : unread.Evidence], []);
        }

        if (best is null)
        {
            var none = new FactRow(Facts[0].Title, LoadBalancerCheck.Texts["NoService"], Command: "kubectl get services -A");
            return Judge(0, FactFinding.Broken(none) with { Advice = [LoadBalancerCheck.Texts["Create"], .. PassedOver(facts)] }, none.Seen, evidence, Notes(facts, notProbed));
        }

        var broken = FactFinding.Broken(new FactRow(Facts[holding].Title, best.Reason ?? LocalizedText.Same(""), $"{best.Exposure}", CommandFor(holding, best.Exposure))) with
        {
            Advice = [.. best.Advice is { } advice ? [advice] : Array.Empty<LocalizedText>(), .. holding == 0 ? PassedOver(facts) : []],
            MayStillComeTrue = mayStillComeTrue,
        };
        return Assured(Judge(holding, broken, Summary(best), evidence, Notes(facts, notProbed)) with { AwaitsAws = best.AwaitsAws }, best, facts, cluster, undescribed);
    }

    // The facts hold in their order until the first that does not.
    private static Verdict Judge(int holding, FactFinding? next, LocalizedText? summary, IReadOnlyList<Evidence> evidence, IEnumerable<LocalizedText> notes)
    {
        var sheet = new FactSheet(Facts) { Summary = summary, Evidence = evidence, Notes = [.. notes] };
        for (var i = 0; i < holding; i++)
        {
            sheet.Set(Facts[i].Id, FactFinding.Held);
        }

        if (next is not null)
        {
            sheet.Set(Facts[holding].Id, next);
        }

        return sheet.ToVerdict();
    }

    private static string CommandFor(int fact, Exposure exposure)
    {
        var (kind, name, ns) = (exposure.Kind.ToLowerInvariant(), ShellText.Word(exposure.Metadata.Name), ShellText.Word(exposure.Metadata.Namespace));
        var address = exposure.Addresses is [var first, ..] ? ShellText.Word(first) : "";
        return fact switch
        {
            0 => $"kubectl describe {kind} {name} -n {ns}",
            1 => $"kubectl get endpointslices -n {ns}",
            3 => $"dig +short {address}",
            4 => $"curl -i http://{address}",
            _ => $"kubectl get {kind} {name} -n {ns}",
        };
    }

    // What AWS says decides from the third fact on; where that fact fails by AWS's word, or comes to nothing before it, nothing is left to confirm.
    // An account that does not describe the cluster may be any account.
    private static Verdict Assured(Verdict verdict, Finding best, ExposureFacts facts, Cluster cluster, ReadError? undescribed) => cluster.Aws switch
    {
        null => Witness.Missing(verdict, null, facts.By.Rules),
        _ when best.Facts > FactsOfTheCluster && !best.IsConfirmed => Witness.Missing(verdict, best.WitnessFault, facts.By.Rules),
        _ when undescribed is not null => Witness.Missing(verdict, undescribed, facts.By.Rules),
        _ => Witness.Confirmed(verdict),
    };

    private static LocalizedText Summary(Finding best) =>
        LoadBalancerCheck.Texts["Partly", best.Facts, Finding.AllFacts, best.Exposure, best.Reason ?? LocalizedText.Same("")];

    private static IEnumerable<LocalizedText> PassedOver(ExposureFacts facts) =>
        facts.PassedOver.Take(Named).Select(s => (LocalizedText)LoadBalancerCheck.Texts["PassedOver", ShellText.Name(s.Metadata)]);

    private static IEnumerable<LocalizedText> Notes(ExposureFacts facts, int notProbed)
    {
        if (notProbed > 0)
        {
            yield return LoadBalancerCheck.Texts["NotProbed", notProbed];
        }

        if (facts.Submitted is { IsKnown: false } submitted)
        {
            yield return LoadBalancerCheck.Texts["ForeignAddress", ShellText.Name(submitted.Name)];
        }
    }
}

/// <summary>How many of the five facts hold of one exposure, in their order until the first that does not.</summary>
/// <param name="Exposure">The Service or Ingress.</param>
/// <param name="Facts">How many facts hold, as far as was seen: 0 to 5.</param>
internal sealed record Finding(Exposure Exposure, int Facts)
{
    /// <summary>All the facts there are.</summary>
    public const int AllFacts = 5;

    /// <summary>What is wrong with the first fact that does not hold; null where all hold.</summary>
    public LocalizedText? Reason { get; init; }

    /// <summary>What to do about it; null where there is nothing to do but wait, or nothing is wrong.</summary>
    public LocalizedText? Advice { get; init; }

    /// <summary>Whether waiting cannot mend it: an address that is not AWS's, internal or blocked.</summary>
    public bool IsForGood { get; init; }

    /// <summary>Whether AWS says only that it is not there yet: the load balancer is being made, or has no healthy target.</summary>
    public bool AwaitsAws { get; init; }

    /// <summary>What kept the next fact from being read; null where it was.</summary>
    public ReadError? Unread { get; init; }

    /// <summary>How many facts could hold if what was not read did.</summary>
    public int FactsAtMost { get; init; } = Facts;

    /// <summary>Whether AWS says that the load balancer sends to this cluster.</summary>
    public bool IsConfirmed { get; init; }

    /// <summary>Why the targets could not be compared with the cluster; null where they were, or AWS was not asked.</summary>
    public ReadError? WitnessFault { get; init; }

    /// <summary>What was seen.</summary>
    public IReadOnlyList<Evidence> Evidence { get; init; } = [];
}
