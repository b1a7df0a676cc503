namespace EksGrader.Simulator.Kubernetes.Serving;

/// <summary>A path below <c>/api/v1</c> or <c>/apis/GROUP/VERSION</c>.</summary>
internal sealed record ResourcePath(string Group, string Version, string Plural, string? Namespace, string? Name)
{
    /// <summary>The resource as error messages tell it.</summary>
    public string QualifiedName => Group.Length == 0 ? Plural : $"{Plural}.{Group}";

    /// <summary>Where it is looked up.</summary>
    public string Key => Group.Length == 0 ? $"{Version}/{Plural}" : $"{Group}/{Version}/{Plural}";

    /// <summary>Takes a path apart; null where it names no resource.</summary>
    public static ResourcePath? Parse(string path)
    {
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var (group, version, rest) = parts switch
        {
            ["api", var v, .. var after] => ("", v, after),
            ["apis", var g, var v, .. var after] => (g, v, after),
            _ => ("", "", []),
        };
        return rest switch
        {
            [] => null,
            ["namespaces", var ns, var plural] => new(group, version, plural, ns, null),
            ["namespaces", var ns, var plural, var name] => new(group, version, plural, ns, name),
            [var plural] => new(group, version, plural, null, null),
            [var plural, var name] => new(group, version, plural, null, name),
            _ => null,
        };
    }
}
