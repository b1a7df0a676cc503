using System.Text;
using EksGrader.Api.Application.Courses;
using EksGrader.Api.Auth;
using EksGrader.Api.Contracts;
using EksGrader.Checks;
using EksGrader.Checks.Access;
using EksGrader.Checks.Assignments;
using EksGrader.Db;
using EksGrader.Db.Courses;
using EksGrader.Jobs.Assignments;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace EksGrader.Api.Application.Assignments.Editing;

/// <summary>Edits assignments as a form and as YAML, both of one document: whichever side is changed, the other follows.</summary>
/// <param name="db">The database.</param>
/// <param name="gate">Who may what.</param>
/// <param name="book">The assignments.</param>
/// <param name="library">Reads stored versions.</param>
/// <param name="dates">Tells what moved dates do.</param>
/// <param name="catalogue">The checks that an assignment can name.</param>
public sealed class AssignmentEditor(
    EksGraderDb db, CourseGate gate, AssignmentBook book, AssignmentLibrary library, DueDates dates, Catalogue catalogue)
{
    /// <summary>Opens the newest version of an assignment.</summary>
    public async Task<Answer<EditorView>> OpenAsync(Caller caller, EditorPlace place, CancellationToken cancellationToken)
    {
        var found = await FindAsync(caller, place, cancellationToken);
        if (!found.IsDone)
            return found.Refusal;
        return found.Value.Current is { } current ? await ShowAsync(found.Value, current.Assignment, current.Version, cancellationToken) : Refusal.Missing;
    }

    /// <summary>Opens the newest version of an assignment with what an older one said: saving restores that one.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="place">Where it is edited.</param>
    /// <param name="number">The older version.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<Answer<EditorView>> RestoreAsync(Caller caller, EditorPlace place, int number, CancellationToken cancellationToken)
    {
        var found = await FindAsync(caller, place, cancellationToken);
        if (!found.IsDone)
            return found.Refusal;
        if (found.Value.Current is not { } current || number < 1 || number > current.Version)
            return Refusal.Missing;
        try
        {
            var older = await library.ReadAsync(db, current.Id, number, cancellationToken);
            return await ShowAsync(found.Value, older.Assignment, current.Version, cancellationToken);
        }
        catch (InvalidDataException)
        {
            return Refusal.Of(ProblemKind.Invalid, BookTexts.Catalog["VersionUnreadable"]);
        }
    }

    /// <summary>Opens a new assignment made after another one.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="course">The course's slug.</param>
    /// <param name="pattern">What it is made after, see <see cref="AssignmentPatterns"/>.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<Answer<EditorView>> BeginAsync(Caller caller, string course, Assignment pattern, CancellationToken cancellationToken)
    {
        var found = await FindAsync(caller, new EditorPlace(course, null), cancellationToken);
        return found.IsDone ? await ShowAsync(found.Value, pattern, version: 0, cancellationToken) : found.Refusal;
    }

    /// <summary>Reads what was typed, has the other side follow, and tells what saving would change. Nothing is stored.</summary>
    public async Task<Answer<EditorView>> CheckAsync(Caller caller, EditorPlace place, EditorInput input, CancellationToken cancellationToken)
    {
        var found = await FindAsync(caller, place, cancellationToken);
        if (!found.IsDone)
            return found.Refusal;
        var view = EditorSides.Read(input, catalogue.Infos, found.Value.View);
        if (view.Assignment is { } assignment && await MisnamedAsync(found.Value, assignment, cancellationToken) is { } fault)
            return Blame(view, input, fault);
        return view with { Preview = await PreviewAsync(found.Value, view, cancellationToken) };
    }

    /// <summary>
    /// Saves what was typed as a new version, where it is right and was shown as it is: what nobody has looked at is shown first. The answer
    /// has no <see cref="EditorView.Preview"/> once it is saved.
    /// </summary>
    public async Task<Answer<EditorView>> SaveAsync(Caller caller, EditorPlace place, EditorInput input, string? comment, CancellationToken cancellationToken)
    {
        var check = await CheckAsync(caller, place, input with { Action = null }, cancellationToken);
        if (!check.IsDone || check.Value is not { IsGood: true, Reviewed: true, Assignment: { } assignment } view)
            return check;
        if (input.Version > 0 && view.Preview is { Changes.Count: 0 })
            return view;

        var put = await book.PutAsync(
            caller, place.Course, assignment.Slug, new NewVersion(Encoding.UTF8.GetBytes(view.Yaml), AssignmentFormat.Yaml, input.Version, comment), cancellationToken);
        if (put.IsDone)
            return view with { Preview = null, Version = put.Value.Version };
        return put.Refusal.Kind == ProblemKind.VersionChanged ? await TellMeanwhileAsync(caller, place, view, cancellationToken) : put.Refusal;
    }

    private static EditorView Blame(EditorView view, EditorInput input, InputFault fault)
    {
        // The side that was typed on is the one to mend it on.
        var onYaml = EditorSides.Normal(view.Yaml) == EditorSides.Normal(input.Yaml) && EditorSides.Normal(input.Yaml) != EditorSides.Normal(input.Agreed);
        return onYaml ? view with { Assignment = null, YamlFaults = [fault] } : view with { Assignment = null, FormFaults = [fault] };
    }

    private async Task<Answer<FoundPlace>> FindAsync(Caller caller, EditorPlace place, CancellationToken cancellationToken)
    {
        var managed = await gate.ManagedAsync(caller, place.Course, cancellationToken);
        if (!managed.IsDone)
            return managed.Refusal;
        var course = managed.Value;
        if (place.Assignment is null)
            return new FoundPlace(course, null);
        return await book.FindAsync(course, place.Assignment, cancellationToken) is { } current ? new FoundPlace(course, current) : Refusal.Missing;
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
        };
        return view with { Preview = await PreviewAsync(found, view, cancellationToken) };
    }

    private async Task<InputFault?> MisnamedAsync(FoundPlace found, Assignment assignment, CancellationToken cancellationToken)
    {
        if (found.Current is { } current)
        {
            return assignment.Slug == current.Assignment.Slug ? null
                : new InputFault("assignment", ApiTexts.Catalog["AssignmentSlug", assignment.Slug, current.Assignment.Slug]);
        }

        return await db.Assignments.AnyAsync(a => a.CourseId == found.Course.Id && a.Slug == assignment.Slug && a.CurrentVersion > 0, cancellationToken)
            ? new InputFault("assignment", BookTexts.Catalog["SlugTaken"])
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
        return new EditorPreview(AssignmentDiff.Between(before, after), moved, touches, graded);
    }

    // The version that the editor was opened with: what differs from it is what he changed, whatever others did meanwhile.
    private async Task<Assignment?> EditedAsync(CurrentAssignment current, int version, CancellationToken cancellationToken) =>
        version == current.Version ? current.Assignment
        : version > 0 && version < current.Version ? (await library.ReadAsync(db, current.Id, version, cancellationToken)).Assignment : null;

    private async Task<Answer<EditorView>> TellMeanwhileAsync(Caller caller, EditorPlace place, EditorView view, CancellationToken cancellationToken)
    {
        var found = await FindAsync(caller, place with { Assignment = view.Assignment?.Slug }, cancellationToken);
        if (!found.IsDone || found.Value.Current is not { } newest)
            return found.IsDone ? Refusal.Missing : found.Refusal;
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
