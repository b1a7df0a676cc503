using System.Globalization;
using System.Text;
using EksGrader.Checks.Aws;
using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes;

namespace EksGrader.Checks.Checks.Witnesses;

/// <summary>What AWS answered about nodes, as evidence.</summary>
internal static class NodeConfirmation
{
    private const int Shown = 20;

    /// <summary>The network of the cluster.</summary>
    public static Evidence OfVpc(string? cluster, string vpc, DateTimeOffset seenAt) =>
        new($"aws eks describe-cluster --name {ShellText.Word(cluster ?? "CLUSTER")} --query cluster.resourcesVpcConfig.vpcId", $"{ShellText.Name(vpc)}\n", seenAt);

    /// <summary>The first answer about instances.</summary>
    public static IEnumerable<Evidence> ByFilter(IReadOnlyList<string> ids, AwsInstanceList? answer, DateTimeOffset seenAt) => answer is null
        ? []
        : [new Evidence($"aws ec2 describe-instances --include-managed-resources --filters Name=instance-id,Values={Some(ids, ",")}", TextOf(ids, answer, "not found"), seenAt)];

    /// <summary>The answers about each missing instance by its id alone.</summary>
    public static IEnumerable<Evidence> ById(IReadOnlyList<string> ids, AwsInstanceList? answer, DateTimeOffset seenAt) => answer is null
        ? []
        : [new Evidence($"aws ec2 describe-instances --instance-ids {Some(ids, " ")} (each alone, 15 s later)", TextOf(ids, answer, "InvalidInstanceID.NotFound"), seenAt)];

    /// <summary>An answer about the addresses of Fargate nodes.</summary>
    public static IEnumerable<Evidence> OfAddresses(string vpc, IReadOnlyList<string> addresses, AwsAddressList? answer, DateTimeOffset seenAt) => answer is null
        ? []
        :
        [
            new Evidence(
                $"aws ec2 describe-network-interfaces --filters Name=vpc-id,Values={ShellText.Word(vpc)} Name=attachment.status,Values=attached Name=addresses.private-ip-address,Values={ShellText.Word(Some(addresses, ","))}",
                Lines(addresses.Select(a => $"{ShellText.Name(a)}  {(answer.Held.Contains(a, StringComparer.Ordinal) ? "found" : "not found, or held by an instance of the account or by another service")}")),
                seenAt),
        ];

    private static string TextOf(IReadOnlyList<string> ids, AwsInstanceList answer, string missing)
    {
        var found = answer.Items.ToLookup(i => i.Id, StringComparer.Ordinal);
        return Lines(ids.Select(id => found[id].FirstOrDefault() is { } i
            ? $"{id}  {ShellText.Name(i.State)}  {(i.VpcId.Length > 0 ? ShellText.Name(i.VpcId) : "-")}  {ShellText.Name(i.PrivateDnsName)}"
            : $"{id}  {missing}"));
    }

    private static string Some(IReadOnlyList<string> items, string separator) => string.Join(separator, items.Take(Shown)) + (items.Count > Shown ? $"{separator}…" : "");

    private static string Lines(IEnumerable<string> lines)
    {
        var all = lines.ToList();
        var text = new StringBuilder();
        foreach (var line in all.Take(Shown))
        {
            text.Append(line.TrimEnd()).Append('\n');
        }

        return all.Count > Shown ? text.Append(CultureInfo.InvariantCulture, $"… {all.Count - Shown} more\n").ToString() : text.ToString();
    }
}
