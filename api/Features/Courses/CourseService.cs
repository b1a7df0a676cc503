using EksGrader.Api.Host;
using EksGrader.Checks.Core;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace EksGrader.Api.Features.Courses;

/// <summary>Courses: which there are for someone, and new ones.</summary>
internal sealed class CourseService(EksGraderDb db, CourseAccess access, AuditTrail audit, TimeProvider time)
{
    /// <summary>The courses that the caller teaches or learns in.</summary>
    public async Task<Result<ListView<CourseView>>> ListAsync(CurrentUser caller, CourseFilter filter, PageQuery page, CancellationToken cancellationToken)
    {
        if (page.ToRequest() is not { } request)
            return page.Refuse();
        if (request.After is { } after && !Id.TryParse<CourseId>(after, out _))
            return page.RefuseCursor();
        if (filter.Search is { Length: > CourseFilter.LongestSearch })
            return Error.Invalid("q", ApiTexts.Catalog["TooLong", CourseFilter.LongestSearch]);
        var found = await db.Courses.AsNoTracking().VisibleTo(db, caller.Viewer).Where(filter)
            .ToPageAsync(request, c => c.Id, c => new CourseView(c.Slug, c.Title, c.TimeZone) { Term = c.Term, ArchivedAt = c.ArchivedAt }, cancellationToken);
        return new ListView<CourseView>(found.Items, found.Next);
    }

    /// <summary>One course.</summary>
    public async Task<Result<CourseView>> FindAsync(CurrentUser caller, string slug, CancellationToken cancellationToken) =>
        await access.SeenAsync(caller, slug, cancellationToken) is { } course ? CourseView.Of(course) : Error.Missing;

    /// <summary>Makes a course; the caller is an admin.</summary>
    public async Task<Result<CourseView>> CreateAsync(CurrentUser caller, NewCourse wanted, CancellationToken cancellationToken)
    {
        var faults = new FieldErrors();
        var slug = faults.Text("slug", wanted.Slug, Slugs.Longest);
        var title = faults.Text("title", wanted.Title, 200);
        var zone = wanted.TimeZone ?? Course.DefaultTimeZone;
        var term = faults.Term(wanted.Term);
        if (slug.Length > 0 && !Slugs.IsSlug(slug))
            faults.Add("slug", "SlugForm");
        if (DateTimeZoneProviders.Tzdb.GetZoneOrNull(zone) is null)
            faults.Add("timeZone", "TimeZoneUnknown", SafeText.Line(zone, 60));
        if (faults.Any)
            return Error.Invalid(faults.All);

        return await db.WriteAsync<Result<CourseView>>(
            async token =>
            {
                if (await db.Courses.AnyAsync(c => c.Slug == slug, token))
                    return Error.Of(ProblemKind.Exists, ApiTexts.Catalog["CourseExists", slug]);
                var course = new Course(Id.New<CourseId>(time), slug, title, zone, time.GetUtcNow());
                course.Describe(title, zone, term);
                db.Courses.Add(course);
                audit.Note(caller, "course.created", $"course {slug}", course.Id, to: title);
                return CourseView.Of(course);
            },
            cancellationToken);
    }
}
