using System.Text.RegularExpressions;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Api.Features.Audit;

/// <summary>
/// What entries of the audit trail are about. Entries name their subject in words that stay the same for ever (<c>submission ID</c>,
/// <c>student ID</c>, <c>student NUMBER</c>); this finds the student behind them.
/// </summary>
internal sealed partial class AuditSubjects(EksGraderDb db)
{
    /// <summary>Entries as they are shown.</summary>
    public async Task<IReadOnlyList<AuditEntryView>> ViewAsync(IReadOnlyList<AuditEntry> entries, CancellationToken cancellationToken)
    {
        var courseIds = entries.Select(e => e.CourseId).Distinct().ToList();
        var courses = await db.Courses.AsNoTracking().Where(c => courseIds.Contains(c.Id)).ToDictionaryAsync(c => c.Id, c => c.Slug, cancellationToken);
        var submissionIds = entries.Select(SubmissionOf).OfType<SubmissionId>().Distinct().ToList();
        var submissions = await db.Submissions.AsNoTracking().Where(s => submissionIds.Contains(s.Id))
            .Join(db.Students, s => s.StudentId, s => s.Id, (submission, student) => new { submission.Id, student.Number })
            .ToDictionaryAsync(s => s.Id, s => s.Number, cancellationToken);
        var studentIds = entries.Select(StudentOf).OfType<StudentId>().Distinct().ToList();
        var students = await db.Students.AsNoTracking().Where(s => studentIds.Contains(s.Id)).ToDictionaryAsync(s => s.Id, s => s.Number, cancellationToken);
        var userIds = entries.Select(UserOf).OfType<UserId>().Distinct().ToList();
        var users = await db.Users.AsNoTracking().Where(u => userIds.Contains(u.Id)).ToDictionaryAsync(u => u.Id, u => u.Email, cancellationToken);
        return [.. entries.Select(e => View(
            e,
            UserOf(e) is { } user ? users.GetValueOrDefault(user) : null,
            e.CourseId is { } course ? courses.GetValueOrDefault(course) : null,
            SubmissionOf(e) is { } submission ? submissions.GetValueOrDefault(submission)
                : StudentOf(e) is { } student ? students.GetValueOrDefault(student) : NumberOf(e)))];
    }

    /// <summary>The entries about a student, by number: those that name them, and those about their submissions and clusters.</summary>
    public async Task<IQueryable<AuditEntry>> AboutAsync(IQueryable<AuditEntry> entries, string number, string? course, CancellationToken cancellationToken)
    {
        var students = await db.Students.Where(s => s.Number == number && (course == null || db.Courses.Any(c => c.Id == s.CourseId && c.Slug == course)))
            .Select(s => s.Id).ToListAsync(cancellationToken);
        var submissions = await db.Submissions.Where(s => students.Contains(s.StudentId)).Select(s => s.Id).ToListAsync(cancellationToken);

        // One parameter however often the student submitted: an expression of a branch each has a depth that the student decides. Ids have one length, so to hold one is to name it.
        List<string> keys = [.. students.Select(s => $"student {s}"), .. submissions.Select(s => $"submission {s}")];
        var name = $"student {number}";

        // The whole word only: student s-1 is not student s-10.
        return entries.Where(e => e.Subject == name || e.Subject.StartsWith(name + ",") || e.Subject.EndsWith(" " + name) || e.Subject.Contains(" " + name + ",")
            || EF.Parameter(keys).Any(k => e.Subject.Contains(k)));
    }

    private static AuditEntryView View(AuditEntry entry, string? account, string? course, string? student) => new()
    {
        Id = entry.Id.Value,
        At = entry.At,
        By = entry.By,
        What = entry.What,
        Subject = entry.Subject,
        Course = course,
        Student = student,
        Account = account,
        Submission = SubmissionOf(entry)?.Value,
        From = entry.From,
        To = entry.To,
        Why = entry.Why,
        WhyKo = entry.WhyKo,
    };

    private static SubmissionId? SubmissionOf(AuditEntry entry) =>
        Submission().Match(entry.Subject) is { Success: true } match && Id.TryParse<SubmissionId>(match.Groups["id"].Value, out var id) ? id : null;

    private static StudentId? StudentOf(AuditEntry entry) =>
        Student().Match(entry.Subject) is { Success: true } match && Id.TryParse<StudentId>(match.Groups["name"].Value, out var id) ? id : null;

    private static UserId? UserOf(AuditEntry entry) =>
        User().Match(entry.Subject) is { Success: true } match && Id.TryParse<UserId>(match.Groups["id"].Value, out var id) ? id : null;

    private static string? NumberOf(AuditEntry entry) => Student().Match(entry.Subject) is { Success: true } match ? match.Groups["name"].Value : null;

    [GeneratedRegex(@"(?:\A|[ ,])submission (?<id>[0-9a-f-]{36})(?:\z|[ ,])", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Submission();

    [GeneratedRegex(@"(?:\A|[ ,])student (?<name>[^ ,]+)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Student();

    [GeneratedRegex(@"(?:\A|[ ,])user (?<id>[0-9a-f-]{36})(?:\z|[ ,])", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex User();
}
