using EksGrader.Api.Host;
using EksGrader.Checks.Aws;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Input;
using EksGrader.Db.Model;

namespace EksGrader.Api.Features.Access;

/// <summary>
/// Whether an access that is renewed leads to the very cluster of its lease. In another region, under another name or in another account
/// AWS would answer truthfully that there is no such cluster, and a living one would count as gone.
/// </summary>
internal static class RenewedCluster
{
    /// <summary>What leads elsewhere, at its field; empty where nothing does.</summary>
    public static IReadOnlyList<ValidationError> FaultsOf(Lease lease, ClusterAccess access)
    {
        var faults = new FieldErrors();
        if (access.Kubeconfig is { } kubeconfig)
            FindOtherServer(lease, kubeconfig, faults);
        if (access.Aws is { } aws)
            FindOtherCluster(lease, aws, access.Kubeconfig is null ? "access" : "access.aws", faults);
        return faults.All;
    }

    private static void FindOtherServer(Lease lease, KubeconfigAccess kubeconfig, FieldErrors faults)
    {
        var known = new ClusterIdentity(null, null, lease.Endpoint, null) { CaSha256 = lease.CaSha256 };
        var given = new ClusterIdentity(null, null, kubeconfig.Server.Host, null) { CaSha256 = ClusterIdentity.HashOfCa(kubeconfig.CertificateAuthorityPem) };
        if (lease.Endpoint is null || known.Compare(given) == ClusterMatch.Another)
            faults.Add("access.kubeconfig", "OtherServer", lease.Endpoint ?? "?");
    }

    private static void FindOtherCluster(Lease lease, AwsAccess aws, string field, FieldErrors faults)
    {
        if (!ClusterArn.TryParse(lease.ClusterArn, out var known))
        {
            // No one ever saw which cluster of AWS it is: any name could be given that AWS knows nothing of.
            faults.Add(field == "access" ? "access.kind" : field, "NeverSeenByAws");
            return;
        }

        if (aws.Region != known.Region)
            faults.Add($"{field}.region", "OtherRegion", known.Region);
        if (aws.ClusterName != known.Name)
            faults.Add($"{field}.clusterName", "OtherCluster", known.Name);
        // Whose keys are is for AWS to say: the observations ask it, and what another account says proves nothing there.
        if (aws is AwsAccess.Role { HeldByCourse: false } role && ClusterArn.AccountOf(role.RoleArn) is { } owner && owner != known.Account)
            faults.Add($"{field}.roleArn", "OtherAccount", known.Account);
    }
}
