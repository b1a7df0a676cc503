using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Db.Submissions;

/// <summary>The due dates that the extensions of an assignment give its students.</summary>
public sealed class ExtendedDues
{
    private readonly DateTimeOffset? forAll;
    private readonly Dictionary<StudentId, DateTimeOffset> ofStudents;

    private ExtendedDues(DateTimeOffset? forAll, Dictionary<StudentId, DateTimeOffset> ofStudents) => (this.forAll, this.ofStudents) = (forAll, ofStudents);

    /// <summary>Those of one student, or of everyone.</summary>
    /// <param name="db">The database.</param>
    /// <param name="assignment">The assignment.</param>
    /// <param name="student">The student; null for everyone.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    public static async Task<ExtendedDues> ReadAsync(EksGraderDb db, AssignmentId assignment, StudentId? student, CancellationToken cancellationToken)
    {
        var holding = db.Extensions.AsNoTracking().Where(e => e.AssignmentId == assignment && e.TakenBackAt == null);
        if (student is not null)
            holding = holding.Where(e => e.StudentId == student || e.StudentId == null);
        return Of(await holding.ToListAsync(cancellationToken));
    }

    /// <summary>Those that some extensions give: of a student's own and of those for all the newest each, of the two the later.</summary>
    public static ExtendedDues Of(IEnumerable<Extension> extensions)
    {
        var holding = extensions.Where(e => e.TakenBackAt is null).OrderBy(e => e.CreatedAt).ThenBy(e => e.Id.Value).ToList();
        var students = new Dictionary<StudentId, DateTimeOffset>();
        foreach (var extension in holding)
        {
            if (extension.StudentId is { } student)
                students[student] = extension.Until;
        }

        return new ExtendedDues(holding.FindLast(e => e.StudentId is null)?.Until, students);
    }

    /// <summary>Until when the due date is extended for everyone; null where it is not.</summary>
    public DateTimeOffset? OfAll => forAll;

    /// <summary>Until when a student's due date is extended; null where it is not.</summary>
    public DateTimeOffset? Of(StudentId student) =>
        ofStudents.TryGetValue(student, out var own) && !(own < forAll) ? own : forAll;
}
