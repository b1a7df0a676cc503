using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace EksGrader.Checks.Core;

/// <summary>Who an ARN names, as far as a recording keeps it. Two ARNs of one role or user are equal: paths and names of sessions are cut.</summary>
/// <param name="Account">A hash of the account; empty where the ARN names none.</param>
/// <param name="Kind"><c>user</c>, <c>role</c>, <c>root</c>, or another word as it came.</param>
/// <param name="Name">The user's or the role's name, without its path.</param>
public sealed partial record AwsPrincipal(string Account, string Kind, string Name)
{
    private const string ServicePrefix = "AWSServiceRoleFor";
    private const int HashLength = 12;

    /// <summary>Whether it is a service's own role: no role of a person may be called so (IAM user guide, "Service-linked roles").</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool IsService => Kind == "role" && Name.StartsWith(ServicePrefix, StringComparison.Ordinal);

    /// <summary>Who an ARN of IAM or STS names; null where the text is none.</summary>
    /// <param name="arn"><c>arn:aws:iam::ACCOUNT:user/PATH/NAME</c>, <c>…:role/PATH/NAME</c>, <c>arn:aws:sts::ACCOUNT:assumed-role/NAME/SESSION</c>, <c>…:root</c>.</param>
    public static AwsPrincipal? Of(string? arn)
    {
        if (arn?.Split(':', 6) is not ["arn", _, "iam" or "sts", _, var account, { Length: > 0 } rest])
        {
            return null;
        }

        var parts = rest.Split('/');
        return parts[0] switch
        {
            "assumed-role" when parts.Length > 1 => new(Hash(account), "role", parts[1]),
            var kind => new(Hash(account), kind, parts.Length > 1 ? parts[^1] : ""),
        };
    }

    /// <summary>A text with the accounts of its ARNs hashed: user names of access entries, and the subjects of bindings that are to be compared with them.</summary>
    public static string HideAccounts(string text) => AccountInArn().Replace(text, match => $"{match.Groups["before"].Value}{Hash(match.Groups["account"].Value)}:");

    private static string Hash(string account) =>
        account.Length == 0 ? "" : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes("eksgrader account " + account)))[..HashLength];

    [GeneratedRegex("(?<before>arn:[a-z-]*:[a-z0-9-]*:[a-z0-9-]*:)(?<account>[0-9]{12}):", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex AccountInArn();
}
