using EksGrader.Checks.Aws;
using EksGrader.Checks.Aws.Hosts;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes;
using EksGrader.Checks.Reads;
using EksGrader.Checks.Web;

namespace EksGrader.Checks.Checks.LoadBalancers;

/// <summary>Looks at the third, fourth and fifth fact of exposures: through AWS, names and HTTP.</summary>
/// <param name="cluster">The windows.</param>
/// <param name="path">What is asked for.</param>
/// <param name="loadBalancers">The account's load balancers, being read; null without AWS access.</param>
/// <param name="nodes">The nodes, being read.</param>
/// <param name="facts">What the Kubernetes API says.</param>
internal sealed class ExposureProbe(
    Cluster cluster, string path, Task<OptionalRead<AwsLoadBalancerList>>? loadBalancers, Task<OptionalRead<ObjectList<Node>>> nodes, ExposureFacts facts)
{
    private const int FactsBeforeLook = 2;

    /// <summary>Looks at one address, whose form is good. It is contacted only where it is the Service's own and all its addresses may be contacted.</summary>
    public async Task<Finding> AtAsync(Exposure exposure, string address, CancellationToken cancellationToken)
    {
        var names = OptionalRead.Of(cluster.Web.ResolveAsync(address, cancellationToken));
        var owner = LoadBalancerHost.TryParse(address, out var host) && loadBalancers is not null && cluster.Aws is { } aws
            ? OwnerAsync(exposure, host, aws, loadBalancers, cancellationToken)
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
            ? rest with { IsConfirmed = owned.IsConfirmed, WitnessFault = owned.WitnessFault }
            : owned with { Evidence = rest.Evidence, FactsAtMost = rest.FactsAtMost };
    }

    private async Task<Finding> RestAsync(
        Exposure exposure, string address, NameResult? name, ReadError? nameFault, IReadOnlyList<Evidence> evidence, CancellationToken cancellationToken)
    {
        var finding = new Finding(exposure, 3) { Evidence = evidence };
        if (name is null)
        {
            return finding with { Unread = nameFault, FactsAtMost = Finding.AllFacts };
        }

        if (!name.Exists || name.Addresses.Count == 0)
        {
            return finding with { Reason = LoadBalancerCheck.Texts["NotResolving", ShellText.Name(address)], Advice = LoadBalancerCheck.Texts["WaitForName", ShellText.Word(address)] };
        }

        if (name.Addresses.FirstOrDefault(a => a.BlockedBecause is not null) is { } blocked)
        {
            return finding with
            {
                IsForGood = true,
                Reason = LoadBalancerCheck.Texts["Blocked", ShellText.Name(address), ShellText.Name(blocked.Address), blocked.BlockedBecause ?? ""],
                Advice = LoadBalancerCheck.Texts["MakePublic"],
            };
        }

        return await new Probe(cluster, path).AskAsync(finding with { Facts = 4, FactsAtMost = 4 }, address, cancellationToken);
    }

    private async Task<Finding> OwnerAsync(
        Exposure exposure, LoadBalancerHost host, AwsReader aws, Task<OptionalRead<AwsLoadBalancerList>> list, CancellationToken cancellationToken)
    {
        var finding = new Finding(exposure, FactsBeforeLook);
        var (name, ns) = (ShellText.Word(exposure.Metadata.Name), ShellText.Word(exposure.Metadata.Namespace));
        var (all, listFault) = await list;
        if (all is null)
        {
            return finding with { Unread = listFault, FactsAtMost = Finding.AllFacts };
        }

        if (AwsOwnership.Find(all, host) is not { } found)
        {
            return finding with { Reason = LoadBalancerCheck.Texts["NotListed", host.HostName], Advice = LoadBalancerCheck.Texts["DescribeService", name, ns, exposure.Kind.ToLowerInvariant()] };
        }

        var reason = found switch
        {
            { InternetFacing: false } => LoadBalancerCheck.Texts["Internal", ShellText.Name(found.Name)],
            // An impaired one routes traffic (ELBv2 API reference, LoadBalancerState); classic ones have no state.
            { State: not ("" or "active" or "active_impaired") } => LoadBalancerCheck.Texts["NotActive", ShellText.Name(found.Name), ShellText.Name(found.State)],
            _ => null,
        };
        if (reason is null)
        {
            var asked = await new TargetWitness(cluster, aws, all, facts.Pods, nodes).AskAsync(finding, found, facts.ServicesAt(exposure, host.HostName), cancellationToken);
            // Targets of others are to be replaced; those that are to be mended only do not serve yet.
            return asked with { AwaitsAws = asked.Advice == LoadBalancerCheck.Texts["MendTargets"] };
        }

        return finding with
        {
            Reason = reason,
            Advice = found.InternetFacing ? LoadBalancerCheck.Texts["WaitForActive"] : LoadBalancerCheck.Texts["MakeInternetFacing", name, ns],
            IsForGood = !found.InternetFacing,
            AwaitsAws = found.InternetFacing,
            Evidence = [ExposureEvidence.OfLoadBalancer(found, null, null, cluster.Now)],
        };
    }
}

