using EksGrader.Api.Features.Courses;
using EksGrader.Api.Host;
using EksGrader.Checks.Assignments;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using EksGrader.Jobs.Gradings;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using NodaTime;

namespace EksGrader.Api.Features.Home;

/// <summary>
/// Copies courses to another term: time zone, how they remind, those who teach, and the newest version of every assignment as a draft. No
/// student, no submission, no extension; and no webhook, whose channel is the class's of before.
/// </summary>
internal sealed class CourseCopies(
    EksGraderDb db, CourseAccess access, AssignmentLibrary library, IOptions<CourseRoles> roles, AuditTrail audit, TimeProvider time)
{
    /// <summary>The most days that dates are moved by, either way: ten years.</summary>
    public const int MostDays = 3660;

    /// <summary>Copies a course.</summary>
    /// <param name="caller">Who asks: an instructor of the course. They teach the copy too, as everyone who teaches the course.</param>
    /// <param name="slug">The course.</param>
    /// <param name="wanted">What the copy is called, and what becomes of dates.</param>
    /// <param name="cancellationToken">Ends the waiting; nothing is made then.</param>
    public async Task<Result<CourseCopyView>> MakeAsync(CurrentUser caller, string slug, CourseCopy wanted, CancellationToken cancellationToken)
    {
        var managed = await access.ManagedAsync(caller, slug, cancellationToken);
        if (!managed.IsSuccess)
            return managed.Error;

        var (name, title, term, faults) = Read(caller, managed.Value, wanted);
        if (faults.Any)
            return Error.Invalid(faults.All);

        return await db.WriteAsync<Result<CourseCopyView>>(
            async token =>
            {
                if (await db.Courses.AnyAsync(c => c.Slug == name, token))
                    return new Error(ProblemKind.Exists, null, [new("slug", ApiTexts.Catalog["CourseExists", name])]);
                var source = managed.Value;
                var copy = new Course(Id.New<CourseId>(time), name, title, source.TimeZone, time.GetUtcNow());
                copy.Describe(title, source.TimeZone, term);
                copy.AnswerAppealsWithin(source.AnswerWithinDays);
                db.Courses.Add(copy);
                audit.Note(caller, "course.created", $"course {name}", copy.Id, to: title, why: $"a copy of {slug}");
                audit.Note(caller, "course.copied", $"course {slug}", source.Id, to: name);
                await CopyStaffAsync(caller, source, copy, token);
                await CopyRemindersAsync(source, copy, token);
                var (copied, leftOut) = await CopyAssignmentsAsync(caller, source, copy, wanted.MoveDays, token);
                return new CourseCopyView(CourseView.Of(copy), copied, leftOut);
            },
            cancellationToken);
    }

    private (string Slug, string Title, string? Term, FieldErrors Faults) Read(CurrentUser caller, Course source, CourseCopy wanted)
    {
        var faults = new FieldErrors();
        var slug = faults.Text("slug", wanted.Slug, Slugs.Longest);
        if (slug.Length > 0 && !Slugs.IsSlug(slug))
            faults.Add("slug", "SlugForm");

        // What the configuration holds for a name is meant for the course that an admin gives that name: its role reads AWS accounts.
        else if (!caller.IsAdmin && roles.Value.Of(slug) is not null)
            faults.Add("slug", "SlugReserved");
        var title = faults.Text("title", wanted.Title ?? source.Title, 200);
        var term = faults.Term(wanted.Term);
        if (wanted.MoveDays is < -MostDays or > MostDays)
            faults.Add("moveDays", "MoveDaysRange", MostDays);
        return (slug, title, term, faults);
    }

    private async Task CopyStaffAsync(CurrentUser caller, Course source, Course copy, CancellationToken cancellationToken)
    {
        var staff = await db.Memberships.Where(m => m.CourseId == source.Id).Join(db.Users, m => m.UserId, u => u.Id, (m, u) => new { m.UserId, m.Role, u.Email })
            .OrderBy(x => x.Email).ToListAsync(cancellationToken);
        foreach (var person in staff)
        {
            db.Memberships.Add(new Membership(copy.Id, person.UserId, person.Role, time.GetUtcNow()));
            audit.Note(caller, "role.changed", $"user {person.Email}", copy.Id, to: person.Role.ToString(), why: $"a copy of {source.Slug}");
        }
    }

    private async Task CopyRemindersAsync(Course source, Course copy, CancellationToken cancellationToken)
    {
        if (await db.CourseReminders.AsNoTracking().FirstOrDefaultAsync(r => r.CourseId == source.Id, cancellationToken) is not { } before)
            return;
        var settings = new CourseReminders(copy.Id);
        settings.Set(before.On, before.Language, before.DigestAt);
        db.CourseReminders.Add(settings);
    }

    private async Task<(IReadOnlyList<string> Copied, IReadOnlyList<string> LeftOut)> CopyAssignmentsAsync(
        CurrentUser caller, Course source, Course copy, int? days, CancellationToken cancellationToken)
    {
        var (copied, leftOut) = (new List<string>(), new List<string>());
        var rows = await db.Assignments.AsNoTracking().Where(a => a.CourseId == source.Id && a.CurrentVersion > 0).ToListAsync(cancellationToken);
        foreach (var row in rows.OrderBy(a => a.CreatedAt).ThenBy(a => a.Slug, StringComparer.Ordinal))
        {
            if (await TryReadAsync(row, cancellationToken) is not { } asked)
            {
                leftOut.Add(row.Slug);
                continue;
            }

            var made = new CourseAssignment(Id.New<AssignmentId>(time), copy.Id, row.Slug, time.GetUtcNow());
            db.Assignments.Add(made);
            var why = FormattableString.Invariant($"a copy of {source.Slug}/{row.Slug}, version {row.CurrentVersion}");
            db.AssignmentVersions.Add(made.Revise(AssignmentWriter.ToYaml(Draft(asked, days)), caller.Name, time.GetUtcNow(), why));
            audit.Note(caller, "assignment.changed", $"assignment {copy.Slug}/{row.Slug}", copy.Id, "version 0", "version 1", why);
            copied.Add(row.Slug);
        }

        return (copied, leftOut);
    }

    // Without a due date nothing can be deleted by its day: until one is set again, the rule is that of a new assignment.
    private static Assignment Draft(Assignment asked, int? days) => asked with
    {
        Draft = true,
        OpensAt = Moved(asked.OpensAt, days),
        Due = Moved(asked.Due, days),
        ClosesAt = Moved(asked.ClosesAt, days),
        Deletion = days is null ? asked.Deletion with { DeleteBy = DeleteBy.SubmissionDay } : asked.Deletion,
    };

    private static LocalDateTime? Moved(LocalDateTime? at, int? days) => days is { } many ? at?.PlusDays(many) : null;

    // One whose checks are gone cannot be read, and so not copied; the answer names it.
    private async Task<Assignment?> TryReadAsync(CourseAssignment row, CancellationToken cancellationToken)
    {
        try
        {
            return (await library.ReadAsync(db, row.Id, row.CurrentVersion, cancellationToken)).Assignment;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }
}
