using EksGrader.Checks.Kubernetes;

namespace EksGrader.Checks.Rules;

/// <summary>The services behind an ingress.</summary>
internal static class IngressBackends
{
    /// <summary>The services of the ingress's own namespace that its rules or its default backend name.</summary>
    public static IReadOnlyList<Service> Of(Ingress ingress, IReadOnlyList<Service> services)
    {
        var names = ingress.Spec.Rules
            .SelectMany(r => r.Http?.Paths ?? [])
            .Select(p => p.Backend)
            .Append(ingress.Spec.DefaultBackend)
            .Select(b => b?.Service?.Name)
            .OfType<string>()
            .ToHashSet(StringComparer.Ordinal);
        return [.. services.Where(s => s.Metadata.Namespace == ingress.Metadata.Namespace && names.Contains(s.Metadata.Name))];
    }
}
