using System.Text.Json.Serialization;
using EksGrader.Checks.Core;
using EksGrader.Checks.Reads;

namespace EksGrader.Checks.Clusters;

/// <summary>How a cluster's Kubernetes API was reached.</summary>
public enum Reach
{
    /// <summary>Endpoint and CA came from eks:DescribeCluster.</summary>
    DescribeCluster,

    /// <summary>The server's host name has the form of an EKS endpoint.</summary>
    EksHostName,

    /// <summary>
    /// Every address of the server lay in networks that the operator explicitly allowed, and every connection of the observation went there: one
    /// whose name had led elsewhere by then was not made.
    /// </summary>
    AllowedNetwork,

    /// <summary>Any other server.</summary>
    Other,

    /// <summary>It is not known where the server's name leads: the resolver failed. See <see cref="SubmissionTarget.ReachFault"/>.</summary>
    Unresolved,
}

/// <summary>The facts of a submission that checks and replays need; holds no credential.</summary>
public sealed record SubmissionTarget
{
    /// <summary>Whose it is, by any stable text; looking takes its turns by it, and nothing of it is recorded. Null where there is one student alone.</summary>
    [JsonIgnore]
    public string? Student { get; init; }

    /// <summary>When the student submitted; on the command line, when the grading began.</summary>
    public required DateTimeOffset SubmittedAt { get; init; }

    /// <summary>The assignment's due date for this student; null where nothing is late.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>The deletion deadline as it stood at the observation; null where deletion is not watched.</summary>
    public DateTimeOffset? DeleteBy { get; init; }

    /// <summary>Until when a cluster that was submitted late is kept for the instructor; null if it was submitted on time.</summary>
    public DateTimeOffset? KeepUntil { get; init; }

    /// <summary>The time zone that verdicts name times in, of the tz database; null for UTC.</summary>
    public string? TimeZone { get; init; }

    /// <summary>The load balancer's host name that the student submitted, if any.</summary>
    public string? LoadBalancerAddress { get; init; }

    /// <summary>What the student answered to what checks ask them (<see cref="Answer"/>), by <c>CHECK.NAME</c>.</summary>
    public IReadOnlyDictionary<string, string> Answers { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The EKS cluster's own name, where the access tells it.</summary>
    public string? ClusterName { get; init; }

    /// <summary>The AWS region, where the access tells it.</summary>
    public string? Region { get; init; }

    /// <summary>Whether AWS can be asked.</summary>
    public bool HasAwsAccess { get; init; }

    /// <summary>The Kubernetes API server's host name; null until it is known.</summary>
    public string? ServerHost { get; init; }

    /// <summary>How the Kubernetes API was reached.</summary>
    public Reach Reach { get; init; } = Reach.Other;

    /// <summary>How the resolver failed, with <see cref="Reach.Unresolved"/>.</summary>
    public ReadError? ReachFault { get; init; }

    /// <summary>Whether the AWS access was refused since it is not about the kubeconfig's cluster: its name and region then say nothing of that cluster.</summary>
    public bool IsAwsRefused { get; init; }

    /// <summary>Whether kubeconfig and AWS access describe different clusters, so that the AWS access was refused.</summary>
    public bool DifferentClusters { get; init; }

    /// <summary>What the student answered to what a check asks; null where they left it out.</summary>
    /// <param name="check">The check.</param>
    /// <param name="name">The name of the text within the check.</param>
    public string? Answer(CheckId check, string name) => Answers.GetValueOrDefault($"{check}.{name}");
}
