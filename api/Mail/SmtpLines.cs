using EksGrader.Jobs.Reminders;
using Microsoft.Extensions.Options;

namespace EksGrader.Api.Mail;

/// <summary>Opens connections to the mail server.</summary>
/// <param name="options">Which.</param>
/// <param name="time">The clock.</param>
internal sealed class SmtpLines(IOptions<MailOptions> options, TimeProvider time) : IMailLines
{
    /// <inheritdoc/>
    public bool IsConfigured => options.Value.Host.Length > 0;

    /// <inheritdoc/>
    public int Most => options.Value.Connections;

    /// <inheritdoc/>
    public IMailLine Open() => new SmtpLine(options.Value, time);
}
