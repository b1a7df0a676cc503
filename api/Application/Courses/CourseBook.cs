using EksGrader.Api.Auth;
using EksGrader.Api.Contracts;
using EksGrader.Checks;
using EksGrader.Db;
using EksGrader.Db.Courses;
using EksGrader.Db.Ids;
using EksGrader.Db.Storage;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace EksGrader.Api.Application.Courses;

/// <summary>Courses: which there are for somebody, and new ones.</summary>
/// <param name="db">The database.</param>
/// <param name="gate">Who may what.</param>
/// <param name="audit">The audit trail.</param>
/// <param name="time">The clock.</param>
public sealed class CourseBook(EksGraderDb db, CourseGate gate, AuditTrail audit, TimeProvider time)
{
    /// <summary>The courses that the caller teaches or learns in.</summary>
    public async Task<Answer<ListView<CourseView>>> ListAsync(Caller caller, PageQuery page, CancellationToken cancellationToken)
    {
        if (page.ToRequest() is not { } request)
            return page.Refuse();
        if (request.After is { } after && !Id.TryParse<CourseId>(after, out _))
            return page.RefuseCursor();
        var found = await db.Courses.AsNoTracking().SeenBy(db, caller.Viewer)
            .ToPageAsync(request, c => c.Id, c => new CourseView(c.Slug, c.Title, c.TimeZone), cancellationToken);
        return new ListView<CourseView>(found.Items, found.Next);
    }

    /// <summary>One course.</summary>
    public async Task<Answer<CourseView>> FindAsync(Caller caller, string slug, CancellationToken cancellationToken) =>
        await gate.SeenAsync(caller, slug, cancellationToken) is { } course ? View(course) : Refusal.Missing;

    /// <summary>Makes a course; the caller is an admin.</summary>
    public async Task<Answer<CourseView>> CreateAsync(Caller caller, NewCourse wanted, CancellationToken cancellationToken)
    {
        var faults = new FieldFaults();
        var slug = faults.Text("slug", wanted.Slug, Slugs.Longest);
        var title = faults.Text("title", wanted.Title, 200);
        var zone = wanted.TimeZone ?? Course.DefaultTimeZone;
        if (slug.Length > 0 && !Slugs.IsSlug(slug))
            faults.Add("slug", "SlugForm");
        if (DateTimeZoneProviders.Tzdb.GetZoneOrNull(zone) is null)
            faults.Add("timeZone", "TimeZoneUnknown", SafeText.Line(zone, 60));
        if (faults.Any)
            return Refusal.Invalid(faults.All);

        return await db.WriteAsync<Answer<CourseView>>(
            async token =>
            {
                if (await db.Courses.AnyAsync(c => c.Slug == slug, token))
                    return Refusal.Of(ProblemKind.Exists, ApiTexts.Catalog["CourseExists", slug]);
                var course = new Course(Id.New<CourseId>(time), slug, title, zone, time.GetUtcNow());
                db.Courses.Add(course);
                audit.Note(caller, "course.created", $"course {slug}", course.Id, to: title);
                return View(course);
            },
            cancellationToken);
    }

    private static CourseView View(Course course) => new(course.Slug, course.Title, course.TimeZone);
}
