using Amazon.Runtime;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;
using EksGrader.Checks.Core;
using EksGrader.Checks.Reads;

namespace EksGrader.Checks.Aws;

/// <summary>A role that was assumed.</summary>
/// <param name="Keys">Its temporary keys.</param>
/// <param name="ExpiresAt">When they end.</param>
internal sealed record AssumedRole(ImmutableCredentials Keys, DateTimeOffset ExpiresAt)
{
    public override string ToString() => $"keys {Keys.AccessKey} until {ExpiresAt:u}";
}

/// <summary>
/// Assumes students' roles, each once for its life however many gradings ask, and refuses a role that can be assumed without its
/// external id, or with any (see <see cref="RoleProbes"/>).
/// </summary>
internal sealed class AssumedRoles(AwsClients clients, GraderIdentity grader, AwsOptions options, TimeProvider time)
{
    // A role is assumed again while what is left could end in the middle of a grading.
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(25);

    // What a session that only reads may do at most, whatever the role allows (IAM user guide, "Session policies"): the rights that
    // enforcement needs are on the same role. Tokens for Kubernetes need no right.
    internal static readonly string ReadingOnly = AwsPolicies.Allow(
    [
        "aps:ListScrapers", "autoscaling:Describe*", "cloudformation:Describe*", "cloudformation:List*", "cloudwatch:DescribeAlarm*", "cloudwatch:GetMetricData",
        "cloudwatch:ListMetrics", "codepipeline:GetPipeline", "codepipeline:ListPipeline*", "ec2:Describe*", "ecr:Describe*", "ecr:GetRegistryScanningConfiguration",
        "eks:Describe*", "eks:List*", "elasticloadbalancing:Describe*", "grafana:ListWorkspaces", "kms:Decrypt", "logs:Describe*", "logs:FilterLogEvents",
        "sts:GetCallerIdentity",
    ]);

    // Going through thousands of roles for each one that is assumed would cost more than assuming it.
    private static readonly TimeSpan ForgetEvery = TimeSpan.FromMinutes(1);

    private readonly Lock gate = new();
    private readonly Dictionary<(string RoleArn, string? ExternalId, string Region, bool MayDelete), Task<AssumedRole>> assumed = [];
    private readonly Dictionary<string, DateTimeOffset> closedUntil = new(StringComparer.Ordinal);
    private DateTimeOffset? forgotAt;

    /// <summary>The role's keys, from before or new.</summary>
    /// <param name="role">The role.</param>
    /// <param name="mayDelete">Whether they hold every right of the role, and not only those to read.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="ReadException">It cannot be assumed, or anyone can assume it.</exception>
    public Task<AssumedRole> GetAsync(AwsAccess.Role role, bool mayDelete, CancellationToken cancellationToken)
    {
        var key = (role.RoleArn, role.ExternalId, role.Region, mayDelete);
        lock (gate)
        {
            if (!assumed.TryGetValue(key, out var session) || IsOver(session))
            {
                ForgetWhatIsOver();
                assumed[key] = session = AssumeAsync(role, mayDelete);
            }

            // The first caller may give up; the others still wait for the same answer.
            return session.WaitAsync(cancellationToken);
        }
    }

    private bool IsOver(Task<AssumedRole> session) =>
        session.IsFaulted || session.IsCanceled || (session.IsCompletedSuccessfully && session.Result.ExpiresAt - Margin <= time.GetUtcNow());

    private void ForgetWhatIsOver()
    {
        var now = time.GetUtcNow();
        if (forgotAt is { } last && (now - last).Duration() < ForgetEvery)
        {
            return;
        }

        forgotAt = now;
        foreach (var (key, _) in assumed.Where(entry => IsOver(entry.Value)).ToList())
        {
            assumed.Remove(key);
        }

        foreach (var (role, _) in closedUntil.Where(entry => entry.Value <= now).ToList())
        {
            closedUntil.Remove(role);
        }
    }

    private async Task<AssumedRole> AssumeAsync(AwsAccess.Role role, bool mayDelete)
    {
        await Task.Yield(); // nothing of the SDK runs under the lock
        using var patience = new CancellationTokenSource(Patience, time);
        var region = AwsRegion.Of(role.Region);
        try
        {
            var service = clients.OwnTokenService(region);
            var probe = MustProbe(role) ? RoleProbes.ProbeAsync(id => IsAssumableAsync(service, role, id, patience.Token), role.ExternalId ?? "") : Task.FromResult(RoleTrust.Closed);
            var answer = service.AssumeRoleAsync(Request(role, role.ExternalId, mayDelete ? null : ReadingOnly), patience.Token);
            await Task.WhenAll(probe, answer).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            var credentials = (await answer).Credentials; // its own refusal says more than the probe's
            if (await probe is var trust and not RoleTrust.Closed)
            {
                throw AwsErrors.OpenRole(role, trust == RoleTrust.WithAnyExternalId, await grader.TryGetPrincipalArnAsync(region, patience.Token));
            }

            if (MustProbe(role))
            {
                lock (gate)
                {
                    closedUntil[role.RoleArn] = time.GetUtcNow() + options.ProbeLife;
                }
            }

            return new AssumedRole(
                new ImmutableCredentials(credentials.AccessKeyId, credentials.SecretAccessKey, credentials.SessionToken),
                new DateTimeOffset((credentials.Expiration ?? time.GetUtcNow().UtcDateTime + options.SessionDuration).ToUniversalTime()));
        }
        catch (AmazonServiceException e) when (AwsErrors.IsDenied(e))
        {
            throw AwsErrors.RoleDenied(role, await grader.TryGetPrincipalArnAsync(region, patience.Token), e);
        }
        catch (Exception e) when (e is not ReadException)
        {
            throw AwsErrors.From(e, new AwsCallOf("sts:AssumeRole", new AwsAccess.Own(role.Region, role.ClusterName)));
        }
    }

    private bool MustProbe(AwsAccess.Role role)
    {
        lock (gate)
        {
            return options.RefuseOpenRoles && role.ExternalId is not null
                && !(closedUntil.TryGetValue(role.RoleArn, out var until) && until > time.GetUtcNow());
        }
    }

    private async Task<bool> IsAssumableAsync(IAmazonSecurityTokenService service, AwsAccess.Role role, string? externalId, CancellationToken cancellationToken)
    {
        try
        {
            await service.AssumeRoleAsync(Request(role, externalId, ReadingOnly), cancellationToken);
            return true;
        }
        catch (AmazonServiceException e) when (AwsErrors.IsDenied(e))
        {
            return false;
        }
    }

    private AssumeRoleRequest Request(AwsAccess.Role role, string? externalId, string? policy) => new()
    {
        RoleArn = role.RoleArn,
        RoleSessionName = options.SessionName,
        ExternalId = externalId,
        Policy = policy,
        DurationSeconds = (int)options.SessionDuration.TotalSeconds,
    };
}
