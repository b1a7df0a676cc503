using System.Text.Json;
using EksGrader.Api.Host;
using EksGrader.Checks.Checks;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;

namespace EksGrader.Api.Features.Submissions;

/// <summary>Which fields belong to which kind of access.</summary>
internal static class SubmissionFields
{
    /// <summary>The word for a kind in JSON.</summary>
    public static string NameOf(AccessKind kind) => JsonNamingPolicy.CamelCase.ConvertName(kind.ToString());

    /// <summary>Reads what was answered to what checks ask; blank is not answered.</summary>
    public static IReadOnlyDictionary<string, string> ReadAnswers(IReadOnlyDictionary<string, string?>? given, IReadOnlyDictionary<string, AskedText> asked, FieldErrors faults)
    {
        var answers = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, text) in given ?? new Dictionary<string, string?>(StringComparer.Ordinal))
        {
            var field = $"answers.{SafeText.Line(name, 60)}";
            if (EnteredText.Line(text) is not { Length: > 0 } answer)
                continue;
            if (asked.GetValueOrDefault(name) is not { } wanted)
                faults.Add(field, "AnswerNotAsked", asked.Count == 0 ? "–" : string.Join(", ", asked.Keys));
            else if (!wanted.Fits(answer))
                faults.Add(field, "AnswerForm", wanted.Example);
            else
                answers[name] = answer;
        }

        return answers;
    }

    /// <summary>Finds fields of another kind: anyone who sends both means one of the two, and it is not ours to choose.</summary>
    public static void FindStrays(string prefix, AwsRequest given, AccessKind kind, FieldErrors faults)
    {
        var aws = kind != AccessKind.Kubeconfig;
        Stray("region", given.Region, aws);
        Stray("clusterName", given.ClusterName, aws);
        Stray("roleArn", given.RoleArn, kind == AccessKind.AwsRole);
        Stray("accessKeyId", given.AccessKeyId, kind == AccessKind.AwsKeys);
        Stray("secretAccessKey", given.SecretAccessKey, kind == AccessKind.AwsKeys);
        Stray("sessionToken", given.SessionToken, kind == AccessKind.AwsKeys);
        if (given is AccessRequest access)
        {
            Stray("kubeconfig", access.Kubeconfig, !aws);
            Stray("aws", access.Aws?.ToString(), !aws);
        }

        void Stray(string name, string? value, bool belongs)
        {
            if (!belongs && !string.IsNullOrEmpty(value))
                faults.Add($"{prefix}.{name}", "StrayField", NameOf(kind));
        }
    }
}

/// <summary>Host names that people copy out of a browser, a terminal or the AWS console.</summary>
internal static class HostNameField
{
    /// <summary>Reads an optional host name or IP address, as a name; null where there is none or it is wrong.</summary>
    public static string? Read(string field, string? given, FieldErrors faults)
    {
        if (LoadBalancerAddress.NameIn(given) is not { } name)
            return null;
        if (LoadBalancerAddress.IsHost(name))
            return name;
        faults.Add(field, "HostNameForm");
        return null;
    }
}
