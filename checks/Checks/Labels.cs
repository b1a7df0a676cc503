using EksGrader.Checks.Kubernetes;

namespace EksGrader.Checks.Checks;

/// <summary>How services pick pods.</summary>
internal static class Labels
{
    /// <summary>
    /// Whether a service's selector picks an object with these labels: every pair is equal. A service without a selector picks nothing
    /// (Kubernetes, "Services without selectors").
    /// </summary>
    public static bool Picks(IReadOnlyDictionary<string, string> selector, IReadOnlyDictionary<string, string> labels) =>
        selector.Count > 0 && selector.All(pair => labels.TryGetValue(pair.Key, out var value) && value == pair.Value);

    /// <summary>Whether a service picks a pod: same namespace, matching labels.</summary>
    public static bool Picks(Service service, Pod pod) =>
        service.Metadata.Namespace == pod.Metadata.Namespace && Picks(service.Spec.Selector, pod.Metadata.Labels);
}
