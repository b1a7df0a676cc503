using EksGrader.Api.Features.Courses;
using EksGrader.Db.Model;

namespace EksGrader.Api.Features.Roster;

/// <summary>A line of a roster that is another now.</summary>
/// <param name="Before">As it was.</param>
/// <param name="After">As it is to be.</param>
public sealed record RosterEdit(RosterLine Before, RosterLine After);

/// <summary>What a new roster changes, worked out before anything is changed.</summary>
/// <param name="Added">Who comes, or comes back.</param>
/// <param name="Changed">Whose name, address or section is another.</param>
/// <param name="Left">Who goes.</param>
/// <param name="Unchanged">How many stay as they are.</param>
public sealed record RosterPlan(IReadOnlyList<RosterLine> Added, IReadOnlyList<RosterEdit> Changed, IReadOnlyList<RosterLine> Left, int Unchanged)
{
    /// <summary>What a roster changes.</summary>
    /// <param name="known">Everyone who was ever on the course's roster.</param>
    /// <param name="roster">The new one.</param>
    public static RosterPlan Of(IReadOnlyList<Student> known, Roster roster)
    {
        var byNumber = known.ToDictionary(s => s.Number, StringComparer.Ordinal);
        var staying = roster.Lines.Select(l => l.StudentId).ToHashSet(StringComparer.Ordinal);
        var added = roster.Lines.Where(l => byNumber.GetValueOrDefault(l.StudentId) is null or { LeftAt: not null }).ToList();
        var changed = roster.Lines
            .Where(l => byNumber.GetValueOrDefault(l.StudentId) is { LeftAt: null })
            .Select(l => new RosterEdit(LineOf(byNumber[l.StudentId]), l))
            .Where(e => e.Before != e.After)
            .ToList();
        var left = known.Where(s => s.LeftAt is null && !staying.Contains(s.Number)).OrderBy(s => s.Number, StringComparer.Ordinal).Select(LineOf).ToList();
        return new RosterPlan(added, changed, left, roster.Lines.Count - added.Count - changed.Count);
    }

    /// <summary>The changes as the API tells them.</summary>
    public RosterChangeView ToView(bool dryRun) => new(
        dryRun,
        [.. Added.Select(View)],
        [.. Changed.Select(e => View(e.After))],
        [.. Left.Select(View)],
        Unchanged);

    private static RosterLine LineOf(Student student) => new(student.Number, student.Name, student.Email, student.Section);

    private static RosterEntryView View(RosterLine line) => new(line.StudentId, line.Name, line.Email, line.Section);
}
