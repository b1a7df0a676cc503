using EksGrader.Checks.Aws.Hosts;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes;
using EksGrader.Checks.Reads;

namespace EksGrader.Checks.Checks.LoadBalancers;

/// <summary>What the first two facts and the form of the address came to.</summary>
/// <param name="Finding">The facts that hold so far.</param>
/// <param name="GoodAddresses">The addresses that may be probed further; empty where a fact already failed.</param>
internal sealed record FirstFacts(Finding Finding, IReadOnlyList<string> GoodAddresses)
{
    /// <summary>Whether AWS, names and HTTP are to be asked.</summary>
    public bool IsWorthProbing => GoodAddresses.Count > 0;
}

/// <summary>The lists of the Kubernetes API that the check judges by; each may lack its answer.</summary>
internal sealed record ExposureLists(
    OptionalRead<ObjectList<Service>> Services,
    OptionalRead<ObjectList<Pod>> Pods,
    OptionalRead<ObjectList<EndpointSlice>> Slices,
    OptionalRead<ObjectList<Ingress>> Ingresses);

/// <summary>How exposures are judged.</summary>
/// <param name="Rules">The assignment's rules.</param>
/// <param name="AcceptIngress">Whether an Ingress counts as well as a Service.</param>
/// <param name="AllowAnyAddress">Whether addresses that are not AWS's are fine.</param>
internal sealed record ExposureRules(AssignmentRules Rules, bool AcceptIngress, bool AllowAnyAddress)
{
    /// <summary>Where only what AWS confirms counts, an address that is not AWS's cannot.</summary>
    public bool TakesAnyAddress => AllowAnyAddress && Rules.Assurance == Assurance.Cluster;
}

/// <summary>What the Kubernetes API says about exposures.</summary>
internal sealed class ExposureFacts
{
    private readonly ExposureLists lists;
    private readonly ExposureRules by;
    private readonly ServiceIndex services;
    private readonly ReadyEndpoints endpoints;
    private readonly HostNameWitness names;
    private readonly IngressControllers controllers;

    /// <summary>Puts in order what was read.</summary>
    public ExposureFacts(ExposureLists lists, ExposureRules by, Cluster cluster, SubmittedAddress? submitted)
    {
        (this.lists, this.by, Submitted) = (lists, by, submitted);
        services = new ServiceIndex(Services.Items);
        endpoints = new ReadyEndpoints(lists.Pods.Answer?.Items, lists.Slices.Answer?.Items);
        names = new HostNameWitness(cluster.Target, services, cluster.Now);
        controllers = new IngressControllers(lists.Ingresses.Answer?.Items, services, by.Rules);
    }

    /// <summary>What kept the list of exposures from being known.</summary>
    public ReadError? ListFault => lists.Services.Fault ?? (by.AcceptIngress ? lists.Ingresses.Fault : null);

    /// <summary>How it is judged.</summary>
    public ExposureRules By => by;

    /// <summary>The services that were read.</summary>
    public ObjectList<Service> Services => lists.Services.Answer ?? new();

    /// <summary>The ingresses that were read.</summary>
    public ObjectList<Ingress> Ingresses => lists.Ingresses.Answer ?? new();

    /// <summary>The endpoints that were read.</summary>
    public ObjectList<EndpointSlice> Slices => lists.Slices.Answer ?? new();

    /// <summary>The pods that were read.</summary>
    public IReadOnlyList<Pod> Pods => lists.Pods.Answer?.Items ?? [];

    /// <summary>The address that the student submitted.</summary>
    public SubmittedAddress? Submitted { get; }

    /// <summary>The exposures, in the order in which they are probed.</summary>
    public IReadOnlyList<Exposure> Exposures => Exposure.All(Services.Items, by.AcceptIngress ? Ingresses.Items : [], controllers, by.Rules, Submitted);

    /// <summary>Services of type LoadBalancer that do not count because of their namespace.</summary>
    public IEnumerable<Service> PassedOver => Services.Items
        .Where(s => s.Spec.Type == "LoadBalancer" && by.Rules.IsSystemNamespace(s.Metadata.Namespace) && (!controllers.AreRead || controllers.Behind(s).Count == 0));

