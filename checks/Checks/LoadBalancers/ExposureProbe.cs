using System.Globalization;
using System.Text;
using EksGrader.Checks.Aws;
using EksGrader.Checks.Aws.Hosts;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes;
using EksGrader.Checks.Reads;
using EksGrader.Checks.Web;

namespace EksGrader.Checks.Checks.LoadBalancers;

/// <summary>Probes the third, fourth and fifth fact of exposures: through AWS, names and HTTP.</summary>
/// <param name="cluster">The cluster.</param>
/// <param name="path">What is asked for.</param>
/// <param name="loadBalancers">The account's load balancers, being read; null without AWS access.</param>
/// <param name="nodes">The nodes, being read.</param>
/// <param name="facts">What the Kubernetes API says.</param>
internal sealed class ExposureProbe(
    Cluster cluster, string path, Task<OptionalRead<AwsLoadBalancerList>>? loadBalancers, Task<OptionalRead<ObjectList<Node>>> nodes, ExposureFacts facts)
{
    private const int FactsBeforeProbe = 2;

    /// <summary>Probes one address, whose form is good. It is contacted only where it is the Service's own and all its addresses may be contacted.</summary>
    public async Task<Finding> AtAsync(Exposure exposure, string address, CancellationToken cancellationToken)
    {
        var names = OptionalRead.Of(cluster.Web.ResolveAsync(address, cancellationToken));
        var owner = LoadBalancerHost.TryParse(address, out var host) && loadBalancers is not null && cluster.Aws is { } aws
            ? OwnerAsync(exposure, host, aws, loadBalancers, cancellationToken)
            : Task.FromResult(new Finding(exposure, FactsBeforeProbe + 1));
        await Task.WhenAll(names, owner);

        var owned = await owner;
        var (name, nameFault) = await names;
        List<Evidence> evidence = [.. owned.Evidence];
        if (name is not null)
        {
            evidence.Add(ExposureEvidence.OfName(address, name, cluster.Now));
        }

        if (owned.Unread is null && owned.Facts == FactsBeforeProbe)
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
        var finding = new Finding(exposure, FactsBeforeProbe);
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
/// <param name="cluster">The cluster.</param>
/// <param name="path">What is asked for.</param>
internal sealed class Probe(Cluster cluster, string path)
{
    private const int HttpsPort = 443;
    private const int FirstServerError = 500;

    /// <summary>Asks every port at once; one that answers with a status below 500 is enough.</summary>
    public async Task<Finding> AskAsync(Finding finding, string address, CancellationToken cancellationToken)
    {
        var uris = finding.Exposure.Ports.Select(port => UriOf(address, port, path)).ToList();
        if (uris.Count == 0)
        {
            return finding with { Reason = LoadBalancerCheck.Texts["NoPort"], Advice = LoadBalancerCheck.Texts["AddPort"] };
        }

        var reads = await Task.WhenAll(uris.Select(uri => OptionalRead.Of(cluster.GetPageAsync(uri, cancellationToken))));
        var answers = uris.Zip(reads, (Uri, Read) => (Uri, Read)).ToList();
        List<Evidence> evidence = [.. finding.Evidence, .. answers.Where(a => a.Read.Answer is not null).Select(Show)];
        if (reads.Any(a => a.Answer is { Status: < FirstServerError }))
        {
            return finding with { Facts = Finding.AllFacts, FactsAtMost = Finding.AllFacts, Evidence = evidence };
        }

        if (reads.FirstOrDefault(a => a.Fault is not null)?.Fault is { } fault)
        {
            return finding with { Unread = fault, FactsAtMost = Finding.AllFacts, Evidence = evidence };
        }

        var (failedUri, failed) = answers.OrderByDescending(a => a.Read.Answer?.Status is not null).First();
        var why = failed.Answer?.Status is { } status
            ? LoadBalancerCheck.Texts["Status", failedUri, status]
            : LoadBalancerCheck.Texts["NoAnswer", failedUri, LoadBalancerCheck.Texts[$"Failure.{failed.Answer?.Failure ?? WebFailure.TimedOut}"]];
        return finding with
        {
            Reason = why,
            Advice = LoadBalancerCheck.Texts["MendAnswer", ShellText.Word(failedUri.ToString())],
            IsForGood = reads.All(a => a.Answer is { Failure: WebFailure.Blocked }),
            Evidence = evidence,
        };

        Evidence Show((Uri Uri, OptionalRead<WebResponse> Read) seen) => ExposureEvidence.OfAnswer(seen.Uri, seen.Read.Answer ?? new WebResponse(), cluster.Now);
    }

    /// <summary>The address of a page: https where the port is 443, http on every other one.</summary>
    public static Uri UriOf(string address, int port, string path)
    {
        var host = Uri.CheckHostName(address) == UriHostNameType.IPv6 ? $"[{address}]" : address;
        return new Uri($"{(port == HttpsPort ? Uri.UriSchemeHttps : Uri.UriSchemeHttp)}://{host}:{port}{path}");
    }
}

/// <summary>What was seen of load balancers, as text.</summary>
internal static class ExposureEvidence
{
    private const int LongestBody = 4096;
    private const int LongestLine = 512;
    private const int Shown = 20;

    /// <summary>The Services of type LoadBalancer and, where they count, the Ingresses.</summary>
    public static IReadOnlyList<Evidence> OfLists(ObjectList<Service> services, ObjectList<Ingress>? ingresses, DateTimeOffset seenAt)
    {
        List<Evidence> evidence =
        [
            new("kubectl get services -A --field-selector spec.type=LoadBalancer", TablePrinter.Print(services, s => s.Spec.Type == "LoadBalancer", showNamespace: true), seenAt),
        ];
        if (ingresses is not null)
        {
            evidence.Add(new Evidence("kubectl get ingresses -A", TablePrinter.Print(ingresses, showNamespace: true), seenAt));
        }

        return evidence;
    }

    /// <summary>The endpoints behind an exposure.</summary>
    public static IEnumerable<Evidence> OfEndpoints(Exposure exposure, ObjectList<EndpointSlice> slices, DateTimeOffset seenAt) =>
        exposure.Backends.Select(service => new Evidence(
            $"kubectl get endpointslices -n {ShellText.Word(service.Metadata.Namespace)} -l {ReadyEndpoints.ServiceLabel}={ShellText.Word(service.Metadata.Name)}",
            TablePrinter.Print(slices, s => ReadyEndpoints.BelongsTo(s, service)),
            seenAt));

    /// <summary>A load balancer of the account, with what was read of its tags and targets.</summary>
    public static Evidence OfLoadBalancer(AwsLoadBalancer balancer, AwsTags? tags, BalancerTargets? targets, DateTimeOffset seenAt)
    {
        var text = new StringBuilder()
            .AppendLine(CultureInfo.InvariantCulture, $"Name:    {ShellText.Name(balancer.Name)} ({balancer.Kind})")
            .AppendLine(CultureInfo.InvariantCulture, $"DNSName: {ShellText.Name(balancer.DnsName)}")
            .AppendLine(CultureInfo.InvariantCulture, $"Scheme:  {(balancer.InternetFacing ? "internet-facing" : "internal")}")
            .AppendLine(CultureInfo.InvariantCulture, $"State:   {(balancer.State.Length > 0 ? ShellText.Name(balancer.State) : "-")}");
        foreach (var (tag, value) in (tags?.ByKey ?? ObjectMeta.NoText).Where(t => AwsOwnership.IsTelling(t.Key)).OrderBy(t => t.Key, StringComparer.Ordinal))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"Tag:     {ShellText.Name(tag)} = {ShellText.Name(value)}");
        }

        foreach (var target in (targets?.All ?? []).Take(Shown))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"Target:  {ShellText.Name(target.Id)} {(target.Port is { } port ? $"port {port} " : "")}{ShellText.Name(target.State)}");
        }

        var command = balancer.Kind == AwsLoadBalancerKind.Classic ? "aws elb describe-load-balancers --load-balancer-names" : "aws elbv2 describe-load-balancers --names";
        return new Evidence($"{command} {ShellText.Word(balancer.Name)}", text.Replace("\r\n", "\n").ToString(), seenAt);
    }

    /// <summary>What targets of a load balancer are compared with: the nodes' instances and addresses, the addresses of the ready pods.</summary>
    public static IEnumerable<Evidence> OfMembers(IReadOnlyList<Node> nodes, IReadOnlyList<Pod> pods, IReadOnlyList<Service> services, DateTimeOffset seenAt)
    {
        yield return new Evidence(
            "kubectl get nodes -o custom-columns=NAME:.metadata.name,INSTANCE:.spec.providerID,ADDRESSES:.status.addresses[*].address",
            Lines(nodes, n => $"{ShellText.Name(n.Metadata.Name)} {ShellText.Name(n.Spec.ProviderID)} {string.Join(',', n.Status.Addresses.Take(Shown).Select(a => ShellText.Name(a.Address)))}"),
            seenAt);
        foreach (var service in services.Take(Shown))
        {
            yield return new Evidence(
                $"kubectl get pods -n {ShellText.Word(service.Metadata.Namespace)} -o custom-columns=NAME:.metadata.name,ADDRESSES:.status.podIPs[*].ip",
                Lines([.. pods.Where(p => ReadyPods.IsReady(p) && Labels.Picks(service, p))], p => $"{ShellText.Name(p.Metadata.Name)} {string.Join(',', ClusterMembers.AddressesOf(p).Distinct(StringComparer.Ordinal).Take(Shown).Select(ShellText.Name))}"),
                seenAt);
        }

        static string Lines<T>(IReadOnlyList<T> items, Func<T, string> line) =>
            string.Concat(items.Take(Shown).Select(i => $"{line(i)}\n")) + (items.Count > Shown ? $"(+{items.Count - Shown})\n" : "");
    }

    /// <summary>What a name resolves to.</summary>
    public static Evidence OfName(string host, NameResult answer, DateTimeOffset seenAt)
    {
        var lines = answer.Addresses.Select(a => a.BlockedBecause is { } why
            ? $"{ShellText.Name(a.Address)}  ({ShellText.Name(why)}: not contacted)"
            : ShellText.Name(a.Address));
        return new Evidence($"dig +short {ShellText.Word(host)}", answer.Exists ? string.Concat(lines.Select(l => l + "\n")) : "NXDOMAIN\n", seenAt);
    }

    /// <summary>One HTTP exchange.</summary>
    public static Evidence OfAnswer(Uri address, WebResponse answer, DateTimeOffset seenAt)
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"> GET {SafeText.Line(address.PathAndQuery, LongestLine)}\n");
        if (answer.Address is { } contacted)
        {
            text.Append(CultureInfo.InvariantCulture, $"* {ShellText.Name(contacted)}\n");
        }

        if (answer.Status is { } status)
        {
            text.Append(CultureInfo.InvariantCulture, $"< HTTP {status}\n");
            foreach (var header in answer.Headers)
            {
                text.Append(CultureInfo.InvariantCulture, $"< {SafeText.Line(header, LongestLine)}\n");
            }

            text.Append('\n').Append(SafeText.Lines(answer.Body, LongestBody)).Append('\n');
        }
        else
        {
            text.Append(CultureInfo.InvariantCulture, $"* {answer.Failure}\n");
        }

        return new Evidence($"curl -i {ShellText.Word(address.ToString())}", text.ToString(), seenAt);
    }
}
