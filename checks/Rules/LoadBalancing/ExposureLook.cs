using EksGrader.Checks.Aws;
using EksGrader.Checks.Aws.Hosts;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Kubernetes;
using EksGrader.Checks.Web;

namespace EksGrader.Checks.Rules.LoadBalancing;

/// <summary>Looks at the third, fourth and fifth fact of exposures: through AWS, names and HTTP.</summary>
/// <param name="cluster">The windows.</param>
/// <param name="path">What is asked for.</param>
/// <param name="loadBalancers">The account's load balancers, being read; null without AWS access.</param>
/// <param name="services">All services of the cluster.</param>
internal sealed class ExposureLook(Cluster cluster, string path, Task<Attempt<AwsLoadBalancerList>>? loadBalancers, IReadOnlyList<Service> services)
{
    private const int FactsBeforeLook = 2;

    /// <summary>Looks at one address, whose form is good. It is contacted only where it is the Service's own and all its addresses may be contacted.</summary>
    public async Task<Finding> AtAsync(Exposure exposure, string address, CancellationToken cancellationToken)
    {
        var names = Attempt.Of(cluster.Web.ResolveAsync(address, cancellationToken));
        var owner = LoadBalancerHost.TryParse(address, out var host) && loadBalancers is not null
            ? OwnerAsync(exposure, host, loadBalancers, cancellationToken)
            : Task.FromResult(new Finding(exposure, FactsBeforeLook + 1));
        await Task.WhenAll(names, owner);

        var owned = await owner;
        var (name, nameFault) = await names;
        List<Evidence> evidence = [.. owned.Evidence];
        if (name is not null)
        {
            evidence.Add(ExposureEvidence.OfName(address, name, cluster.Now));
        }

        if (owned.Unread is null && owned.Facts == FactsBeforeLook)
        {
            return owned with { Evidence = evidence };
        }

        var rest = await RestAsync(exposure, address, name, nameFault, evidence, cancellationToken);
        // AWS could not be asked: the other facts are seen all the same, for a judgement without AWS access later on.
        return owned.Unread is null
            ? rest
            : owned with { Evidence = rest.Evidence, FactsAtMost = rest.FactsAtMost };
    }

    private async Task<Finding> RestAsync(
        Exposure exposure, string address, NameAnswer? name, ReadFault? nameFault, IReadOnlyList<Evidence> evidence, CancellationToken cancellationToken)
    {
        var finding = new Finding(exposure, 3) { Evidence = evidence };
        if (name is null)
        {
            return finding with { Unread = nameFault, FactsAtMost = Finding.AllFacts };
        }

        if (!name.Exists || name.Addresses.Count == 0)
        {
            return finding with { Reason = RuleTexts.All["Lb.NotResolving", ShellText.Name(address)], Advice = RuleTexts.All["Lb.WaitForName", ShellText.Word(address)] };
        }

        if (name.Addresses.FirstOrDefault(a => a.BlockedBecause is not null) is { } blocked)
        {
            return finding with
            {
                IsForGood = true,
                Reason = RuleTexts.All["Lb.Blocked", ShellText.Name(address), ShellText.Name(blocked.Address), blocked.BlockedBecause ?? ""],
                Advice = RuleTexts.All["Lb.MakePublic"],
            };
        }

        return await new Probe(cluster, path).AskAsync(finding with { Facts = 4, FactsAtMost = 4 }, address, cancellationToken);
    }

    private async Task<Finding> OwnerAsync(
        Exposure exposure, LoadBalancerHost host, Task<Attempt<AwsLoadBalancerList>> list, CancellationToken cancellationToken)
    {
        var finding = new Finding(exposure, FactsBeforeLook);
        var (all, listFault) = await list;
        if (all is null || cluster.Aws is null)
        {
            return finding with { Unread = listFault, FactsAtMost = Finding.AllFacts };
        }

        if (AwsOwnership.Find(all, host) is not { } found)
        {
            return finding with { Reason = RuleTexts.All["Lb.NotListed", host.HostName], Advice = RuleTexts.All["Lb.DescribeService", ShellText.Word(exposure.Metadata.Name), ShellText.Word(exposure.Metadata.Namespace), exposure.Kind.ToLowerInvariant()] };
        }

        var (detail, detailFault) = await Attempt.Of(cluster.Aws.DescribeLoadBalancerAsync(found, cancellationToken));
        var evidence = ExposureEvidence.OfLoadBalancer(found, detail, cluster.Now);
        if (detail is null)
        {
            return finding with { Unread = detailFault, FactsAtMost = Finding.AllFacts, Evidence = [evidence] };
        }

        return Judge(finding with { Evidence = [evidence] }, found, detail, host);
    }

    private Finding Judge(Finding finding, AwsLoadBalancer found, AwsLoadBalancerDetail detail, LoadBalancerHost host)
    {
        var sameAddress = services
            .Where(s => Addresses.Of(s.Status.LoadBalancer).Contains(host.HostName, StringComparer.OrdinalIgnoreCase))
            .Select(s => s.Metadata.ToString())
            .ToList();
        if (!AwsOwnership.IsTaggedFor(detail.Tags, cluster.HandIn.ClusterName, finding.Exposure, sameAddress))
        {
            return finding with { Reason = RuleTexts.All["Lb.OtherTags", ShellText.Name(found.Name), finding.Exposure], Advice = RuleTexts.All["Lb.OwnLoadBalancer"] };
        }

        if (!found.InternetFacing)
        {
            return finding with { IsForGood = true, Reason = RuleTexts.All["Lb.Internal", ShellText.Name(found.Name)], Advice = RuleTexts.All["Lb.MakeInternetFacing", ShellText.Word(finding.Exposure.Metadata.Name), ShellText.Word(finding.Exposure.Metadata.Namespace)] };
        }

        // An impaired one routes traffic (ELBv2 API reference, LoadBalancerState); classic ones have no state.
        if (found.State is not ("" or "active" or "active_impaired"))
        {
            return finding with { Reason = RuleTexts.All["Lb.NotActive", ShellText.Name(found.Name), ShellText.Name(found.State)], Advice = RuleTexts.All["Lb.WaitForActive"] };
        }

        return detail.Targets.Any(t => t.Healthy)
            ? finding with { Facts = 3, FactsAtMost = 3 }
            : finding with { Reason = RuleTexts.All["Lb.NoHealthyTarget", detail.Targets.Count, ShellText.Name(found.Name)], Advice = RuleTexts.All["Lb.MendTargets"] };
    }
}
