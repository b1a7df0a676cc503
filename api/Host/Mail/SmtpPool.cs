using EksGrader.Jobs.Reminders;
using Microsoft.Extensions.Options;

namespace EksGrader.Api.Host.Mail;

/// <summary>Opens connections to the mail server.</summary>
internal sealed class SmtpPool(IOptions<MailOptions> options, TimeProvider time) : ISmtpPool
{
    /// <inheritdoc/>
    public bool IsConfigured => options.Value.Host.Length > 0;

    /// <inheritdoc/>
    public int Most => options.Value.Connections;

    /// <inheritdoc/>
    public ISmtpConnection Open() => new SmtpConnection(options.Value, time);
}
