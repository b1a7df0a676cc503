using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace EksGrader.Checks.Deletion;

/// <summary>The parts of a cluster's ARN (Service Authorization Reference, EKS): <c>arn:PARTITION:eks:REGION:ACCOUNT:cluster/NAME</c>.</summary>
/// <param name="Region">Its region.</param>
/// <param name="Account">The account that it is in.</param>
/// <param name="Name">Its name.</param>
internal sealed partial record ClusterArn(string Region, string Account, string Name)
{
    public static bool TryParse(string? text, [NotNullWhen(true)] out ClusterArn? arn)
    {
        var match = Form().Match(text ?? "");
        arn = match.Success ? new ClusterArn(match.Groups["region"].Value, match.Groups["account"].Value, match.Groups["name"].Value) : null;
        return arn is not null;
    }

    [GeneratedRegex(@"\Aarn:aws[a-z-]*:eks:(?<region>[a-z0-9-]+):(?<account>[0-9]{12}):cluster/(?<name>[0-9A-Za-z][A-Za-z0-9_-]{0,99})\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Form();
}
