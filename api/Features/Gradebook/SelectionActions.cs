using System.Globalization;
using EksGrader.Api.Features.Accounts;
using EksGrader.Api.Features.Assignments;
using EksGrader.Api.Features.Courses;
using EksGrader.Api.Features.Submissions;
using EksGrader.Api.Host;
using EksGrader.Api.Shared;
using EksGrader.Checks.Core;
using EksGrader.Db.Gradebook;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;

namespace EksGrader.Api.Features.Gradebook;

/// <summary>What was done for a selection.</summary>
/// <param name="Done">For how many.</param>
/// <param name="Left">For how many it was not possible.</param>
internal sealed record SelectionResult(int Done, int Left);

/// <summary>Does one thing for several students at once: more time, another observation, an invitation, an e-mail. Who may what, the commands decide.</summary>
internal sealed class SelectionActions(
    ExtensionService extensions, RepeatObservations observations, Invitations invitations, StudentEmails emails, CourseAccess access, EksGraderDb db, AuditTrail audit)
{
    /// <summary>The form that the page takes.</summary>
    public const string FormName = "selection";

    /// <summary>Moves the due date.</summary>
    public const string Extend = "extend";

    /// <summary>Observes the clusters again.</summary>
    public const string Look = "look";

    /// <summary>Invites by e-mail.</summary>
    public const string Invite = "invite";

    /// <summary>Writes an e-mail.</summary>
    public const string Email = "email";

    private const int LongestSubject = 200;
    private const int LongestText = 10_000;

    /// <summary>Does it.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="gradebook">The gradebook.</param>
    /// <param name="rows">The selection.</param>
    /// <param name="form">What was sent.</param>
    /// <param name="site">Where people find the service.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<Result<SelectionResult>> DoAsync(CurrentUser caller, OpenGradebook gradebook, IReadOnlyList<GradebookRow> rows, IFormCollection form, Uri site, CancellationToken cancellationToken) =>
        form["do"].ToString() switch
        {
            Extend => ExtendAsync(caller, gradebook, rows, form, cancellationToken),
            Look => LookAsync(caller, rows, cancellationToken),
            Invite => InviteAsync(caller, gradebook, rows, site, cancellationToken),
            Email => WriteAsync(caller, gradebook, rows, form, cancellationToken),
            _ => Task.FromResult<Result<SelectionResult>>(Error.Missing),
        };

    private async Task<Result<SelectionResult>> ExtendAsync(CurrentUser caller, OpenGradebook gradebook, IReadOnlyList<GradebookRow> rows, IFormCollection form, CancellationToken cancellationToken)
    {
        var until = new ExtensionInput { Until = form["until"] }.ToRequest(gradebook.Current.Deadlines.Zone).Until;
        var given = await extensions.GiveAsync(
            caller, gradebook.Current.Course.Slug, gradebook.Assignment.Slug, new ExtensionRequest(until, [.. rows.Select(r => r.Student.Number)], form["reason"]), cancellationToken);
        return given.IsSuccess ? new SelectionResult(given.Value.Extensions, 0) : given.Error;
    }

    // One that is being graded is observed anyway; one whose access is gone cannot be.
    private async Task<Result<SelectionResult>> LookAsync(CurrentUser caller, IReadOnlyList<GradebookRow> rows, CancellationToken cancellationToken)
    {
        var done = 0;
        foreach (var submission in rows.Select(r => r.Counting?.Id).OfType<SubmissionId>())
        {
            if ((await observations.RequestAsync(caller, submission, cancellationToken)).IsSuccess)
                done++;
        }

        return new SelectionResult(done, rows.Count - done);
    }

    private async Task<Result<SelectionResult>> InviteAsync(CurrentUser caller, OpenGradebook gradebook, IReadOnlyList<GradebookRow> rows, Uri site, CancellationToken cancellationToken)
    {
        var request = new InvitationRequest([.. rows.Where(r => r.Student.LeftAt is null).Select(r => r.Student.Email)], InvitationChannel.Mail);
        var sheet = await invitations.ToStudentsAsync(caller, gradebook.Current.Course.Slug, request, site, cancellationToken);
        return sheet.IsSuccess ? new SelectionResult(sheet.Value.Made.Count, rows.Count - sheet.Value.Made.Count) : sheet.Error;
    }

    private async Task<Result<SelectionResult>> WriteAsync(CurrentUser caller, OpenGradebook gradebook, IReadOnlyList<GradebookRow> rows, IFormCollection form, CancellationToken cancellationToken)
    {
        var faults = new FieldErrors();
        var (subject, text) = (faults.Text("subject", form["subject"], LongestSubject), faults.Words("text", form["text"], LongestText));
        if (faults.Any)
            return Error.Invalid(faults.All);
        // As with invitations: assistants write to no one in the course's name.
        if (!(await access.ManagedAsync(caller, gradebook.Current.Course.Slug, cancellationToken)).IsSuccess)
            return Error.Forbidden;
        if (!emails.IsConfigured)
            return Error.Invalid("subject", GradebookTexts.Catalog["MailOff"]);
        var (course, assignment) = (gradebook.Current.Course, gradebook.Assignment);
        await db.WriteAsync(
            _ =>
            {
                audit.Note(
                    caller, "students.mailed", $"assignment {course.Slug}/{assignment.Slug}", course.Id,
                    to: string.Create(CultureInfo.InvariantCulture, $"{rows.Count}: {SafeText.Line(string.Join(' ', rows.Select(r => r.Student.Number)), 1000)}"), why: subject);
                return Task.CompletedTask;
            },
            cancellationToken);
        foreach (var row in rows)
            emails.Send(new StudentEmail(row.Student.Email, row.Student.Name, $"{subject} · {course.Title}", $"{text}\n\n— {caller.Name} · {course.Title} · {assignment.Title.Local()}\n"));
        return new SelectionResult(rows.Count, 0);
    }
}
