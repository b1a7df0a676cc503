using System.Net;
using EksGrader.Checks.Aws;
using EksGrader.Checks.Core;
using EksGrader.Checks.Grading;

namespace EksGrader.Api.Host;

/// <summary>
/// The section <c>Network</c> of the configuration: private networks that may be contacted, as CIDR, one list for each use. Else only public
/// addresses are.
/// </summary>
internal sealed class NetworkOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Network";

    /// <summary>Where clusters may be: practice clusters, private endpoints.</summary>
    public IList<string> Clusters { get; } = [];

    /// <summary>Whose pages may be asked, and shown to students.</summary>
    public IList<string> Probes { get; } = [];

    /// <summary>Where webhooks may be.</summary>
    public IList<string> Webhooks { get; } = [];

    /// <summary>What <see cref="Clusters"/> was called before there were three lists. It opened all three; now it is added to that list alone.</summary>
    public IList<string> Allowed { get; } = [];

    /// <summary>The networks of clusters; what is none is left out, and refused at the start.</summary>
    public IReadOnlyList<IPNetwork> ForClusters() => Read([.. Clusters, .. Allowed]);

    /// <summary>The networks of probes.</summary>
    public IReadOnlyList<IPNetwork> ForProbes() => Read(Probes);

    /// <summary>The networks of webhooks.</summary>
    public IReadOnlyList<IPNetwork> ForWebhooks() => Read(Webhooks);

    /// <summary>What is wrong with the section.</summary>
    public IEnumerable<string> Faults() =>
        Faults(nameof(Clusters), Clusters).Concat(Faults(nameof(Probes), Probes)).Concat(Faults(nameof(Webhooks), Webhooks)).Concat(Faults(nameof(Allowed), Allowed));

    private static List<IPNetwork> Read(IEnumerable<string> networks) => [.. networks.Where(n => IPNetwork.TryParse(n, out _)).Select(IPNetwork.Parse)];

    private static IEnumerable<string> Faults(string key, IEnumerable<string> networks) =>
        networks.Where(n => !IPNetwork.TryParse(n, out _)).Select(n => $"{Section}:{key}: '{SafeText.Line(n, 60)}' is no network. Write for example 10.0.0.0/8.");
}

/// <summary>The section <c>Grading</c> of the configuration.</summary>
internal sealed class GradingSection
{
    /// <summary>The section's name.</summary>
    public const string Section = "Grading";

    /// <summary>The ARN that students' roles trust; empty to ask AWS who the service is.</summary>
    public string PrincipalArn { get; set; } = "";

    /// <summary>The name that students see in their CloudTrail.</summary>
    public string SessionName { get; set; } = "eksgrader";

    /// <summary>How roles are assumed.</summary>
    public AwsOptions ToAws() => new() { PrincipalArn = PrincipalArn.Length > 0 ? PrincipalArn : null, SessionName = SessionName };
}

/// <summary>The section <c>Plugins</c> of the configuration. The command line knows it as a variable, <c>Plugins__Folder</c>.</summary>
internal sealed class PluginOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Plugins";

    /// <summary>The folder of plug-ins: assemblies with further checks, which run with all rights of the program.</summary>
    public string Folder { get; set; } = PluginCatalogue.DefaultFolder;

    /// <summary>The folder that a configuration names.</summary>
    public static string FolderIn(IConfiguration configuration) =>
        (configuration.GetSection(Section).Get<PluginOptions>() ?? new PluginOptions()).Folder;
}

/// <summary>The section <c>Proxy</c> of the configuration: whose word on the caller's address, and on the scheme and host that it asked for, is believed.</summary>
internal sealed class ProxyOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Proxy";

    /// <summary>The networks of reverse proxies, as CIDR; empty for none: the headers <c>X-Forwarded-*</c> are then not believed.</summary>
    public IList<string> Trusted { get; } = [];

    /// <summary>What is wrong with the section.</summary>
    public IEnumerable<string> Faults() =>
        Trusted.Where(n => !IPNetwork.TryParse(n, out _)).Select(n => $"Proxy:Trusted: '{SafeText.Line(n, 60)}' is no network. Write for example 10.0.0.0/8.");
}
