using System.Text.Json;
using EksGrader.Api.Host;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;

namespace EksGrader.Api.Features.Submissions;

/// <summary>Which fields belong to which kind of access.</summary>
internal static class SubmissionFields
{
    /// <summary>The word for a kind in JSON.</summary>
    public static string NameOf(AccessKind kind) => JsonNamingPolicy.CamelCase.ConvertName(kind.ToString());

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
