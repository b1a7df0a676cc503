using System.Text.RegularExpressions;
using EksGrader.Checks.Assignments.Documents;
using EksGrader.Checks.Aws.Hosts;

namespace EksGrader.Checks.Access;

/// <summary>
/// Refuses the command of a kubeconfig, and reads out of it which AWS access to hand in instead: <c>aws eks get-token</c>, as
/// <c>aws eks update-kubeconfig</c> and eksctl write it, and <c>aws-iam-authenticator token</c>.
/// </summary>
internal static partial class KubeconfigExec
{
    /// <summary>Refuses the command, if there is one.</summary>
    /// <param name="user">The user.</param>
    /// <param name="server">The server, where it is known.</param>
    /// <param name="names">Names of cluster and context: the AWS command line names them by ARN, eksctl by <c>NAME.REGION.eksctl.io</c>.</param>
    public static bool Refuse(KubeconfigNode user, Uri? server, IReadOnlyList<string?> names)
    {
        const string field = "exec";
        if (user.Find(field) is not { } exec)
        {
            return false;
        }

        var (path, line) = (user.PathOf(field), user.LineOf(field));
        if (exec is not DocumentNode.Mapping mapping || !IsAws(mapping, out var arguments))
        {
            user.Faults.Add(path, line, "Exec");
            return true;
        }

        var suggestion = Suggest(mapping, arguments, server, names);
        user.Faults.Add(
            path,
            line,
            suggestion,
            "ExecAws",
            (object?)suggestion.Region ?? AccessTexts.Catalog["YourRegion"],
            (object?)suggestion.ClusterName ?? AccessTexts.Catalog["YourCluster"]);
        return true;
    }

    private static bool IsAws(DocumentNode.Mapping exec, out IReadOnlyList<string> arguments)
    {
        arguments = exec.Find("args")?.Value is DocumentNode.Sequence args ? [.. args.Items.OfType<DocumentNode.Scalar>().Select(s => s.Text)] : [];
        var command = Text(exec, "command") ?? "";
        var file = command[(command.LastIndexOfAny(['/', '\\']) + 1)..];
        return file.ToUpperInvariant() switch
        {
            "AWS" or "AWS.EXE" => arguments.Contains("get-token", StringComparer.Ordinal),
            "AWS-IAM-AUTHENTICATOR" or "AWS-IAM-AUTHENTICATOR.EXE" or "HEPTIO-AUTHENTICATOR-AWS" => arguments.Contains("token", StringComparer.Ordinal),
            _ => false,
        };
    }

    private static AwsSuggestion Suggest(DocumentNode.Mapping exec, IReadOnlyList<string> arguments, Uri? server, IReadOnlyList<string?> names)
    {
        var named = Option(arguments, "--cluster-name") ?? Option(arguments, "--cluster-id") ?? Option(arguments, "-i");
        var known = names.Prepend(named).Select(Known).ToList();
        var region = Option(arguments, "--region") ?? Variable(exec, "AWS_REGION") ?? Variable(exec, "AWS_DEFAULT_REGION");
        var role = Option(arguments, "--role-arn") ?? Option(arguments, "--role") ?? Option(arguments, "-r");
        return new AwsSuggestion(
            If(Region(), region) ?? known.Select(k => k.Region).FirstOrDefault(r => r is not null) ?? (EksHost.TryParse(server?.Host, out var host) ? host.Region : null),
            If(ClusterName(), named) ?? known.Select(k => k.Name).FirstOrDefault(n => n is not null),
            server?.GetLeftPart(UriPartial.Path).TrimEnd('/'))
        {
            RoleArn = If(RoleArn(), role),
        };
    }

    private static (string? Region, string? Name) Known(string? name)
    {
        foreach (var form in new[] { ClusterArn(), EksctlName() })
        {
            if (form.Match(name ?? "") is { Success: true } match)
            {
                return (match.Groups["region"].Value, match.Groups["name"].Value);
            }
        }

        return default;
    }

    // Both `--region x` and `--region=x`.
    private static string? Option(IReadOnlyList<string> arguments, string option)
    {
        for (var i = 0; i < arguments.Count; i++)
        {
            if (arguments[i] == option)
            {
                return i + 1 < arguments.Count ? arguments[i + 1] : null;
            }

            if (arguments[i].StartsWith($"{option}=", StringComparison.Ordinal))
            {
                return arguments[i][(option.Length + 1)..];
            }
        }

        return null;
    }

    private static string? Variable(DocumentNode.Mapping exec, string name) =>
        exec.Find("env")?.Value is DocumentNode.Sequence variables
            ? variables.Items.OfType<DocumentNode.Mapping>().Where(v => Text(v, "name") == name).Select(v => Text(v, "value")).FirstOrDefault()
            : null;

    private static string? Text(DocumentNode.Mapping mapping, string name) => (mapping.Find(name)?.Value as DocumentNode.Scalar)?.Text;

    // Shown in a sentence and offered as a value to hand in: only what has the right form.
    private static string? If(Regex form, string? text) => text is not null && form.IsMatch(text) ? text : null;

    [GeneratedRegex(@"\A[a-z]{2,4}(-[a-z]{2,12}){1,3}-[0-9]{1,2}\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 100)]
    private static partial Regex Region();

    // EKS API reference, CreateCluster: name.
    [GeneratedRegex(@"\A[0-9A-Za-z][A-Za-z0-9_-]{0,99}\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 100)]
    private static partial Regex ClusterName();

    [GeneratedRegex(@"\Aarn:aws[a-z-]{0,10}:iam::[0-9]{12}:role/[A-Za-z0-9+=,.@_/-]{1,512}\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 100)]
    private static partial Regex RoleArn();

    [GeneratedRegex(@"\Aarn:aws[a-z-]{0,10}:eks:(?<region>[a-z0-9-]{5,30}):[0-9]{12}:cluster/(?<name>[0-9A-Za-z][A-Za-z0-9_-]{0,99})\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 100)]
    private static partial Regex ClusterArn();

    // eksctl names the cluster NAME.REGION.eksctl.io, and the context USER@NAME.REGION.eksctl.io.
    [GeneratedRegex(@"\A([^@]{0,200}@)?(?<name>[0-9A-Za-z][A-Za-z0-9_-]{0,99})\.(?<region>[a-z0-9-]{5,30})\.eksctl\.io\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 100)]
    private static partial Regex EksctlName();
}
