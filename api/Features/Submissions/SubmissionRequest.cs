using EksGrader.Checks.Access;

namespace EksGrader.Api.Features.Submissions;

/// <summary>What a student submits.</summary>
/// <param name="Access">How the cluster is reached.</param>
/// <param name="LoadBalancerAddress">The host name of the load balancer, where the student knows it.</param>
public sealed record SubmissionRequest(AccessRequest? Access, string? LoadBalancerAddress)
{
    /// <summary>What the assignment's checks ask students, by <c>CHECK.NAME</c>, such as <c>gitops.repository</c>; what is left out counts as not answered.</summary>
    public IReadOnlyDictionary<string, string?>? Answers { get; init; }

    /// <summary>
    /// Whether the access is tried before it is taken: one that cannot work by the student's own doing is answered 422 with what helps, and costs
    /// no attempt. What may pass (401, 403, no answer in time, faults of the network or the grader) never keeps it from being taken.
    /// </summary>
    public bool TryFirst { get; init; }
}

/// <summary>Access to a cluster: which fields there are depends on its kind.</summary>
public record AwsRequest : AwsAccessInput
{
    /// <summary><c>kubeconfig</c>, <c>awsRole</c>, <c>awsKeys</c> or <c>course</c>.</summary>
    public string? Kind { get; init; }

    /// <summary>The kind, never a credential.</summary>
    public override string ToString() => $"access of kind {Kind}";
}

/// <inheritdoc/>
public record AccessRequest : AwsRequest
{
    /// <summary>A kubeconfig with server, CA and credential inline, for <c>kubeconfig</c>; 64 KiB at most.</summary>
    public string? Kubeconfig { get; init; }

    /// <summary>AWS access of kind <c>awsRole</c> or <c>awsKeys</c> that joins a kubeconfig: what can be read through AWS then is.</summary>
    public AwsRequest? Aws { get; init; }

    /// <inheritdoc/>
    public override string ToString() => base.ToString();
}

/// <summary>Access to a cluster, renewed: as it stands under <c>access</c> of a submission; one that is wrapped in <c>access</c> is read too.</summary>
public sealed record RenewRequest : AccessRequest
{
    /// <summary>The same, wrapped as in a submission; null where it stands by itself.</summary>
    public AccessRequest? Access { get; init; }

    /// <inheritdoc/>
    public override string ToString() => base.ToString();
}
