using EksGrader.Checks.Aws.Calls;
using EksGrader.Checks.Checks.Finders;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes;
using EksGrader.Checks.Kubernetes.Objects;
using EksGrader.Checks.Reads;

namespace EksGrader.Checks.Checks.Rbac;

/// <summary>An IAM principal that the cluster lets in, with what it may do.</summary>
/// <param name="Principal">Who.</param>
/// <param name="Groups">The Kubernetes groups.</param>
/// <param name="Rights">What RBAC and access policies give; without RBAC where that could not be read.</param>
/// <param name="Source">Access entry, or aws-auth.</param>
internal sealed record MappedPrincipal(AwsPrincipal Principal, IReadOnlyList<string> Groups, Rights Rights, string Source)
{
    /// <summary>Whether they may do everything: by an access policy for administrators, by <c>cluster-admin</c> or <c>system:masters</c>. EKS does not mark the entry of the cluster's creator.</summary>
    public bool IsAdmin { get; init; }

    /// <summary><c>role/viewer</c>, to be read.</summary>
    public override string ToString() => ShellText.Name($"{Principal.Kind}/{Principal.Name}");
}

/// <summary>
/// Who comes in by access entries or by aws-auth, without nodes, services and the grader. With mode CONFIG_MAP only aws-auth counts, with
/// API only entries; with both, an entry wins over a row of the same principal (EKS user guide, "Grant IAM users and roles access to
/// Kubernetes APIs").
/// </summary>
internal sealed class MappedPrincipals
{
    private const string ByEntry = "access entry";
    private const string ByConfigMap = "ConfigMap aws-auth";
    private const string Entries = "API";
    private const string ConfigMapAlone = "CONFIG_MAP";

    private static readonly string[] AdminPolicies = ["AmazonEKSClusterAdminPolicy", "AmazonEKSAdminPolicy"];

    private MappedPrincipals(IReadOnlyList<MappedPrincipal> all, ReadError? fault) => (All, Fault) = (all, fault);

    /// <summary>The principals.</summary>
    public IReadOnlyList<MappedPrincipal> All { get; }

    /// <summary>Why some may be missing; null where all were read.</summary>
    public ReadError? Fault { get; }

    /// <summary>Whether a row of aws-auth counts, which access entries replace.</summary>
    public bool UsesConfigMap => All.Any(p => p.Source == ByConfigMap);

    /// <summary>Reads them.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="mode">The authentication mode, as EKS tells it.</param>
    /// <param name="rbac">The rules; null where they could not be read.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public static async Task<MappedPrincipals> ReadAsync(Cluster cluster, string mode, RbacEvaluator? rbac, CancellationToken cancellationToken)
    {
        var entries = mode == ConfigMapAlone ? null : await OptionalRead.Of(cluster.NeededAws.Eks.ListAccessEntriesAsync(cancellationToken));
        OptionalRead<AwsAuthMap>? map = null;
        if (mode != Entries)
        {
            map = await OptionalRead.Of(MapOfAsync(cluster, cancellationToken));
        }

        List<MappedPrincipal> all = [.. (entries?.Answer?.Items ?? []).Where(IsOfAPerson).Select(e => Of(e, rbac))];
        all.AddRange((map?.Answer?.Rows ?? []).Where(IsOfAPerson).Where(r => (entries?.Answer?.Items ?? []).All(e => e.Principal != r.Principal)).Select(r => Of(r, rbac)));
        return new MappedPrincipals(all, entries?.Fault ?? map?.Fault ?? (entries?.Answer?.Cut == true ? ReadErrors.Cut("aws eks list-access-entries") : null));
    }

    private static async Task<AwsAuthMap> MapOfAsync(Cluster cluster, CancellationToken cancellationToken) =>
        (await cluster.Kubernetes.FindAsync<AwsAuth>(AwsAuth.Namespace, AwsAuth.Name, cancellationToken))?.Data ?? new AwsAuthMap();

    private static bool IsOfAPerson(AwsAccessEntry entry) => entry is { Type: "STANDARD", IsGrader: false, Principal.IsService: false }
        && !entry.Groups.Contains(StudentsOwn.Grader, StringComparer.Ordinal)
        && !entry.Username.StartsWith("eks:", StringComparison.Ordinal);

    private static bool IsOfAPerson(AwsAuthRow row) => !row.Principal.IsService
        && !row.Groups.Any(g => g is "system:nodes" or "system:bootstrappers" or "system:node-proxier" or StudentsOwn.Grader)
        && !row.Username.StartsWith("system:node:", StringComparison.Ordinal);

    private static MappedPrincipal Of(AwsAccessEntry entry, RbacEvaluator? rbac)
    {
        var rights = entry.Policies.Aggregate(rbac?.RightsOf(entry.Username, [.. entry.Groups]) ?? Rights.None, (sum, p) => sum.With(Rights.OfAccessPolicy(p.Name, p.Namespaces)));
        return new MappedPrincipal(entry.Principal, entry.Groups, rights, ByEntry) { IsAdmin = rights.MayEverything || entry.Policies.Any(p => AdminPolicies.Contains(p.Name)) };
    }

    private static MappedPrincipal Of(AwsAuthRow row, RbacEvaluator? rbac)
    {
        var rights = rbac?.RightsOf(row.Username, [.. row.Groups]) ?? Rights.None with { IsAdmin = row.Groups.Contains(RbacEvaluator.Masters, StringComparer.Ordinal) };
        return new MappedPrincipal(row.Principal, row.Groups, rights, ByConfigMap) { IsAdmin = rights.MayEverything };
    }
}
