using System.Globalization;
using System.Text.RegularExpressions;

namespace EksGrader.Checks.Checks.Versions;

/// <summary>A minor version of Kubernetes, such as 1.34.</summary>
/// <param name="Minor">The number behind the point; the one before it is 1.</param>
internal readonly partial record struct KubernetesVersion(int Minor)
{
    /// <summary>Reads <c>1.34</c>, <c>v1.34.2-eks-abc1234</c> or the tag <c>v1.34.2-minimal-eksbuild.1</c>; null for anything else.</summary>
    public static KubernetesVersion? Parse(string text) => Form().Match(text) is { Success: true } match
        ? new KubernetesVersion(int.Parse(match.Groups["minor"].Value, CultureInfo.InvariantCulture))
        : null;

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"1.{Minor}");

    [GeneratedRegex(@"\Av?1\.(?<minor>[0-9]{1,3})(?:[.+-].*)?\z", RegexOptions.CultureInvariant | RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Form();
}
