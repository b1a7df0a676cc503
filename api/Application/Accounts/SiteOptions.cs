namespace EksGrader.Api.Application.Accounts;

/// <summary>The section <c>Site</c> of the configuration: where people find the service.</summary>
public sealed class SiteOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Site";

    /// <summary>What is wrong with another address.</summary>
    public const string UrlForm = "Site:Url is the address that people open, such as https://grader.school.example.";

    /// <summary>The address that people open: what links in e-mails and on lists begin with. Empty for the address of the request.</summary>
    public string Url { get; set; } = "";

    /// <summary>How long an invitation is open.</summary>
    public TimeSpan InvitationLife { get; set; } = TimeSpan.FromDays(14);

    /// <summary>How long a link to a new password is open, that was mailed to whoever asked for it.</summary>
    public TimeSpan PasswordLinkLife { get; set; } = TimeSpan.FromHours(1);

    /// <summary>The address as it was configured; null for none.</summary>
    public Uri? Address => Url.Length > 0 ? new Uri(Url.TrimEnd('/') + "/") : null;

    /// <summary>Whether the address is one.</summary>
    public bool IsValid => Url.Length == 0 || (Uri.TryCreate(Url, UriKind.Absolute, out var url) && url.Scheme is "http" or "https");
}
