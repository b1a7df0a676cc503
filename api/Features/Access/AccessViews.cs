using EksGrader.Checks.Core;
using EksGrader.Checks.Reads;

namespace EksGrader.Api.Features.Access;

/// <summary>How to give access, with the student's own values.</summary>
/// <param name="ExternalId">The external id that the student's role must ask for.</param>
/// <param name="PrincipalArn">Whom the student's role must trust; null where the service has no AWS credentials.</param>
/// <param name="Ways">The ways that the assignment takes, in its order.</param>
/// <param name="Policy">The IAM policy with everything that is read through AWS, JSON.</param>
/// <param name="TrustPolicy">The trust policy of the student's role, JSON.</param>
/// <param name="ServiceAccountManifest">ServiceAccount, ClusterRole and binding for a kubeconfig, YAML.</param>
/// <param name="GroupManifest">ClusterRole and binding for an IAM role's access entry, YAML.</param>
public sealed record AccessGuideView(
    string ExternalId,
    string? PrincipalArn,
    IReadOnlyList<AccessMethodView> Ways,
    string Policy,
    string TrustPolicy,
    string ServiceAccountManifest,
    string GroupManifest);

/// <summary>One way of giving access.</summary>
/// <param name="Kind">What <c>access.kind</c> is then.</param>
/// <param name="Steps">What to do; empty where there is nothing to do but to name the cluster.</param>
public sealed record AccessMethodView(AccessKind Kind, IReadOnlyList<AccessStepView> Steps)
{
    /// <summary>Whether it can work: a role needs an AWS identity of the service, and the course's account one that the course holds. Pages do not offer what cannot.</summary>
    public bool Works { get; init; } = true;
}

/// <summary>One step.</summary>
/// <param name="Title">What it does.</param>
/// <param name="Commands">Commands to copy into a terminal.</param>
public sealed record AccessStepView(string Title, string Commands);

/// <summary>What trying an access came to.</summary>
/// <param name="Works">Whether everything that is needed could be read; what is optional does not count.</param>
/// <param name="Server">The host name of the Kubernetes API; null where it is not known.</param>
/// <param name="Version">The version of the Kubernetes API; null where it did not answer.</param>
/// <param name="Reads">Each read that was tried.</param>
public sealed record AccessTestView(bool Works, string? Server, string? Version, IReadOnlyList<ReadTestView> Reads);

/// <summary>One read that was tried.</summary>
/// <param name="Read">What was read, such as <c>list nodes</c> or <c>eks:DescribeCluster</c>.</param>
/// <param name="Works">Whether it may be read.</param>
/// <param name="Fault">Whose fault it is where it may not.</param>
/// <param name="Message">What happened.</param>
/// <param name="Feedback">What to do about it.</param>
public sealed record ReadTestView(string Read, bool Works, FaultDomain? Fault, string? Message, IReadOnlyList<string> Feedback)
{
    /// <summary>Whether grades have the same points without it.</summary>
    public bool Optional { get; init; }

    /// <summary>The same as an error, for what is judged and shown here; not part of the answer.</summary>
    internal ReadError? Error { get; init; }

    /// <summary>What the right gives, where it is one to ask a second witness: how sure the grade is. Null for every other.</summary>
    public string? Gives { get; init; }
}
