using EksGrader.Api.Host.Mail;
using EksGrader.Jobs.Mail;

namespace EksGrader.Api.Features.Gradebook;

/// <summary>An e-mail that an instructor writes to a student of a selection.</summary>
internal sealed record StudentEmail(string Email, string Name, string Subject, string Text)
{
    public override string ToString() => "an e-mail of an instructor";
}

/// <summary>Sends what instructors write to students, one after the other. What is not sent when the process ends is lost: the sender sees the audit trail.</summary>
internal sealed class StudentEmails(ISmtpPool mail, IServiceScopeFactory scopes, ILogger<StudentEmails> logger) : EmailQueue<StudentEmail>(mail, scopes, logger)
{
    protected override Task<EmailMessage?> WriteAsync(StudentEmail item, IServiceProvider services, CancellationToken cancellationToken) =>
        Task.FromResult<EmailMessage?>(new EmailMessage(item.Email, item.Name, item.Subject, item.Text));
}
