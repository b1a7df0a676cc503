using Amazon;
using Amazon.Runtime;
using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes;
using EksGrader.Checks.Reads;

namespace EksGrader.Checks.Aws;

/// <summary>Opens sessions. One a process: assumed roles are kept for their life and shared by all callers.</summary>
public sealed class AwsSessions
{
    private readonly AwsClients clients;
    private readonly AssumedRoles roles;
    private readonly TimeProvider time;

    /// <summary>Makes the opener.</summary>
    /// <param name="clients">What makes SDK clients.</param>
    /// <param name="options">How roles are assumed.</param>
    /// <param name="time">The clock of tokens and expiry.</param>
    public AwsSessions(AwsClients clients, AwsOptions options, TimeProvider time)
    {
        this.clients = clients;
        this.time = time;
        Grader = new GraderIdentity(clients, options);
        roles = new AssumedRoles(clients, Grader, options, time);
    }

    /// <summary>Who the grader is to AWS.</summary>
    public GraderIdentity Grader { get; }

    /// <summary>A session with a student's credentials. Nothing is asked of AWS yet.</summary>
    /// <param name="access">The credentials.</param>
    /// <param name="budget">What the answers of one grading count towards; null where it is not counted.</param>
    /// <param name="mayDelete">Whether it holds every right that was given, and not only those to read: for enforcement alone.</param>
    public AwsSession Open(AwsAccess access, ResponseBudget? budget = null, bool mayDelete = false) => new(access, mayDelete, clients, roles, budget, time);
}

/// <summary>AWS with one student's credentials: what reads it, and the tokens for the cluster's own API.</summary>
public sealed class AwsSession
{
    // A token is signed anew before it could end on its way.
    private static readonly TimeSpan TokenMargin = TimeSpan.FromMinutes(1);
    private readonly AwsClients clients;
    private readonly AssumedRoles roles;
    private readonly TimeProvider time;
    private readonly RegionEndpoint region;
    private readonly bool mayDelete;
    private readonly Lock gate = new();
    private (ImmutableCredentials Keys, AwsServices Services)? current;
    private (ImmutableCredentials Keys, EksToken Token)? signed;

    internal AwsSession(AwsAccess access, bool mayDelete, AwsClients clients, AssumedRoles roles, ResponseBudget? budget, TimeProvider time)
    {
        Access = access;
        this.mayDelete = mayDelete;
        this.clients = clients;
        this.roles = roles;
        this.time = time;
        region = AwsRegion.Of(access.Region);
        Client = new AwsClient(this, budget, time);
    }

    /// <summary>The access that it was opened with.</summary>
    public AwsAccess Access { get; }

    /// <summary>What <see cref="AwsReader"/> reads with.</summary>
    public IAwsClient Client { get; }

    /// <summary>A bearer token for the cluster's Kubernetes API, good for at least a minute. A credential: never log it.</summary>
    /// <exception cref="ReadException">The role cannot be assumed.</exception>
    public async ValueTask<string> GetKubernetesTokenAsync(CancellationToken cancellationToken)
    {
        var (keys, _) = await GetKeysAsync(cancellationToken);
        lock (gate)
        {
            var now = time.GetUtcNow();
            if (signed is not { } last || last.Token.ExpiresAt - TokenMargin <= now || !last.Keys.Equals(keys))
            {
                signed = last = (keys, EksToken.Create(keys, region, Access.ClusterName, now));
            }

            return last.Token.Value;
        }
    }

    /// <summary>SDK clients with the session's credentials, the same ones while the credentials are.</summary>
    /// <exception cref="ReadException">The role cannot be assumed, or the grader has no credentials.</exception>
    internal async ValueTask<AwsServices> GetServicesAsync(CancellationToken cancellationToken)
    {
        var (keys, own) = await GetKeysAsync(cancellationToken);
        lock (gate)
        {
            if (current is not { } last || !last.Keys.Equals(keys))
            {
                current = last = (keys, clients.For(own ?? Fixed(keys), region));
            }

            return last.Services;
        }
    }

    private async ValueTask<(ImmutableCredentials Keys, AWSCredentials? Own)> GetKeysAsync(CancellationToken cancellationToken)
    {
        switch (Access)
        {
            case AwsAccess.Role role:
                return ((await roles.GetAsync(role, mayDelete, cancellationToken)).Keys, null);
            case AwsAccess.Keys keys:
                return (new ImmutableCredentials(keys.AccessKeyId, keys.SecretAccessKey, keys.SessionToken), null);
            default:
                try
                {
                    var own = clients.OwnCredentials(region);
                    return (await own.GetCredentialsAsync().WaitAsync(cancellationToken), own);
                }
                catch (Exception e) when (e is not OperationCanceledException)
                {
                    throw AwsErrors.NoOwnCredentials(e);
                }
        }
    }

    private static AWSCredentials Fixed(ImmutableCredentials keys) =>
        keys.UseToken ? new SessionAWSCredentials(keys.AccessKey, keys.SecretKey, keys.Token) : new BasicAWSCredentials(keys.AccessKey, keys.SecretKey);
}
