using EksGrader.Db.Model;
using EksGrader.Db.Storage;

namespace EksGrader.Api.Host;

/// <summary>Writes into the audit trail, in the caller's transaction.</summary>
public sealed class AuditTrail(EksGraderDb db, TimeProvider time)
{
    /// <summary>Notes that someone did something.</summary>
    /// <param name="caller">Who.</param>
    /// <param name="what">What, a stable name such as <c>roster.replaced</c>.</param>
    /// <param name="subject">To what.</param>
    /// <param name="course">In which course; null for none.</param>
    /// <param name="from">What it was before.</param>
    /// <param name="to">What it is since.</param>
    /// <param name="why">The reason that was given.</param>
    public void Note(CurrentUser caller, string what, string subject, CourseId? course, string? from = null, string? to = null, string? why = null) =>
        db.AuditEntries.Add(new AuditEntry(Id.New<AuditEntryId>(time), time.GetUtcNow(), caller.Name, what, subject, course) { From = from, To = to, Why = why });

    /// <summary>A time as entries show it: UTC to the minute, such as <c>2026-12-04 09:00Z</c>.</summary>
    public static string Shown(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm'Z'", System.Globalization.CultureInfo.InvariantCulture);
}
