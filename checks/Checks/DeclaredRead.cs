using EksGrader.Checks.Kubernetes;

namespace EksGrader.Checks.Checks;

/// <summary>One kind of read that a check declares: the source of the least rights that students are told to grant.</summary>
public abstract record DeclaredRead
{
    private DeclaredRead()
    {
    }

    /// <summary>Whether it is a second witness: where it is refused, verdicts stand and their assurance falls.</summary>
    public bool Optional { get; init; }

    /// <summary>Reads a kind of Kubernetes object: the verbs <c>get</c> and <c>list</c>.</summary>
    /// <param name="Type">The kind of object.</param>
    public sealed record Kubernetes(ResourceType Type) : DeclaredRead;

    /// <summary>Calls an AWS operation.</summary>
    /// <param name="Action">The IAM action, such as <c>eks:DescribeCluster</c>.</param>
    public sealed record Aws(string Action) : DeclaredRead;
}
