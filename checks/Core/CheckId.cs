namespace EksGrader.Checks.Core;

/// <summary>The stable id of a check, such as <c>load-balancer</c>: lower-case words joined by hyphens.</summary>
/// <param name="Value">The id as it stands in assignments, reports and addresses.</param>
public readonly record struct CheckId(string Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value;
}
