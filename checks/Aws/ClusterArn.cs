using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace EksGrader.Checks.Aws;

/// <summary>The parts of a cluster's ARN (Service Authorization Reference, EKS): <c>arn:PARTITION:eks:REGION:ACCOUNT:cluster/NAME</c>.</summary>
/// <param name="Region">Its region.</param>
/// <param name="Account">The account that it is in.</param>
/// <param name="Name">Its name.</param>
public sealed partial record ClusterArn(string Region, string Account, string Name)
{
    /// <summary>Reads a cluster's ARN; false for every other text.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out ClusterArn? arn)
    {
        var match = Form().Match(text ?? "");
        arn = match.Success ? new ClusterArn(match.Groups["region"].Value, match.Groups["account"].Value, match.Groups["name"].Value) : null;
        return arn is not null;
    }

    /// <summary>The account of an ARN of any service, such as a role's; null where the text is none.</summary>
    public static string? AccountOf(string? arn) => arn?.Split(':', 6) is ["arn", _, _, _, { Length: > 0 } account, _] ? account : null;

    [GeneratedRegex(@"\Aarn:aws[a-z-]*:eks:(?<region>[a-z0-9-]+):(?<account>[0-9]{12}):cluster/(?<name>[0-9A-Za-z][A-Za-z0-9_-]{0,99})\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Form();
}
