using System.Globalization;
using System.Text.RegularExpressions;

namespace EksGrader.Simulator.Plans;

/// <summary>
/// What stands for something of one cluster in the answers and documents of a plan: <c>{cluster}</c>, <c>{account}</c>, <c>{region}</c>,
/// <c>{vpc}</c>; <c>{made}</c>, its creation in seconds; <c>{s-300}</c>, <c>{ms-300}</c> and <c>{iso-300}</c>, so many seconds ago in
/// seconds, milliseconds, ISO 8601; <c>{hash:default/web}</c>, the ending of a Deployment's ReplicaSet; <c>{uid:deployments/default/web}</c>;
/// <c>{pod:default/web/0}</c>, the name of a Deployment's first pod; <c>{pattern}</c>, the filter pattern of a search in logs.
/// </summary>
internal static partial class Placeholders
{
    /// <summary>Fills them in.</summary>
    public static string Fill(string text, PracticeIdentity identity, DateTimeOffset now, string pattern = "") => Hole().Replace(text, hole => (hole.Groups["name"].Value, hole.Groups["of"].Value) switch
    {
        ("cluster", _) => identity.ClusterName,
        ("account", _) => identity.AccountId,
        ("region", _) => identity.Region,
        ("vpc", _) => identity.Vpc,
        ("pattern", _) => pattern.Replace("\"", "", StringComparison.Ordinal),
        ("made", _) => identity.CreatedAt.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
        ("hash", var workload) => identity.Ids.Suffix(workload, 10),
        ("uid", var thing) => identity.Uid(thing),
        ("pod", var pod) => PodOf(pod.Split('/'), identity),
        ("s", var ago) => Before(now, ago).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
        ("ms", var ago) => Before(now, ago).ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture),
        (_, var ago) => Before(now, ago).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
    });

    private static string PodOf(string[] pod, PracticeIdentity identity)
    {
        var revision = $"{pod[1]}-{identity.Ids.Suffix($"{pod[0]}/{pod[1]}", 10)}";
        return $"{revision}-{identity.Ids.Suffix($"{revision}/{pod[2]}", 5)}";
    }

    private static DateTimeOffset Before(DateTimeOffset now, string seconds) => now.AddSeconds(-double.Parse(seconds, CultureInfo.InvariantCulture));

    [GeneratedRegex(@"\{((?<name>cluster|account|region|vpc|pattern|made)|(?<name>s|ms|iso)-(?<of>[0-9]+)|(?<name>hash|uid|pod):(?<of>[A-Za-z0-9./-]+))\}", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Hole();
}
