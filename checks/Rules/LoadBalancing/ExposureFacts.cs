using EksGrader.Checks.Assignments;
using EksGrader.Checks.Aws.Hosts;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Kubernetes;

namespace EksGrader.Checks.Rules.LoadBalancing;

/// <summary>What the first two facts and the form of the address came to.</summary>
/// <param name="Finding">The facts that hold so far.</param>
/// <param name="GoodAddresses">The addresses that may be looked at further; empty where a fact already failed.</param>
internal sealed record FirstFacts(Finding Finding, IReadOnlyList<string> GoodAddresses)
{
    /// <summary>Whether AWS, names and HTTP are to be asked.</summary>
    public bool IsWorthALook => GoodAddresses.Count > 0;
}

/// <summary>What the Kubernetes API says about exposures.</summary>
/// <param name="services">The services.</param>
/// <param name="pods">The pods.</param>
/// <param name="slices">The endpoints.</param>
/// <param name="ingresses">The ingresses; empty where they do not count.</param>
/// <param name="rules">The assignment's rules.</param>
/// <param name="handIn">What the student handed in.</param>
internal sealed class ExposureFacts(
    Attempt<ObjectList<Service>> services,
    Attempt<ObjectList<Pod>> pods,
    Attempt<ObjectList<EndpointSlice>> slices,
    Attempt<ObjectList<Ingress>> ingresses,
    AssignmentRules rules,
    HandIn handIn)
{
    private readonly ReadyEndpoints endpoints = new(pods.Answer?.Items ?? [], slices.Answer?.Items ?? []);

    /// <summary>What kept the list of exposures from being known.</summary>
    public ReadFault? ListFault => services.Fault ?? ingresses.Fault;

    /// <summary>What kept their endpoints from being known.</summary>
    public ReadFault? EndpointsFault => pods.Fault ?? slices.Fault;

    /// <summary>The services that were read.</summary>
    public ObjectList<Service> Services => services.Answer ?? new();

    /// <summary>The ingresses that were read.</summary>
    public ObjectList<Ingress> Ingresses => ingresses.Answer ?? new();

    /// <summary>The endpoints that were read.</summary>
    public ObjectList<EndpointSlice> Slices => slices.Answer ?? new();

    /// <summary>Every service that was read.</summary>
    public IReadOnlyList<Service> AllServices => Services.Items;

    /// <summary>The address that the student handed in.</summary>
    public string? HandedIn { get; } = Addresses.HandedIn(handIn.LoadBalancerAddress);

    /// <summary>The exposures, in the order in which they are probed.</summary>
    public IReadOnlyList<Exposure> Exposures => Exposure.All(Services.Items, Ingresses.Items, rules, HandedIn);

    /// <summary>Whether any Service or Ingress that was read has an address.</summary>
    public bool HasAddress(string address) =>
        AllServices.Select(s => s.Status).Concat(Ingresses.Items.Select(i => i.Status))
            .Any(s => Addresses.Of(s.LoadBalancer).Contains(address, StringComparer.OrdinalIgnoreCase));

    /// <summary>Judges the first two facts and the form of the address.</summary>
    /// <param name="exposure">The Service or Ingress.</param>
    /// <param name="allowAnyAddress">Whether addresses that are not AWS's are fine.</param>
    public FirstFacts FirstFacts(Exposure exposure, bool allowAnyAddress)
    {
        var name = ShellText.Word(exposure.Metadata.Name);
        var ns = ShellText.Word(exposure.Metadata.Namespace);
        if (exposure.Addresses.Count == 0)
        {
            return Stop(new Finding(exposure, 0)
            {
                Reason = RuleTexts.All["Lb.NoAddress"],
                Advice = RuleTexts.All["Lb.DescribeService", name, ns, exposure.Kind.ToLowerInvariant()],
            });
        }

        if (EndpointsFault is { } fault)
        {
            return Stop(new Finding(exposure, 1) { Unread = fault, FactsAtMost = FactsAtMost(exposure, allowAnyAddress) });
        }

        if (!exposure.Backends.Any(endpoints.Exist))
        {
            return Stop(new Finding(exposure, 1)
            {
                Reason = RuleTexts.All["Lb.NoEndpoint"],
                Advice = RuleTexts.All["Lb.LookAtEndpoints", ShellText.Word(exposure.Backends is [var first, ..] ? first.Metadata.Name : exposure.Metadata.Name), ns],
            });
        }

        var good = exposure.Addresses.Where(a => FlawOf(a, allowAnyAddress) is null).ToList();
        return good.Count > 0
            ? new FirstFacts(new Finding(exposure, 2), good)
            : Stop(new Finding(exposure, 2) { IsForGood = true, Reason = FlawOf(exposure.Addresses[0], allowAnyAddress), Advice = RuleTexts.All["Lb.OwnLoadBalancer"] });
    }

    private static FirstFacts Stop(Finding finding) => new(finding, []);

    private static int FactsAtMost(Exposure exposure, bool allowAnyAddress) =>
        exposure.Addresses.Any(a => FlawOf(a, allowAnyAddress) is null) ? Finding.AllFacts : 2;

    private static LocalizedText? FlawOf(string address, bool allowAnyAddress)
    {
        if (LoadBalancerHost.TryParse(address, out var host))
        {
            return host.IsInternal ? RuleTexts.All["Lb.Internal", ShellText.Name(address)] : null;
        }

        // What is no host at all would lead a URI elsewhere.
        return allowAnyAddress && Uri.CheckHostName(address) is UriHostNameType.Dns or UriHostNameType.IPv4 or UriHostNameType.IPv6
            ? null
            : RuleTexts.All["Lb.NotAws", ShellText.Name(address)];
    }
}
