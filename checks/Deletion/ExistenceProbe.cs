using System.Net;
using Amazon.EKS.Model;
using Amazon.Runtime;
using Amazon.SecurityToken.Model;
using EksGrader.Checks.Aws;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Reads;
using EksCluster = Amazon.EKS.Model.Cluster;

namespace EksGrader.Checks.Deletion;

/// <summary>What eks:DescribeCluster proves of one cluster.</summary>
/// <param name="Answer">Alive, being deleted, not found, or no proof.</param>
/// <param name="Fault">Whose fault it is that there is no proof.</param>
/// <param name="Found">The cluster that has the name now, ours or another; null where there is none.</param>
internal sealed record ExistenceObservation(ExistenceAnswer Answer, FaultDomain? Fault = null, EksCluster? Found = null)
{
    public static ExistenceObservation NoProof(FaultDomain fault) => new(ExistenceAnswer.NoProof, fault);
}

/// <summary>
/// Asks AWS whether the very cluster still exists. Only <c>ResourceNotFoundException</c> with HTTP 404, for the name, region and account
/// of the cluster's own ARN, or a cluster of that ARN with another creation time, means that it does not (EKS API reference, DescribeCluster).
/// </summary>
internal sealed class ExistenceProbe(ProbeCalls calls, LeaseTarget target)
{
    // A cluster cannot be deleted and made again within a second; times of AWS are rounded.
    private static readonly TimeSpan SameTime = TimeSpan.FromSeconds(1);

    public async Task<ExistenceObservation> ObserveAsync(CancellationToken cancellationToken)
    {
        var name = calls.Session.Access.ClusterName;
        var call = $"{AwsActions.DescribeCluster} {name} in {calls.Session.Access.Region}";
        try
        {
            var answer = await calls.CallAsync(
                AwsActions.DescribeCluster,
                async (services, token) =>
                {
                    try
                    {
                        return await services.Eks.DescribeClusterAsync(new DescribeClusterRequest { Name = name }, token);
                    }
                    catch (AmazonServiceException e) when (e is { ErrorCode: "ResourceNotFoundException", StatusCode: HttpStatusCode.NotFound })
                    {
                        return null;
                    }
                },
                cancellationToken);
            return answer is null ? await AbsentAsync(call, cancellationToken) : Found(call, answer.Cluster);
        }
        catch (ReadException e)
        {
            calls.Note(call, DeletionErrors.Short(e.Fault));
            return ExistenceObservation.NoProof(e.Fault.Fault);
        }
    }

    // "Not there" in another account proves nothing: new access may be to another account.
    private async Task<ExistenceObservation> AbsentAsync(string call, CancellationToken cancellationToken)
    {
        calls.Note(call, "ResourceNotFoundException");
        if (!ClusterArn.TryParse(target.Identity.Arn, out var arn))
        {
            // It was never seen through AWS. Where it was never seen at all, "not found" is all there is to say.
            return target.Identity.WasAlive ? ExistenceObservation.NoProof(FaultDomain.Student) : new ExistenceObservation(ExistenceAnswer.NotFound);
        }

        if (await AccountAsync(cancellationToken) == arn.Account)
        {
            return new ExistenceObservation(ExistenceAnswer.NotFound);
        }

        calls.Note("the access", $"is not of account {arn.Account}, where the cluster was");
        return ExistenceObservation.NoProof(FaultDomain.Student);
    }

    private async Task<string?> AccountAsync(CancellationToken cancellationToken)
    {
        if (calls.Session.Access is AwsAccess.Role role)
        {
            return ClusterArn.AccountOf(role.RoleArn);
        }

        var identity = await calls.CallAsync(
            "sts:GetCallerIdentity", (services, token) => services.TokenService.Value.GetCallerIdentityAsync(new GetCallerIdentityRequest(), token), cancellationToken);
        calls.Note("sts:GetCallerIdentity", SafeText.Line(identity.Account ?? "no account", 40));
        return identity.Account;
    }

    private ExistenceObservation Found(string call, EksCluster? found)
    {
        if (found is not { Arn: { } arn, CreatedAt: { } createdAt, Status: { Length: > 0 } status })
        {
            calls.Note(call, "senseless answer");
            return ExistenceObservation.NoProof(FaultDomain.Aws);
        }

        calls.Note(call, $"{SafeText.Line(status, 40)}, created {createdAt.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}");
        if (target.Identity.Arn is { } ours && ours != arn)
        {
            calls.Note("that cluster", "is one of another account or region");
            return ExistenceObservation.NoProof(FaultDomain.Student);
        }

        if (IsAnother(found, createdAt))
        {
            calls.Note("that cluster", "is another of the same name");
            return target.Identity.Arn is null ? ExistenceObservation.NoProof(FaultDomain.Student) : new ExistenceObservation(ExistenceAnswer.NotFound, Found: found);
        }

        return new ExistenceObservation(status == "DELETING" ? ExistenceAnswer.Deleting : ExistenceAnswer.Alive, Found: found);
    }

    private bool IsAnother(EksCluster found, DateTimeOffset createdAt)
    {
        if (target.Identity.CreatedAt is { } known)
        {
            return (createdAt - known).Duration() > SameTime;
        }

        return target.Identity.Endpoint is { } endpoint
            && Uri.TryCreate(found.Endpoint, UriKind.Absolute, out var address)
            && !string.Equals(address.IdnHost, endpoint, StringComparison.OrdinalIgnoreCase);
    }
}
