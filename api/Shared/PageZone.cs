using EksGrader.Db.Storage;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace EksGrader.Api.Shared;

/// <summary>
/// The time zone of pages that are of no course (account, jobs, the whole audit trail): that of the courses that the reader sees, where all
/// have the same; else UTC. A browser elsewhere shows its own beside it. Asked once a request.
/// </summary>
internal sealed class PageZone(IServiceScopeFactory scopes)
{
    private readonly Dictionary<Viewer, Task<DateTimeZone>> known = [];

    /// <summary>The zone of a reader.</summary>
    public Task<DateTimeZone> OfAsync(Viewer viewer)
    {
        if (!known.TryGetValue(viewer, out var zone))
            known[viewer] = zone = ReadAsync(viewer);
        return zone;
    }

    // A database of its own: parts of a page ask while others are at theirs.
    private async Task<DateTimeZone> ReadAsync(Viewer viewer)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<EksGraderDb>();
        var zones = await db.Courses.VisibleTo(db, viewer).Select(c => c.TimeZone).Distinct().OrderBy(z => z).Take(2).ToListAsync();
        return zones is [var only] ? DateTimeZoneProviders.Tzdb.GetZoneOrNull(only) ?? DateTimeZone.Utc : DateTimeZone.Utc;
    }
}
