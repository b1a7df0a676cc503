using EksGrader.Api.Contracts;
using EksGrader.Db.Courses;

namespace EksGrader.Api.Application.Courses;

/// <summary>What a new roster changes, worked out before anything is changed.</summary>
/// <param name="Added">Who comes, or comes back.</param>
/// <param name="Changed">Whose name, address or section is another.</param>
/// <param name="Left">Who goes.</param>
/// <param name="Unchanged">How many stay as they are.</param>
internal sealed record RosterPlan(IReadOnlyList<RosterLine> Added, IReadOnlyList<RosterLine> Changed, IReadOnlyList<Student> Left, int Unchanged)
{
    public static RosterPlan Of(IReadOnlyList<Student> known, Roster roster)
    {
        var byNumber = known.ToDictionary(s => s.Number, StringComparer.Ordinal);
        var staying = roster.Lines.Select(l => l.StudentId).ToHashSet(StringComparer.Ordinal);
        var added = roster.Lines.Where(l => byNumber.GetValueOrDefault(l.StudentId) is null or { LeftAt: not null }).ToList();
        var changed = roster.Lines
            .Where(l => byNumber.GetValueOrDefault(l.StudentId) is { LeftAt: null } s && (s.Name, s.Email, s.Section) != (l.Name, l.Email, l.Section))
            .ToList();
        var left = known.Where(s => s.LeftAt is null && !staying.Contains(s.Number)).ToList();
        return new RosterPlan(added, changed, left, roster.Lines.Count - added.Count - changed.Count);
    }

    public RosterChangeView ToView(bool dryRun) => new(
        dryRun,
        [.. Added.Select(View)],
        [.. Changed.Select(View)],
        [.. Left.Select(s => new RosterEntryView(s.Number, s.Name, s.Email, s.Section))],
        Unchanged);

    private static RosterEntryView View(RosterLine line) => new(line.StudentId, line.Name, line.Email, line.Section);
}
