using EksGrader.Api.Host;
using EksGrader.Checks.Assignments;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Api.Features.Setup;

/// <summary>The checklist: one list for the page, for <c>doctor</c> and for what staff are told at home.</summary>
internal sealed class SetupChecklist(EksGraderDb db, ServiceSetup service, CourseSetups courses, AwsIdentity identity)
{
    // As many courses as the home page shows.
    private const int Most = 50;

    /// <summary>Looks at the service and at its courses.</summary>
    /// <param name="course">The slug of one course; null for all.</param>
    /// <param name="cancellationToken">Ends the looking.</param>
    /// <returns>What was found; null where there is no such course.</returns>
    public async Task<SetupReport?> ReadAsync(string? course, CancellationToken cancellationToken)
    {
        if (!await IsThereAsync(cancellationToken))
            return course is null ? new SetupReport(await service.ReadAsync(hasDatabase: false, needsIdentity: null, triesMail: true, cancellationToken), [], More: false) : null;

        var asked = db.Courses.AsNoTracking().Where(c => course == null ? c.ArchivedAt == null : c.Slug == course);
        var found = await asked.OrderByDescending(c => c.CreatedAt).ThenBy(c => c.Slug).Take(Most + 1).ToListAsync(cancellationToken);
        if (course is not null && found.Count == 0)
            return null;
        var shown = found.Take(Most).ToList();
        var known = await courses.AssignmentsAsync(shown, cancellationToken);
        var hasIdentity = await identity.PrincipalArnAsync(region: null, cancellationToken) is not null;
        return new SetupReport(
            await service.ReadAsync(hasDatabase: true, NeedsIdentity(known), triesMail: true, cancellationToken),
            await courses.ReadAsync(shown, known, hasIdentity, cancellationToken),
            found.Count > Most);
    }

    private static bool? NeedsIdentity(ILookup<CourseId, Assignment> known) =>
        known.Count == 0 ? null : known.Any(course => course.Any(WorkingAccess.NeedsIdentity));

    // Asked before anything is read: the service makes the database, and looking makes none.
    private async Task<bool> IsThereAsync(CancellationToken cancellationToken) =>
        await db.Database.CanConnectAsync(cancellationToken) && !(await db.Database.GetPendingMigrationsAsync(cancellationToken)).Any();
}
