using System.Globalization;
using System.Runtime.CompilerServices;
using EksGrader.Api.Features.Assignments;
using EksGrader.Api.Features.Courses;
using EksGrader.Api.Host;
using EksGrader.Api.Shared;
using EksGrader.Checks.Assignments;
using EksGrader.Checks.Checks;
using EksGrader.Checks.Core;
using EksGrader.Checks.Grading;
using EksGrader.Db.Gradebook;
using EksGrader.Db.Storage;

namespace EksGrader.Api.Features.Gradebook;

/// <summary>A gradebook that the caller may see.</summary>
/// <param name="Current">The assignment.</param>
/// <param name="AfterDeadline">Its checks that are judged after the cluster's end.</param>
public sealed record OpenGradebook(CurrentAssignment Current, IReadOnlyList<CheckId> AfterDeadline)
{
    /// <summary>The assignment.</summary>
    public Assignment Assignment => Current.Assignment;

    /// <summary>Which gradebook, as queries know it.</summary>
    public GradebookScope Scope { get; } = new(Current.Course.Id, Current.Id, Current.Assignment.Counts, Current.Assignment.LatePenalty) { AfterDeadline = AfterDeadline };
}

/// <summary>Gradebooks of assignments, in windows: whatever the class's size, only what is shown is read.</summary>
internal sealed class GradebookQueries(EksGraderDb db, CourseAccess access, AssignmentService assignments, Catalogue catalogue, GradebookFigures figures)
{
    // An export reads on in steps of this size, that of a window: the database then knows the queries already.
    private const int ExportStep = 100;

    /// <summary>Finds a gradebook, for those who teach the course.</summary>
    public async Task<Result<OpenGradebook>> OpenAsync(CurrentUser caller, string course, string assignment, CancellationToken cancellationToken)
    {
        if (await access.TaughtAsync(caller, course, assistantsToo: true, cancellationToken) is not { } found
            || await assignments.FindAsync(found, assignment, cancellationToken) is not { } current)
        {
            return Error.Missing;
        }

        return new OpenGradebook(current, [.. current.Assignment.Checks.Select(c => c.Check).Where(c => catalogue.Find(c) is { Info.Phase: CheckPhase.AfterDeadline })]);
    }

    /// <summary>A page of the gradebook by student number.</summary>
    public async Task<Result<ListView<GradebookRowView>>> ReadPageAsync(
        CurrentUser caller, string course, string assignment, PageQuery page, CultureInfo culture, CancellationToken cancellationToken)
    {
        var open = await OpenAsync(caller, course, assignment, cancellationToken);
        if (!open.IsSuccess)
            return open.Error;
        if (page.ToRequest() is null)
            return page.Refuse();
        if (page.AfterText() is not { } after)
            return page.RefuseCursor();
        var rows = await Reader(open.Value).ReadAfterAsync(GradebookFilter.None, after, page.Size + 1, cancellationToken);
        return ListView.Of([.. rows.Select(r => GradebookRows.View(r, open.Value, culture))], page.Size, r => PageQuery.CursorOf(r.StudentId));
    }

    /// <summary>All students by number, as it is read: for exports of any size.</summary>
    public async IAsyncEnumerable<GradebookRowView> ReadAllAsync(OpenGradebook gradebook, CultureInfo culture, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (reader, after) = (Reader(gradebook), "");
        while (true)
        {
            var rows = await reader.ReadAfterAsync(GradebookFilter.None, after, ExportStep, cancellationToken);
            foreach (var row in rows)
                yield return GradebookRows.View(row, gradebook, culture);
            if (rows.Count < ExportStep)
                yield break;
            after = rows[^1].Student.Number;
        }
    }

    /// <summary>A window of the lines that meet a filter.</summary>
    public async Task<TableWindow<GradebookRow>> ReadWindowAsync(OpenGradebook gradebook, GradebookFilter filter, GradebookSort sort, int offset, int limit, CancellationToken cancellationToken)
    {
        var slice = await Reader(gradebook).ReadAsync(filter, sort, offset, limit, cancellationToken);
        return new TableWindow<GradebookRow>(slice.Rows, offset, slice.Total);
    }

    /// <summary>One student's line; null where there is none.</summary>
    public Task<GradebookRow?> FindAsync(OpenGradebook gradebook, string student, CancellationToken cancellationToken) =>
        Reader(gradebook).FindAsync(student, cancellationToken);

    /// <summary>The place of a student among the lines that meet a filter, from 0; null where the student is not among them.</summary>
    public Task<int?> PlaceAsync(OpenGradebook gradebook, GradebookFilter filter, GradebookSort sort, string student, CancellationToken cancellationToken) =>
        Reader(gradebook).PlaceAsync(filter, sort, student, cancellationToken);

    /// <summary>The class in figures, a moment old at most.</summary>
    public Task<CountedGradebook> SummaryAsync(OpenGradebook gradebook, CancellationToken cancellationToken) => figures.SummaryAsync(gradebook.Scope, cancellationToken);

    /// <summary>How many clusters lived over the last day, at most a moment old.</summary>
    public Task<IReadOnlyList<ClusterCount>> ClustersAsync(OpenGradebook gradebook, CancellationToken cancellationToken) => figures.ClustersAsync(gradebook.Scope, cancellationToken);

    /// <summary>What changes when anything in the gradebook has, at most a moment old.</summary>
    public Task<string> StampAsync(OpenGradebook gradebook, CancellationToken cancellationToken) => figures.StampAsync(gradebook.Scope, cancellationToken);

    private GradebookReader Reader(OpenGradebook gradebook) => new(db, gradebook.Scope);
}
