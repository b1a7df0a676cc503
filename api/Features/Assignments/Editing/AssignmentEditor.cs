using System.Text;
using EksGrader.Api.Features.Courses;
using EksGrader.Api.Host;
using EksGrader.Checks.Assignments;
using EksGrader.Checks.Grading;
using EksGrader.Checks.Input;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using EksGrader.Jobs.Gradings;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace EksGrader.Api.Features.Assignments.Editing;

/// <summary>Edits assignments as a form and as YAML, both of one document: whichever side is changed, the other follows.</summary>
/// <param name="db">The database.</param>
/// <param name="access">Who may what.</param>
/// <param name="assignments">The assignments.</param>
/// <param name="library">Reads stored versions.</param>
/// <param name="dates">Tells what moved dates do.</param>
/// <param name="catalogue">The checks that an assignment can name.</param>
/// <param name="time">Tells whether an assignment has opened.</param>
public sealed class AssignmentEditor(
    EksGraderDb db, CourseAccess access, AssignmentService assignments, AssignmentLibrary library, DueDates dates, Catalogue catalogue, TimeProvider time)
{
    /// <summary>Opens the newest version of an assignment.</summary>
    public async Task<Result<EditorView>> OpenAsync(CurrentUser caller, EditorPlace place, CancellationToken cancellationToken)
    {
        var found = await FindAsync(caller, place, cancellationToken);
        if (!found.IsSuccess)
            return found.Error;
        return found.Value.Current is { } current ? await ShowAsync(found.Value, current.Assignment, current.Version, cancellationToken) : Error.Missing;
    }

    /// <summary>Opens the newest version of an assignment with what an older one said: saving restores that one.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="place">Where it is edited.</param>
    /// <param name="number">The older version.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<Result<EditorView>> RestoreAsync(CurrentUser caller, EditorPlace place, int number, CancellationToken cancellationToken)
    {
        var found = await FindAsync(caller, place, cancellationToken);
        if (!found.IsSuccess)
            return found.Error;
        if (found.Value.Current is not { } current || number < 1 || number > current.Version)
            return Error.Missing;
        try
        {
            var older = await library.ReadAsync(db, current.Id, number, cancellationToken);
            return await ShowAsync(found.Value, older.Assignment, current.Version, cancellationToken);
        }
        catch (InvalidDataException)
        {
            return Error.Of(ProblemKind.Invalid, AssignmentProblemTexts.Catalog["VersionUnreadable"]);
        }
    }

    /// <summary>Opens a new assignment made after another one.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="course">The course's slug.</param>
    /// <param name="pattern">What it is made after, see <see cref="AssignmentPatterns"/>.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<Result<EditorView>> BeginAsync(CurrentUser caller, string course, Assignment pattern, CancellationToken cancellationToken)
    {
        var found = await FindAsync(caller, new EditorPlace(course, null), cancellationToken);
        return found.IsSuccess ? await ShowAsync(found.Value, pattern, version: 0, cancellationToken) : found.Error;
    }

    /// <summary>Reads what was typed, has the other side follow, and tells what saving would change. Nothing is stored.</summary>
    public async Task<Result<EditorView>> CheckAsync(CurrentUser caller, EditorPlace place, EditorInput input, CancellationToken cancellationToken)
    {
        var found = await FindAsync(caller, place, cancellationToken);
        if (!found.IsSuccess)
            return found.Error;
        var view = EditorSides.Read(input, catalogue.Infos, found.Value.View) with { At = time.GetUtcNow() };
        if (view.Assignment is { } assignment && await MisnamedAsync(found.Value, assignment, cancellationToken) is { } fault)
            return Blame(view, input, fault);
        return view with { Preview = await PreviewAsync(found.Value, view, cancellationToken) };
    }

    /// <summary>
    /// Saves what was typed as a new version, where it is right and was shown as it is: what no one has looked at is shown first. The first
    /// version changes nothing that anyone has, and is saved as it was typed. The answer has no <see cref="EditorView.Preview"/> once it is saved.
    /// </summary>
    public async Task<Result<EditorView>> SaveAsync(CurrentUser caller, EditorPlace place, EditorInput input, string? comment, CancellationToken cancellationToken)
    {
        var check = await CheckAsync(caller, place, input with { Action = null }, cancellationToken);
        if (!check.IsSuccess || check.Value is not { IsGood: true, Assignment: { } assignment } view || (input.Version > 0 && !view.Reviewed))
            return check;
        if (input.Version > 0 && view.Preview is { Changes.Count: 0 })
            return view;

        var put = await assignments.PutAsync(
            caller, place.Course, assignment.Slug, new NewVersion(Encoding.UTF8.GetBytes(view.Yaml), AssignmentFormat.Yaml, input.Version, comment), cancellationToken);
        if (put.IsSuccess)
            return view with { Preview = null, Version = put.Value.Version };
        return put.Error.Kind == ProblemKind.VersionChanged ? await TellMeanwhileAsync(caller, place, view, cancellationToken) : put.Error;
    }

    private static EditorView Blame(EditorView view, EditorInput input, ValidationError fault)
    {
        // The side that was typed on is the one to mend it on.
        var onYaml = EditorSides.Normal(view.Yaml) == EditorSides.Normal(input.Yaml) && EditorSides.Normal(input.Yaml) != EditorSides.Normal(input.Agreed);
        return onYaml ? view with { Assignment = null, YamlFaults = [fault] } : view with { Assignment = null, FormFaults = [fault] };
    }

    private async Task<Result<FoundPlace>> FindAsync(CurrentUser caller, EditorPlace place, CancellationToken cancellationToken)
    {
        var managed = await access.ManagedAsync(caller, place.Course, cancellationToken);
        if (!managed.IsSuccess)
            return managed.Error;
        var course = managed.Value;
        if (place.Assignment is null)
            return new FoundPlace(course, null);
        return await assignments.FindAsync(course, place.Assignment, cancellationToken) is { } current ? new FoundPlace(course, current) : Error.Missing;
    }

    private async Task<EditorView> ShowAsync(FoundPlace found, Assignment assignment, int version, CancellationToken cancellationToken)
    {
        var yaml = AssignmentWriter.ToYaml(assignment);
        var view = new EditorView
        {
            Course = found.View,
            Form = AssignmentForm.Of(assignment),
            Yaml = yaml,
            Agreed = yaml,
            Version = version,
            Catalogue = catalogue.Infos,
            Assignment = assignment,
            Reviewed = true,
            At = time.GetUtcNow(),
        };
        return view with { Preview = await PreviewAsync(found, view, cancellationToken) };
    }

    private async Task<ValidationError?> MisnamedAsync(FoundPlace found, Assignment assignment, CancellationToken cancellationToken)
    {
        if (found.Current is { } current)
        {
            return assignment.Slug == current.Assignment.Slug ? null
                : new ValidationError("assignment", ApiTexts.Catalog["AssignmentSlug", assignment.Slug, current.Assignment.Slug]);
        }

        return await db.Assignments.AnyAsync(a => a.CourseId == found.Course.Id && a.Slug == assignment.Slug && a.CurrentVersion > 0, cancellationToken)
            ? new ValidationError("assignment", AssignmentProblemTexts.Catalog["SlugTaken"])
            : null;
    }

    private async Task<EditorPreview?> PreviewAsync(FoundPlace found, EditorView view, CancellationToken cancellationToken)
    {
        if (view.Assignment is not { } after)
            return null;
        if (found.Current is not { } current || await EditedAsync(current, view.Version, cancellationToken) is not { } before)
            return new EditorPreview([], null, TouchesGrades: false, Graded: 0);

        var moved = AssignmentChanges.MoveDates(before, after)
            ? await dates.ForeseeAsync(current.Id, new Deadlines(after, DateTimeZoneProviders.Tzdb[found.Course.TimeZone]), cancellationToken)
            : null;
        var touches = AssignmentChanges.TouchGrades(before, after);
        var graded = touches ? await db.Submissions.CountAsync(s => s.AssignmentId == current.Id && s.CountingGradingId != null, cancellationToken) : 0;
        return new EditorPreview(AssignmentDiff.Between(before, after), moved, touches, graded) { Hides = await HidesAsync(found, current, after, cancellationToken) };
    }

    private async Task<int> HidesAsync(FoundPlace found, CurrentAssignment current, Assignment after, CancellationToken cancellationToken)
    {
        var now = Instant.FromDateTimeOffset(time.GetUtcNow());
        return current.Deadlines.IsShown(now) && !new Deadlines(after, DateTimeZoneProviders.Tzdb[found.Course.TimeZone]).IsShown(now)
            ? await db.Submissions.Where(s => s.AssignmentId == current.Id).Select(s => s.StudentId).Distinct().CountAsync(cancellationToken)
            : 0;
    }

    // The version that the editor was opened with: what differs from it is what was changed in it, whatever others did meanwhile.
    private async Task<Assignment?> EditedAsync(CurrentAssignment current, int version, CancellationToken cancellationToken) =>
        version == current.Version ? current.Assignment
        : version > 0 && version < current.Version ? (await library.ReadAsync(db, current.Id, version, cancellationToken)).Assignment : null;

    private async Task<Result<EditorView>> TellMeanwhileAsync(CurrentUser caller, EditorPlace place, EditorView view, CancellationToken cancellationToken)
    {
        var found = await FindAsync(caller, place with { Assignment = view.Assignment?.Slug }, cancellationToken);
        if (!found.IsSuccess || found.Value.Current is not { } newest)
            return found.IsSuccess ? Error.Missing : found.Error;
        var row = await db.AssignmentVersions.AsNoTracking().FirstAsync(v => v.AssignmentId == newest.Id && v.Number == newest.Version, cancellationToken);
        var before = await EditedAsync(newest, view.Version, cancellationToken);
        var saved = new Meanwhile(newest.Version, row.By, row.CreatedAt, before is null ? [] : AssignmentDiff.Between(before, newest.Assignment));

        // From here on the change is one of the newest version: saving again is done knowingly.
        var now = view with { Version = newest.Version, Meanwhile = saved };
        return now with { Preview = await PreviewAsync(found.Value, now, cancellationToken) };
    }

    private sealed record FoundPlace(Course Course, CurrentAssignment? Current)
    {
        public CourseView View => new(Course.Slug, Course.Title, Course.TimeZone);
    }
}
