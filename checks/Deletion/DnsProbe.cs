using EksGrader.Checks.Aws.Hosts;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Reads;
using EksGrader.Checks.Web;

namespace EksGrader.Checks.Deletion;

/// <summary>What DNS says about a cluster.</summary>
/// <param name="Answer">Alive where the name exists, gone where it does not although the zone does, else no proof.</param>
/// <param name="How">The names that were looked up, and the answers.</param>
/// <param name="Fault">Whose fault it is that there is no proof.</param>
internal sealed record DnsObservation(ExistenceAnswer Answer, string How, FaultDomain? Fault = null);

/// <summary>
/// Looks up the name of a cluster's endpoint in public DNS. EKS creates the name with the cluster, never reuses it, and removes it
/// with the cluster; a private endpoint's name exists in public DNS as well, with private addresses (EKS user guide, "Cluster API server
/// endpoint"; awsdocs/amazon-eks-user-guide #189), so addresses are not judged. A name that does not exist counts only while a control
/// name of the same zone does: the zone of the endpoints itself, <c>LABEL.REGION.eks.amazonaws.com</c>, or the one above it. A resolver
/// that denies everything denies these too (RFC 8020: a name that exists keeps all names above it in existence).
/// </summary>
internal sealed class DnsProbe(IHostResolver resolver)
{
    public async Task<DnsObservation> ObserveAsync(ClusterIdentity identity, CancellationToken cancellationToken)
    {
        if (identity.Endpoint is not { Length: > 0 } endpoint)
        {
            return new DnsObservation(ExistenceAnswer.NoProof, "DNS → not asked: the endpoint is not known", FaultDomain.Grader);
        }

        // The owner of any other name can remove it or leave it at will.
        if (!EksHost.IsEndpoint(endpoint))
        {
            return new DnsObservation(ExistenceAnswer.NoProof, "DNS → not asked: the endpoint's name is none that AWS gives out", FaultDomain.Grader);
        }

        var shown = $"DNS {SafeText.Line(endpoint, 260)}";
        try
        {
            if (await resolver.ExistsAsync(endpoint, cancellationToken))
            {
                // A submission can name any cluster in the world: that the name exists proves nothing about a cluster that was never reached.
                return identity.WasAlive
                    ? new DnsObservation(ExistenceAnswer.Alive, $"{shown} → exists")
                    : new DnsObservation(ExistenceAnswer.NoProof, $"{shown} → exists, but this service never saw the cluster itself", FaultDomain.Grader);
            }

            foreach (var control in Controls(endpoint))
            {
                if (await resolver.ExistsAsync(control, cancellationToken))
                {
                    return new DnsObservation(ExistenceAnswer.NameGone, $"{shown} → NXDOMAIN; control {SafeText.Line(control, 260)} → exists");
                }
            }

            return new DnsObservation(ExistenceAnswer.NoProof, $"{shown} → NXDOMAIN; control names → NXDOMAIN too, so it proves nothing", FaultDomain.Network);
        }
        catch (ReadException e)
        {
            return new DnsObservation(ExistenceAnswer.NoProof, $"{shown} → {DeletionErrors.Short(e.Fault)}", FaultDomain.Network);
        }
    }

    private static IEnumerable<string> Controls(string endpoint)
    {
        var labels = AwsHostName.Normalize(endpoint).Split('.');
        return [string.Join('.', labels[1..]), string.Join('.', labels[2..])];
    }
}