/// <summary>Asks a load balancer over HTTP: https where the port is 443, http on every other one.</summary>
/// <param name="cluster">The windows.</param>
/// <param name="path">What is asked for.</param>
internal sealed class Probe(Cluster cluster, string path)
{
    private const int HttpsPort = 443;
    private const int FirstServerError = 500;

    /// <summary>Asks every port at once; one that answers with a status below 500 is enough.</summary>
    public async Task<Finding> AskAsync(Finding finding, string address, CancellationToken cancellationToken)
    {
        var uris = finding.Exposure.Ports.Select(port => UriOf(address, port)).ToList();
        if (uris.Count == 0)
        {
            return finding with { Reason = LoadBalancerCheck.Texts["NoPort"], Advice = LoadBalancerCheck.Texts["AddPort"] };
        }

        var attempts = await Task.WhenAll(uris.Select(uri => OptionalRead.Of(cluster.Web.GetAsync(uri, cancellationToken))));
        var answers = uris.Zip(attempts, (Uri, Attempt) => (Uri, Attempt)).ToList();
        List<Evidence> evidence = [.. finding.Evidence, .. answers.Where(a => a.Attempt.Answer is not null).Select(Show)];
        if (attempts.Any(a => a.Answer is { Status: < FirstServerError }))
        {
            return finding with { Facts = Finding.AllFacts, FactsAtMost = Finding.AllFacts, Evidence = evidence };
        }

        if (attempts.FirstOrDefault(a => a.Fault is not null)?.Fault is { } fault)
        {
            return finding with { Unread = fault, FactsAtMost = Finding.AllFacts, Evidence = evidence };
        }

        var (failedUri, failed) = answers.OrderByDescending(a => a.Attempt.Answer?.Status is not null).First();
        var why = failed.Answer?.Status is { } status
            ? LoadBalancerCheck.Texts["Status", failedUri, status]
            : LoadBalancerCheck.Texts["NoAnswer", failedUri, LoadBalancerCheck.Texts[$"Failure.{failed.Answer?.Failure ?? WebFailure.TimedOut}"]];
        return finding with
        {
            Reason = why,
            Advice = LoadBalancerCheck.Texts["MendAnswer", ShellText.Word(failedUri.ToString())],
            IsForGood = attempts.All(a => a.Answer is { Failure: WebFailure.Blocked }),
            Evidence = evidence,
        };

        Evidence Show((Uri Uri, OptionalRead<WebResponse> Attempt) seen) => ExposureEvidence.OfAnswer(seen.Uri, seen.Attempt.Answer ?? new WebResponse(), cluster.Now);
    }

    private Uri UriOf(string address, int port)
    {
        var host = Uri.CheckHostName(address) == UriHostNameType.IPv6 ? $"[{address}]" : address;
        return new Uri($"{(port == HttpsPort ? Uri.UriSchemeHttps : Uri.UriSchemeHttp)}://{host}:{port}{path}");
    }
}
