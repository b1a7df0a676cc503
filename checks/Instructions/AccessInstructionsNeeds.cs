using EksGrader.Checks.Aws;
using EksGrader.Checks.Checks;
using EksGrader.Checks.Kubernetes;

namespace EksGrader.Checks.Instructions;

/// <summary>The rights that a grading needs: what its checks declare, and what the grader itself reads.</summary>
public sealed record AccessNeeds
{
    private AccessNeeds(IReadOnlyList<ResourceType> kinds, IReadOnlyList<string> actions, IReadOnlyList<string> witnesses)
    {
        Kinds = kinds;
        Actions = actions;
        Witnesses = witnesses;
    }

    /// <summary>The kinds of Kubernetes object that are got and listed, by group and name.</summary>
    public IReadOnlyList<ResourceType> Kinds { get; }

    /// <summary>The IAM actions that are called, by name.</summary>
    public IReadOnlyList<string> Actions { get; }

    /// <summary>Those of <see cref="Actions"/> that a second witness is asked by: without the right verdicts stand, and their assurance falls.</summary>
    public IReadOnlyList<string> Witnesses { get; }

    /// <summary>Whether a kind is read to confirm verdicts alone: without the right they stand.</summary>
    public static bool IsOptional(ResourceType kind) => kind == ApiService.Type;

    /// <summary>Whether the instructions ask for a right, as <see cref="Reads.ReadError.Right"/> names it.</summary>
    public bool AskFor(string right) => Actions.Contains(right, StringComparer.Ordinal) || Kinds.Any(k => k.ToString() == right);

    /// <summary>The rights for some checks. The grader itself reads namespaces (the UID of kube-system tells clusters apart), APIServices (whether the API server itself answers) and the cluster's description.</summary>
    public static AccessNeeds Of(IEnumerable<CheckInfo> checks)
    {
        var reads = checks.SelectMany(c => c.Reads).ToList();
        var calls = reads.OfType<DeclaredRead.Aws>().Append(new DeclaredRead.Aws(AwsActions.DescribeCluster)).ToLookup(r => r.Action, StringComparer.Ordinal);
        return new AccessNeeds(
            [.. reads.OfType<DeclaredRead.Kubernetes>().Select(r => r.Type).Append(Namespace.Type).Append(ApiService.Type)
                .DistinctBy(t => (t.Group, t.Plural)).OrderBy(t => t.Group, StringComparer.Ordinal).ThenBy(t => t.Plural, StringComparer.Ordinal)],
            [.. calls.Select(c => c.Key).Order(StringComparer.Ordinal)],
            [.. calls.Where(c => c.Any(r => r.Optional)).Select(c => c.Key).Order(StringComparer.Ordinal)]);
    }
}

/// <summary>What is filled into the instructions of one student.</summary>
public sealed record AccessValues
{
    /// <summary>The student's external id; null where the service has made none yet.</summary>
    public string? ExternalId { get; init; }

    /// <summary>The principal that the student's role trusts: the grader's.</summary>
    public string? PrincipalArn { get; init; }

    /// <summary>The role that the course holds in the account of the cluster; null where there is none.</summary>
    public string? CourseRoleArn { get; init; }

    /// <summary>The region, where it is known.</summary>
    public string? Region { get; init; }

    /// <summary>The cluster's name, where it is known.</summary>
    public string? ClusterName { get; init; }

    /// <summary>On which terms the assignment deletes what is overdue; null where it does not.</summary>
    public DeletionTerms? Deletion { get; init; }
}
