using EksGrader.Api.Host;
using EksGrader.Checks.Core;
using EksGrader.Checks.Input;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace EksGrader.Api.Features.Assignments;

/// <summary>Reads what an extension asks for: everything that is wrong with it, each at its field.</summary>
internal sealed class ExtensionReader(EksGraderDb db)
{
    private const int LongestReason = 2000;
    private const int LastYear = 2200;

    public async Task<ReadExtension> ReadAsync(CurrentAssignment current, ExtensionRequest wanted, CancellationToken cancellationToken)
    {
        var faults = new FieldErrors();
        var reason = faults.Text("reason", wanted.Reason, LongestReason);
        var until = Until(current, wanted.Until, faults);
        var students = wanted.Students is { } named ? await StudentsAsync(current.Course, named, faults, cancellationToken) : null;
        return new ReadExtension(until, students, reason, faults);
    }

    private static DateTimeOffset Until(CurrentAssignment current, DateTimeOffset? wanted, FieldErrors faults)
    {
        if (wanted is not { } until)
            faults.Add("until", "Missing");
        else if ((current.Deadlines.Due() ?? current.Deadlines.Closes()) is not { } due)
            Fault(faults, "until", "NothingToExtend");
        else if (Instant.FromDateTimeOffset(until) <= due)
            Fault(faults, "until", "UntilBeforeDue", MomentText.Of(due.ToDateTimeOffset(), current.Deadlines.Zone));
        else if (until.Year >= LastYear)
            Fault(faults, "until", "UntilTooFar", LastYear);
        else
            return until.ToUniversalTime();
        return default;
    }

    private async Task<IReadOnlyList<Student>> StudentsAsync(Course course, IReadOnlyList<string?> named, FieldErrors faults, CancellationToken cancellationToken)
    {
        var numbers = named.Select(EnteredText.Key).Where(n => n.Length > 0).Distinct(StringComparer.Ordinal).ToList();
        if (numbers.Count == 0)
            Fault(faults, "students", "NoStudents");
        var found = await db.Students.AsNoTracking().Where(s => s.CourseId == course.Id && s.LeftAt == null && numbers.Contains(s.Number)).OrderBy(s => s.Number)
            .ToListAsync(cancellationToken);
        foreach (var stranger in numbers.Except(found.Select(s => s.Number), StringComparer.Ordinal).Take(20))
            Fault(faults, "students", "StudentNotOnRoster", SafeText.Line(stranger, 64));
        return found;
    }

    private static void Fault(FieldErrors faults, string field, string text, params object[] arguments) =>
        faults.AddRange([new ValidationError(field, AssignmentProblemTexts.Catalog[text, arguments])]);
}

/// <summary>An extension as it was asked for.</summary>
/// <param name="Until">The new due date.</param>
/// <param name="Students">The students; null for all.</param>
/// <param name="Reason">Why.</param>
/// <param name="Faults">What is wrong with it; the rest holds only where nothing is.</param>
internal sealed record ReadExtension(DateTimeOffset Until, IReadOnlyList<Student>? Students, string Reason, FieldErrors Faults);
