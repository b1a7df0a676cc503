using System.Text.RegularExpressions;
using Amazon;
using EksGrader.Checks.Aws;
using EksGrader.Checks.Aws.Hosts;
using EksGrader.Checks.Core;
using EksGrader.Checks.Input;

namespace EksGrader.Checks.Access;

/// <summary>Checks AWS access as it was handed in, field by field, without asking AWS.</summary>
/// <param name="prefix">What stands before the field names in faults, such as <c>access</c>.</param>
public sealed partial class AwsAccessValidator(string prefix = "access")
{
    private static readonly TextCatalog Texts = TextCatalog.Beside(typeof(AwsAccessValidator), "AwsAccessTexts");

    /// <summary>A role of the student's account.</summary>
    /// <param name="input">What was handed in.</param>
    /// <param name="externalId">The student's external id; null where the role needs none (the course's own, a command line's).</param>
    public ParseResult<AwsAccess> Role(AwsAccessInput input, string? externalId)
    {
        var faults = new Faults(prefix);
        var (region, cluster) = Place(input, faults);
        var arn = Trimmed(input.RoleArn);
        CheckRole(arn, region, faults);
        return faults.OrElse(() => new AwsAccess.Role(region?.SystemName ?? "", cluster, arn, externalId));
    }

    /// <summary>Keys of the student's account.</summary>
    /// <param name="input">What was handed in.</param>
    /// <param name="longLived">Whether keys without a session token, which never expire, are taken.</param>
    public ParseResult<AwsAccess> Keys(AwsAccessInput input, bool longLived)
    {
        var faults = new Faults(prefix);
        var (region, cluster) = Place(input, faults);
        var (id, secret, token) = (Trimmed(input.AccessKeyId), Trimmed(input.SecretAccessKey), Trimmed(input.SessionToken));
        CheckKeys(id, secret, token, longLived, faults);
        return faults.OrElse(() => new AwsAccess.Keys(region?.SystemName ?? "", cluster, id, secret, token.Length > 0 ? token : null));
    }

    /// <summary>A cluster that the grader's or the course's own credentials reach.</summary>
    public ParseResult<AwsAccess> Own(AwsAccessInput input)
    {
        var faults = new Faults(prefix);
        var (region, cluster) = Place(input, faults);
        return faults.OrElse(() => new AwsAccess.Own(region?.SystemName ?? "", cluster));
    }

    private static (RegionEndpoint? Region, string Cluster) Place(AwsAccessInput input, Faults faults)
    {
        var (name, cluster) = (Trimmed(input.Region), Trimmed(input.ClusterName));
        if (!AwsRegion.TryFind(name, out var region))
        {
            faults.Add("region", name switch
            {
                "" => Texts["RegionMissing"],
                _ when AwsHostName.IsRegion(name) => Texts["RegionUnknown", name],
                _ => Texts["RegionForm"],
            });
        }

        if (!ClusterName().IsMatch(cluster))
        {
            faults.Add("clusterName", cluster.Length == 0 ? Texts["ClusterNameMissing"] : Texts["ClusterNameForm"]);
        }

        return (region, cluster);
    }

    private static void CheckRole(string arn, RegionEndpoint? region, Faults faults)
    {
        var role = RoleArn().Match(arn);
        if (!role.Success)
        {
            faults.Add("roleArn", arn switch
            {
                "" => Texts["RoleArnMissing"],
                _ when arn.Contains(":assumed-role/", StringComparison.Ordinal) => Texts["RoleArnOfSession"],
                _ => Texts["RoleArnForm"],
            });
        }
        else if (region is not null && !string.Equals(role.Groups["partition"].Value, region.PartitionName, StringComparison.Ordinal))
        {
            faults.Add("roleArn", Texts["RoleArnPartition", role.Groups["partition"].Value, region.SystemName, region.PartitionName]);
        }
    }

    private static void CheckKeys(string id, string secret, string token, bool longLived, Faults faults)
    {
        if (!AccessKeyId().IsMatch(id))
        {
            faults.Add("accessKeyId", id.Length == 0 ? Texts["AccessKeyIdMissing"] : Texts["AccessKeyIdForm"]);
        }

        if (!SecretAccessKey().IsMatch(secret))
        {
            faults.Add("secretAccessKey", secret.Length == 0 ? Texts["SecretAccessKeyMissing"] : Texts["SecretAccessKeyForm"]);
        }

        var temporary = id.StartsWith("ASIA", StringComparison.Ordinal);
        if (token.Length > 0 && !SessionToken().IsMatch(token))
        {
            faults.Add("sessionToken", Texts["SessionTokenForm"]);
        }
        else if (token.Length == 0 && temporary)
        {
            faults.Add("sessionToken", Texts["SessionTokenMissing"]);
        }
        else if (!temporary && !longLived && AccessKeyId().IsMatch(id))
        {
            faults.Add("accessKeyId", Texts["LongLivedKeys"]);
        }
    }

    // What is copied out of a terminal often has white space around it.
    private static string Trimmed(string? text) => text?.Trim() ?? "";

    // EKS API reference, CreateCluster: name.
    [GeneratedRegex(@"\A[0-9A-Za-z][A-Za-z0-9_-]{0,99}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ClusterName();

    // IAM user guide, "IAM identifiers": a role's name has up to 64 characters, its path up to 512.
    [GeneratedRegex(@"\Aarn:(?<partition>aws[a-z-]{0,12}):iam::[0-9]{12}:role/(?=.{1,576}\z)(?:[0-9A-Za-z_+=,.@-]+/)*[0-9A-Za-z_+=,.@-]{1,64}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RoleArn();

    // IAM user guide, "Unique identifiers": AKIA are long-lived keys, ASIA temporary ones.
    [GeneratedRegex(@"\A(?:AKIA|ASIA)[0-9A-Z]{12,124}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex AccessKeyId();

    [GeneratedRegex(@"\A[0-9A-Za-z/+=]{16,128}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SecretAccessKey();

    [GeneratedRegex(@"\A[0-9A-Za-z/+=_-]{16,4096}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SessionToken();

    private sealed class Faults(string prefix)
    {
        private readonly List<ValidationError> all = [];

        public void Add(string field, LocalizedText message) => all.Add(new ValidationError(prefix.Length == 0 ? field : $"{prefix}.{field}", message));

        public ParseResult<AwsAccess> OrElse(Func<AwsAccess> accepted) => all.Count > 0 ? ParseResult.Refused<AwsAccess>(all) : accepted();
    }
}

/// <summary>AWS access as it was submitted, nothing checked yet.</summary>
public record AwsAccessInput
{
    /// <summary>The AWS region, such as <c>ap-northeast-2</c>; not for a kubeconfig.</summary>
    public string? Region { get; init; }

    /// <summary>The EKS cluster's name; not for a kubeconfig.</summary>
    public string? ClusterName { get; init; }

    /// <summary>The role to assume, for <c>awsRole</c>. Its trust asks for the external id that the instructions name.</summary>
    public string? RoleArn { get; init; }

    /// <summary>The access key, for <c>awsKeys</c>.</summary>
    public string? AccessKeyId { get; init; }

    /// <summary>The secret key, for <c>awsKeys</c>.</summary>
    public string? SecretAccessKey { get; init; }

    /// <summary>The session token, for <c>awsKeys</c>: temporary keys have one.</summary>
    public string? SessionToken { get; init; }

    /// <summary>Where it leads to, never the credential.</summary>
    public override string ToString() => $"AWS access to {ClusterName} in {Region}";
}
