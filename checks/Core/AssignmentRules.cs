namespace EksGrader.Checks.Core;

/// <summary>What an assignment says that holds for every check of it.</summary>
public sealed record AssignmentRules
{
    /// <summary>The namespaces where no student workload is looked for; a <c>*</c> at the end stands for any ending.</summary>
    public static IReadOnlyList<string> DefaultSystemNamespaces { get; } =
    [
        "kube-*", "amazon-cloudwatch", "amazon-guardduty", "aws-observability", "aws-load-balancer-controller", "gatekeeper-system", "cert-manager", "argocd",
        "argo-rollouts", "flux-system", "karpenter", "ingress-nginx", "istio-system", "monitoring", "prometheus", "falco", "trivy-system", "datadog",
        "newrelic", "external-secrets", "kyverno", "opentelemetry-operator-system",
    ];

    /// <summary>Whether anything but an EKS cluster fails every check (anyone can run an API server that says what they like).</summary>
    public bool RequireEks { get; init; } = true;

    /// <summary>What a verdict must rest on to earn points; with <see cref="Assurance.Aws"/> only what AWS confirms does.</summary>
    public Assurance Assurance { get; init; } = Assurance.Cluster;

    /// <summary>The namespaces where no student workload is looked for.</summary>
    public IReadOnlyList<string> SystemNamespaces { get; init; } = DefaultSystemNamespaces;

    /// <summary>Whether a namespace is one where no student workload is looked for.</summary>
    public bool IsSystemNamespace(string name) => SystemNamespaces.Any(pattern =>
        pattern.EndsWith('*') ? name.StartsWith(pattern[..^1], StringComparison.Ordinal) : string.Equals(name, pattern, StringComparison.Ordinal));
}

/// <summary>The stable id of a check, such as <c>load-balancer</c>: lower-case words joined by hyphens.</summary>
/// <param name="Value">The id as it stands in assignments, reports and addresses.</param>
public readonly record struct CheckId(string Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value;
}