    /// <summary>The services whose pods the load balancer of an address may send to: an ALB can serve several Ingresses.</summary>
    public IReadOnlyList<Service> ServicesAt(Exposure exposure, string address) =>
    [
        .. exposure.Backends
            .Concat(services.At(address))
            .Concat(exposure.IsIngress ? controllers.BehindAddress(address) : [])
            .Distinct(),
    ];

    /// <summary>Judges the first two facts and the form of the address.</summary>
    public FirstFacts FirstFacts(Exposure exposure)
    {
        var first = Judge(exposure);
        if (!exposure.IsUncertain)
        {
            return first;
        }

        // It may be none at all, or all that it looks to be.
        var most = first.IsWorthProbing ? Finding.AllFacts : first.Finding.FactsAtMost;
        return Stop(new Finding(exposure, 0) { Unread = most > 0 ? lists.Ingresses.Fault : null, FactsAtMost = most, IsForGood = first.Finding.IsForGood });
    }

    private FirstFacts Judge(Exposure exposure)
    {
        var name = ShellText.Word(exposure.Metadata.Name);
        var ns = ShellText.Word(exposure.Metadata.Namespace);
        if (exposure.Addresses.Count == 0)
        {
            return Stop(new Finding(exposure, 0)
            {
                Reason = LoadBalancerCheck.Texts["NoAddress"],
                Advice = LoadBalancerCheck.Texts["DescribeService", name, ns, exposure.Kind.ToLowerInvariant()],
            });
        }

        var flaws = exposure.Addresses.Select(a => (Address: a, Flaw: FlawOf(exposure, a))).ToList();
        List<string> good = [.. flaws.Where(f => f.Flaw is null).Select(f => f.Address)];
        if (!HasEndpoint(exposure, endpoints.Exist))
        {
            return (lists.Pods.Fault ?? lists.Slices.Fault) is { } fault && HasEndpoint(exposure, endpoints.MayExist)
                ? Stop(new Finding(exposure, 1) { Unread = fault, FactsAtMost = good.Count > 0 ? Finding.AllFacts : 2 })
                : Stop(new Finding(exposure, 1) { Reason = LoadBalancerCheck.Texts["NoEndpoint"], Advice = LoadBalancerCheck.Texts["LookAtEndpoints", ShellText.Word(exposure.Backends is [var first, ..] ? first.Metadata.Name : exposure.Metadata.Name), ns] });
        }

        return good.Count > 0
            ? new FirstFacts(new Finding(exposure, 2), good)
            : Stop(new Finding(exposure, 2)
            {
                IsForGood = flaws.TrueForAll(f => f.Flaw is { IsForGood: true }),
                Reason = flaws[0].Flaw?.Reason,
                Advice = LoadBalancerCheck.Texts["OwnLoadBalancer"],
                Evidence = flaws[0].Flaw?.Evidence ?? [],
            });
    }

    private static FirstFacts Stop(Finding finding) => new(finding, []);

    // An ingress controller answers by itself; that its Ingress leads to an application takes a pod of that too.
    private static bool HasEndpoint(Exposure exposure, Func<Service, bool> exist) =>
        exposure.Backends.Any(exist) && (exposure.Applications.Count == 0 || exposure.Applications.Any(exist));

    private AddressFlaw? FlawOf(Exposure exposure, string address)
    {
        if (LoadBalancerHost.TryParse(address, out var host))
        {
            return host.IsInternal ? new AddressFlaw(LoadBalancerCheck.Texts["Internal", ShellText.Name(address)], IsForGood: true, []) : names.Contradict(exposure, host);
        }

        // What is no host at all would lead a URI elsewhere.
        return by.TakesAnyAddress && Uri.CheckHostName(address) is UriHostNameType.Dns or UriHostNameType.IPv4 or UriHostNameType.IPv6
            ? null
            : new AddressFlaw(LoadBalancerCheck.Texts["NotAws", ShellText.Name(address)], IsForGood: true, []);
    }
}
