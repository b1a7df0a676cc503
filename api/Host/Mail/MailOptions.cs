using System.Net;
using EksGrader.Checks.Core;

namespace EksGrader.Api.Host.Mail;

/// <summary>How the connection to the mail server is secured.</summary>
public enum MailSecurity
{
    /// <summary>TLS begins within the connection (port 587).</summary>
    StartTls,

    /// <summary>TLS from the first byte (port 465).</summary>
    Tls,

    /// <summary>None: for a mail server on the same machine.</summary>
    None,
}

/// <summary>The section <c>Mail</c> of the configuration. Without a host no e-mail is sent, and pages say so.</summary>
internal sealed class MailOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Mail";

    /// <summary>The mail server; empty for none.</summary>
    public string Host { get; set; } = "";

    /// <summary>Its port.</summary>
    public int Port { get; set; } = 587;

    /// <summary>How the connection is secured.</summary>
    public MailSecurity Security { get; set; } = MailSecurity.StartTls;

    /// <summary>The name to sign in with; empty for none.</summary>
    public string User { get; set; } = "";

    /// <summary>The password to sign in with.</summary>
    public string Password { get; set; } = "";

    /// <summary>Whom e-mails come from, such as <c>EksGrader &lt;grader@school.example&gt;</c>.</summary>
    public string From { get; set; } = "";

    /// <summary>How many connections reminders use at a time.</summary>
    public int Connections { get; set; } = 8;

    /// <summary>How long the server is waited for, with one message.</summary>
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(30);

    private bool IsThisMachine => string.Equals(Host, "localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(Host, out var address) && IPAddress.IsLoopback(address));

    /// <summary>What is wrong with the section.</summary>
    public IEnumerable<string> Faults()
    {
        if (Host.Length == 0)
            yield break;
        if (!MimeKit.MailboxAddress.TryParse(From, out _))
            yield return $"Mail:From: '{SafeText.Line(From, 60)}' is no sender. Write for example EksGrader <grader@school.example>.";
        if (Port is < 1 or > 65_535)
            yield return "Mail:Port lies between 1 and 65535.";
        if (Connections is < 1 or > 50)
            yield return "Mail:Connections lies between 1 and 50.";
        if (Security == MailSecurity.None && User.Length > 0 && !IsThisMachine)
            yield return "Mail:Security is None, so Mail:Password would cross the network in plain. Use StartTls or Tls, or a mail server on this machine.";
        if (Patience < TimeSpan.FromSeconds(1) || Patience > TimeSpan.FromMinutes(1))
            yield return "Mail:Patience lies between 1 second and 1 minute.";
    }
}
