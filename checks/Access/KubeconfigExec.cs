using System.Text.RegularExpressions;
using EksGrader.Checks.Aws.Hosts;
using EksGrader.Checks.Input;

namespace EksGrader.Checks.Access;

/// <summary>
/// Refuses the command of a kubeconfig, and reads out of it which AWS access to submit instead: <c>aws eks get-token</c>, as
/// <c>aws eks update-kubeconfig</c> and eksctl write it, and <c>aws-iam-authenticator token</c>, each within whatever wrapper.
/// </summary>
internal static partial class KubeconfigExec
{
    /// <summary>Refuses the command, if there is one.</summary>
    /// <param name="user">The user.</param>
    /// <param name="server">The server, where it is known.</param>
    /// <param name="names">Names of cluster, context and user: the AWS command line names them by ARN, eksctl by <c>NAME.REGION.eksctl.io</c>.</param>
    public static bool Refuse(KubeconfigNode user, Uri? server, IReadOnlyList<string?> names)
    {
        const string field = "exec";
        if (user.Find(field) is not { } exec)
        {
            return false;
        }

        var (path, line) = (user.PathOf(field), user.LineOf(field));
        if (exec is not DocumentNode.Mapping mapping || CommandOf(mapping) is not { } command)
        {
            user.Faults.Add(path, line, "Exec");
            return true;
        }

        var suggestion = Suggest(mapping, command.All, command.Own, server, names);
        user.Faults.Add(
            path,
            line,
            suggestion,
            "ExecAws",
            (object?)suggestion.Region ?? KubeconfigErrors.Texts["YourRegion"],
            (object?)suggestion.ClusterName ?? KubeconfigErrors.Texts["YourCluster"]);
        return true;
    }

    // The command that gives a token may stand anywhere among the words of a wrapper.
    private static (IReadOnlyList<string> All, IReadOnlyList<string> Own)? CommandOf(DocumentNode.Mapping exec)
    {
        IEnumerable<string> arguments = exec.Find("args")?.Value is DocumentNode.Sequence args ? args.Items.OfType<DocumentNode.Scalar>().Select(s => s.Text) : [];
        var words = ShellCommands.Of(arguments.Prepend(Text(exec, "command") ?? ""));
        for (var i = 0; i < words.Count; i++)
        {
            if (TokenWord(words[i]) is { } token && words.Skip(i + 1).Contains(token, StringComparer.Ordinal))
            {
                return (words, [.. words.Skip(i + 1)]);
            }
        }

        return null;
    }

    // What asks the program for a token; null for any other program.
    private static string? TokenWord(string program)
    {
        var file = program[(program.LastIndexOfAny(['/', '\\']) + 1)..];
        var image = file.IndexOf(':', StringComparison.Ordinal) is var tag and > 0 ? file[..tag] : file;
        return image.ToUpperInvariant() switch
        {
            "AWS" or "AWS.EXE" or "AWS.CMD" or "AWS2" or "AWS-CLI" or "AWSCLI" => "get-token",
            "AWS-IAM-AUTHENTICATOR" or "AWS-IAM-AUTHENTICATOR.EXE" or "HEPTIO-AUTHENTICATOR-AWS" => "token",
            _ => null,
        };
    }

    private static AwsSuggestion Suggest(DocumentNode.Mapping exec, IReadOnlyList<string> all, IReadOnlyList<string> own, Uri? server, IReadOnlyList<string?> names)
    {
        var named = Option(own, "--cluster-name") ?? Option(own, "--cluster-id") ?? Option(own, "-i");
        var known = names.Prepend(named).Concat(all).Select(KubeconfigNames.Known).ToList();
        string?[] regions = [Option(own, "--region"), Option(all, "--region"), Variable(exec, all, "AWS_REGION"), Variable(exec, all, "AWS_DEFAULT_REGION")];
        string?[] roles = [Option(own, "--role-arn"), Option(own, "--role"), Option(own, "-r"), Variable(exec, all, "AWS_ROLE_ARN"), .. all, .. names];
        return new AwsSuggestion(
            First(Region(), regions) ?? known.Select(k => k.Region).FirstOrDefault(r => r is not null) ?? (EksHost.TryParse(server?.Host, out var host) ? host.Region : null),
            First(ClusterName(), [named]) ?? known.Select(k => k.Name).FirstOrDefault(n => n is not null),
            server?.GetLeftPart(UriPartial.Path).TrimEnd('/'))
        {
            RoleArn = First(RoleArn(), roles),
        };
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

    // In the command's own environment, or set in front of it.
    private static string? Variable(DocumentNode.Mapping exec, IReadOnlyList<string> words, string name) =>
        (exec.Find("env")?.Value is DocumentNode.Sequence variables
            ? variables.Items.OfType<DocumentNode.Mapping>().Where(v => Text(v, "name") == name).Select(v => Text(v, "value")).FirstOrDefault()
            : null)
        ?? words.FirstOrDefault(w => w.StartsWith($"{name}=", StringComparison.Ordinal))?[(name.Length + 1)..];

    private static string? Text(DocumentNode.Mapping mapping, string name) => (mapping.Find(name)?.Value as DocumentNode.Scalar)?.Text;

    // Shown in a sentence and offered as a value to submit: only what has the right form.
    private static string? First(Regex form, IEnumerable<string?> texts) => texts.FirstOrDefault(t => t is not null && form.IsMatch(t));

    [GeneratedRegex(@"\A[a-z]{2,4}(-[a-z]{2,12}){1,3}-[0-9]{1,2}\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 100)]
    private static partial Regex Region();

    // EKS API reference, CreateCluster: name.
    [GeneratedRegex(@"\A[0-9A-Za-z][A-Za-z0-9_-]{0,99}\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 100)]
    private static partial Regex ClusterName();

    [GeneratedRegex(@"\Aarn:aws[a-z-]{0,10}:iam::[0-9]{12}:role/[A-Za-z0-9+=,.@_/-]{1,512}\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 100)]
    private static partial Regex RoleArn();
}
