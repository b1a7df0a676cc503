using System.Globalization;
using System.Text;
using EksGrader.Checks.Aws;
using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes;
using EksGrader.Checks.Web;

namespace EksGrader.Checks.Checks.LoadBalancers;

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
