using EksGrader.Checks.Access;
using EksGrader.Checks.Clusters;
using EksGrader.Db.Leases;

namespace EksGrader.Api.Application.Access;

/// <summary>
/// Whether an access that is renewed leads to the very cluster of its lease. In another region, under another name or in another account
/// AWS would answer truthfully that there is no such cluster, and a living one would count as gone.
/// </summary>
internal static class RenewedCluster
{
    /// <summary>What leads elsewhere, at its field; empty where nothing does.</summary>
    public static async Task<IReadOnlyList<InputFault>> FaultsAsync(Lease lease, ClusterAccess access, IAwsAccounts accounts, CancellationToken cancellationToken)
    {
        var faults = new FieldFaults();
        if (access.Kubeconfig is { } kubeconfig)
            FindOtherServer(lease, kubeconfig, faults);
        if (access.Aws is { } aws)
            await FindOtherClusterAsync(lease, aws, access.Kubeconfig is null ? "access" : "access.aws", accounts, faults, cancellationToken);
        return faults.All;
    }

    private static void FindOtherServer(Lease lease, KubeconfigAccess kubeconfig, FieldFaults faults)
    {
        var isSame = string.Equals(kubeconfig.Server.Host.TrimEnd('.'), lease.Endpoint?.TrimEnd('.'), StringComparison.OrdinalIgnoreCase)
            && (lease.CaSha256 is null || lease.CaSha256 == ClusterIdentity.HashOfCa(kubeconfig.CertificateAuthorityPem));
        if (!isSame)
            faults.Add("access.kubeconfig", "OtherServer", lease.Endpoint ?? "?");
    }

    // arn:PARTITION:eks:REGION:ACCOUNT:cluster/NAME (Service Authorization Reference, Amazon EKS).
    private static async Task FindOtherClusterAsync(
        Lease lease, AwsAccess aws, string field, IAwsAccounts accounts, FieldFaults faults, CancellationToken cancellationToken)
    {
        if (lease.ClusterArn?.Split(':', 6) is not [_, _, _, var region, var account, var resource])
        {
            // Nobody ever saw which cluster of AWS it is: any name could be given that AWS knows nothing of.
            faults.Add(field == "access" ? "access.kind" : field, "NeverSeenByAws");
            return;
        }

        if (aws.Region != region)
            faults.Add($"{field}.region", "OtherRegion", region);
        if ($"cluster/{aws.ClusterName}" != resource)
            faults.Add($"{field}.clusterName", "OtherCluster", resource[(resource.IndexOf('/', StringComparison.Ordinal) + 1)..]);
        if (!faults.Any && !aws.HeldByCourse && await accounts.FindAsync(aws, cancellationToken) != account)
            faults.Add(aws is AwsAccess.Role ? $"{field}.roleArn" : $"{field}.accessKeyId", "OtherAccount", account);
    }
}
