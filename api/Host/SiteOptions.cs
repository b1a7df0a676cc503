using EksGrader.Checks.Core;
using Microsoft.Extensions.Options;

namespace EksGrader.Api.Host;

/// <summary>The section <c>Site</c> of the configuration: where people find the service.</summary>
public sealed class SiteOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Site";

    /// <summary>What is wrong with another address.</summary>
    public const string UrlForm = "Site:Url is the address that people open, such as https://grader.school.example.";

    /// <summary>The address that people open: what links in e-mails and on lists begin with. Empty for the address of the request.</summary>
    public string Url { get; set; } = "";

    /// <summary>Further host names that the service answers to, such as <c>grader.internal</c>, without scheme and port. <see cref="Url"/>'s, loopback names and IP addresses need not be named.</summary>
    public IList<string> Hosts { get; } = [];

    /// <summary>How long an invitation is open.</summary>
    public TimeSpan InvitationLife { get; set; } = TimeSpan.FromDays(14);

    /// <summary>How long a link to a new password is open, that was mailed to the person who asked for it.</summary>
    public TimeSpan PasswordLinkLife { get; set; } = TimeSpan.FromHours(1);

    /// <summary>The address as it was configured; null for none.</summary>
    public Uri? Address => Url.Length > 0 ? new Uri(Url.TrimEnd('/') + "/") : null;

    /// <summary>Where people open the service: the configured address, or the one of a request.</summary>
    public Uri AddressFor(HttpRequest request) => Address ?? new Uri($"{request.Scheme}://{request.Host}/");

    /// <summary>Whether the address is one.</summary>
    public bool IsValid => Url.Length == 0 || (Uri.TryCreate(Url, UriKind.Absolute, out var url) && url.Scheme is "http" or "https");

    /// <summary>What is wrong with the further names.</summary>
    public IEnumerable<string> HostFaults() =>
        Hosts.Where(h => NameOf(h) is null).Select(h => $"Site:Hosts: '{SafeText.Line(h, 60)}' is no host name. Write for example grader.school.example, without https:// and without a port.");

    /// <summary>The names that the service answers to, in ASCII and lower case.</summary>
    public IEnumerable<string> HostNames() => Hosts.Select(NameOf).Append(Address is { } own ? EnteredText.AsciiDomain(own.IdnHost) : null).OfType<string>();

    private static string? NameOf(string host) =>
        EnteredText.AsciiDomain(host.Trim()) is { } name && Uri.CheckHostName(name) == UriHostNameType.Dns ? name : null;
}

/// <summary>Names every further host that is none.</summary>
internal sealed class SiteHostsValidation : IValidateOptions<SiteOptions>
{
    public ValidateOptionsResult Validate(string? name, SiteOptions options)
    {
        var faults = options.HostFaults().ToList();
        return faults.Count > 0 ? ValidateOptionsResult.Fail(faults) : ValidateOptionsResult.Success;
    }
}
