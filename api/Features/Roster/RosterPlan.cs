using EksGrader.Api.Features.Courses;
using EksGrader.Api.Features.Roster.Reading;
using EksGrader.Checks.Input;
using EksGrader.Db.Model;

namespace EksGrader.Api.Features.Roster;

/// <summary>What becomes of the students that a file does not name.</summary>
public enum RosterMode
{
    /// <summary>They leave the roster.</summary>
    Replace,

    /// <summary>They stay as they are.</summary>
    Add,
}

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
    /// <summary>E-mail addresses that other students of the course have, who stay on the roster: one address is one account.</summary>
    public IReadOnlyList<RosterLine> Taken { get; private init; } = [];

    /// <summary>Whether it changes nothing.</summary>
    public bool IsEmpty => Added.Count + Changed.Count + Left.Count == 0;

    /// <summary>Whether more than a tenth of the roster would go: often the file of another course, or a part of one.</summary>
    public bool LosesMany => Left.Count * 10 > Left.Count + Changed.Count + Unchanged;

    /// <summary>What a roster changes.</summary>
    /// <param name="known">Everyone who was ever on the course's roster.</param>
    /// <param name="roster">The new one.</param>
    /// <param name="mode">What becomes of those whom it does not name.</param>
    public static RosterPlan Of(IReadOnlyList<Student> known, Reading.Roster roster, RosterMode mode)
    {
        var byNumber = known.ToDictionary(s => s.Number, StringComparer.Ordinal);
        var named = roster.Lines.Select(l => l.StudentId).ToHashSet(StringComparer.Ordinal);
        var added = roster.Lines.Where(l => byNumber.GetValueOrDefault(l.StudentId) is null or { LeftAt: not null }).ToList();
        var changed = roster.Lines
            .Where(l => byNumber.GetValueOrDefault(l.StudentId) is { LeftAt: null })
            .Select(l => new RosterEdit(LineOf(byNumber[l.StudentId]), l))
            .Where(e => e.Before != e.After)
            .ToList();
        var others = known.Where(s => s.LeftAt is null && !named.Contains(s.Number)).OrderBy(s => s.Number, StringComparer.Ordinal).ToList();
        var unchanged = roster.Lines.Count - added.Count - changed.Count;
        if (mode == RosterMode.Replace)
            return new RosterPlan(added, changed, [.. others.Select(LineOf)], unchanged);
        var addresses = others.Select(s => User.Normalize(s.Email)).ToHashSet(StringComparer.Ordinal);
        return new RosterPlan(added, changed, [], unchanged + others.Count)
        {
            Taken = [.. roster.Lines.Where(l => addresses.Contains(User.Normalize(l.Email)))],
        };
    }

    /// <summary>The line of a student as the roster has it.</summary>
    public static RosterLine LineOf(Student student) => new(student.Number, student.Name, student.Email, student.Section);

    /// <summary>Addresses that are taken, as faults; empty where none is.</summary>
    internal IReadOnlyList<ValidationError> Faults() =>
        [.. Taken.Take(RosterReader.MostFaults).Select(l => new ValidationError("email", RosterTexts.Catalog["EmailTaken", l.Email]))];

    /// <summary>The changes as the API tells them.</summary>
    public RosterChangeView ToView(bool dryRun) => new(
        dryRun,
        [.. Added.Select(View)],
        [.. Changed.Select(e => View(e.After))],
        [.. Left.Select(View)],
        Unchanged);

    private static RosterEntryView View(RosterLine line) => new(line.StudentId, line.Name, line.Email, line.Section);
}
