using Amazon.Runtime;
using Amazon.SecurityToken.Model;
using EksGrader.Checks.Access;
using EksGrader.Checks.Aws;
using EksGrader.Checks.Aws.Sessions;

namespace EksGrader.Api.Application.Access;

/// <summary>Tells whose AWS account an access is of.</summary>
public interface IAwsAccounts
{
    /// <summary>The account's number; null where AWS does not say it: the keys have ended, or AWS does not answer.</summary>
    Task<string?> FindAsync(AwsAccess access, CancellationToken cancellationToken);
}

/// <summary>A role says its account itself; of keys AWS is asked, by the one call that needs no right (STS API reference, GetCallerIdentity).</summary>
/// <param name="clients">Makes SDK clients.</param>
/// <param name="time">The clock.</param>
internal sealed class AwsAccounts(AwsClients clients, TimeProvider time) : IAwsAccounts
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public async Task<string?> FindAsync(AwsAccess access, CancellationToken cancellationToken)
    {
        if (access is AwsAccess.Role role)
            return role.RoleArn.Split(':') is [_, _, _, _, var account, ..] ? account : null;
        if (access is not AwsAccess.Keys keys)
            return null;

        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        AWSCredentials credentials = keys.SessionToken is { } session
            ? new SessionAWSCredentials(keys.AccessKeyId, keys.SecretAccessKey, session)
            : new BasicAWSCredentials(keys.AccessKeyId, keys.SecretAccessKey);
        using var service = clients.TokenService(credentials, AwsRegion.Of(keys.Region));
        try
        {
            return (await service.GetCallerIdentityAsync(new GetCallerIdentityRequest(), either.Token)).Account;
        }
        catch (Exception e) when (e is AmazonServiceException or AmazonClientException or HttpRequestException or IOException
            || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // Not told: the answer at the field says so, and nothing is taken.
            return null;
        }
    }
}
