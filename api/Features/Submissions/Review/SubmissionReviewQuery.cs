using System.Globalization;
using EksGrader.Api.Features.Appeals;
using EksGrader.Api.Host;
using EksGrader.Api.Shared;
using EksGrader.Checks.Core;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using EksGrader.Db.Vault;
using EksGrader.Jobs.Gradings;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Api.Features.Submissions.Review;

/// <summary>Another submission of the same student.</summary>
/// <param name="Id">The submission.</param>
/// <param name="Attempt">Its number among the attempts.</param>
/// <param name="Score">Its points; null before the first observation.</param>
/// <param name="Late">Whether it came late.</param>
public sealed record AttemptView(Guid Id, int Attempt, decimal? Score, bool Late);

/// <summary>An integrity flag, and whether someone dealt with it.</summary>
/// <param name="Kind">Its stable name.</param>
/// <param name="Message">What was seen.</param>
/// <param name="Seen">Who has seen it, when, and what came of it; null while no one has.</param>
public sealed record ShownFlag(string Kind, string Message, ReviewedFlag? Seen);

/// <summary>An earlier grading, to be viewed.</summary>
/// <param name="Grading">The grading.</param>
/// <param name="Checks">What it came to.</param>
public sealed record EarlierGrading(Grading Grading, IReadOnlyList<CheckView> Checks);

/// <summary>All that those who teach see and do of a submission.</summary>
public sealed record SubmissionDetail
{
    /// <summary>The submission.</summary>
    public required SubmissionView View { get; init; }

    /// <summary>The course.</summary>
    public required Course Course { get; init; }

    /// <summary>The assignment's title.</summary>
    public required LocalizedText Title { get; init; }

    /// <summary>The student.</summary>
    public required Student Student { get; init; }

    /// <summary>The grading that counts; null before the first observation.</summary>
    public required GradingId? Counting { get; init; }

    /// <summary>Whether the caller only assists.</summary>
    public required bool IsAssistant { get; init; }

    /// <summary>Whether the access is still kept, so that the cluster can be checked.</summary>
    public required bool HoldsAccess { get; init; }

    /// <summary>Whether there is a recording.</summary>
    public required bool HasRecording { get; init; }

    /// <summary>Every submission of the student for the assignment, by number.</summary>
    public required IReadOnlyList<AttemptView> Attempts { get; init; }

    /// <summary>Integrity flags.</summary>
    public required IReadOnlyList<ShownFlag> Flags { get; init; }

    /// <summary>Appeals, by check.</summary>
    public required ILookup<CheckId, Appeal> Appeals { get; init; }

    /// <summary>Notes, the newest first.</summary>
    public required IReadOnlyList<Note> Notes { get; init; }

    /// <summary>What happened, the newest first.</summary>
    public required IReadOnlyList<HistoryEntry> History { get; init; }

    /// <summary>The earlier grading that was asked for; null for none.</summary>
    public EarlierGrading? Earlier { get; init; }
}

/// <summary>Where a submission is shown to the caller.</summary>
/// <param name="Course">The course's slug.</param>
/// <param name="Assignment">The assignment's slug.</param>
/// <param name="IsTeacher">Whether the caller teaches the course.</param>
public sealed record SubmissionPlace(string Course, string Assignment, bool IsTeacher);

/// <summary>Puts together what those who teach see of a submission.</summary>
internal sealed class SubmissionReviewQuery(
    EksGraderDb db, SubmissionQueries submissions, AppealQueries appeals, NoteService notes, SubmissionHistory history, AssignmentLibrary library, IVault vault)
{
    /// <summary>Where a submission that the caller may see belongs; null where they may not.</summary>
    public Task<SubmissionPlace?> PlaceAsync(CurrentUser caller, SubmissionId id, CancellationToken cancellationToken)
    {
        var (isAdmin, user) = (caller.Viewer.IsAdmin, caller.Viewer.User);
        return db.Submissions.AsNoTracking().VisibleTo(db, caller.Viewer).Where(s => s.Id == id)
            .Join(db.Courses, s => s.CourseId, c => c.Id, (s, c) => new { s.AssignmentId, CourseId = c.Id, c.Slug })
            .Join(db.Assignments, x => x.AssignmentId, a => a.Id, (x, a) => new SubmissionPlace(
                x.Slug, a.Slug, isAdmin || db.Memberships.Any(m => m.CourseId == x.CourseId && m.UserId == user)))
            .FirstOrDefaultAsync(cancellationToken);
    }

    /// <summary>A submission for those who teach; null for everyone else.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="id">The submission.</param>
    /// <param name="earlier">An earlier grading to show; null for none.</param>
    /// <param name="culture">The language.</param>
    /// <param name="cancellationToken">Ends the queries.</param>
    public async Task<SubmissionDetail?> FindAsync(
        CurrentUser caller, SubmissionId id, GradingId? earlier, CultureInfo culture, CancellationToken cancellationToken)
    {
        var taught = db.Submissions.AsNoTracking().TaughtBy(db, caller.Viewer, assistantsToo: true).Where(s => s.Id == id);
        if (await taught.FirstOrDefaultAsync(cancellationToken) is not { } submission
            || await submissions.FindAsync(caller, id, culture, cancellationToken) is not { } view)
        {
            return null;
        }

        var known = await library.ReadAsync(db, submission.AssignmentId, view.AssignmentVersion, cancellationToken);
        var counting = submission.CountingGradingId;
        return new SubmissionDetail
        {
            View = view,
            Course = await db.Courses.AsNoTracking().FirstAsync(c => c.Id == submission.CourseId, cancellationToken),
            Title = known.Assignment.Title,
            Student = await db.Students.AsNoTracking().FirstAsync(s => s.Id == submission.StudentId, cancellationToken),
            Counting = counting,
            IsAssistant = !await db.Submissions.TaughtBy(db, caller.Viewer, assistantsToo: false).AnyAsync(s => s.Id == id, cancellationToken),
            HoldsAccess = await vault.HoldsAsync(id, cancellationToken),
            HasRecording = await db.Gradings.AnyAsync(g => g.Id == counting && g.RecordingId != null, cancellationToken),
            Attempts = await db.Submissions.AsNoTracking()
                .Where(s => s.AssignmentId == submission.AssignmentId && s.StudentId == submission.StudentId).OrderBy(s => s.Number)
                .Select(s => new AttemptView(s.Id.Value, s.Number, s.Score, s.Late)).ToListAsync(cancellationToken),
            Flags = await FlagsAsync(id, counting, culture, cancellationToken),
            Appeals = await appeals.OfAsync(caller, id, cancellationToken),
            Notes = await notes.OfAsync(caller, id, cancellationToken),
            History = await history.ReadAsync(caller, id, cancellationToken),
            Earlier = earlier is { } asked && asked != counting ? await EarlierAsync(id, asked, culture, cancellationToken) : null,
        };
    }

    private async Task<IReadOnlyList<ShownFlag>> FlagsAsync(SubmissionId id, GradingId? counting, CultureInfo culture, CancellationToken cancellationToken)
    {
        var signs = await db.GradingFlags.AsNoTracking().Where(s => s.GradingId == counting).OrderBy(s => s.Order).ToListAsync(cancellationToken);
        var seen = await db.ReviewedFlags.AsNoTracking().Where(s => s.SubmissionId == id).ToListAsync(cancellationToken);
        return [.. signs.Select(s => new ShownFlag(s.Kind, s.ToFlag().Message.In(culture), seen.Find(x => x.Kind == s.Kind && x.Message == s.Message)))];
    }

    private async Task<EarlierGrading?> EarlierAsync(SubmissionId id, GradingId earlier, CultureInfo culture, CancellationToken cancellationToken)
    {
        var grading = await db.Gradings.AsNoTracking().Include(g => g.Checks).FirstOrDefaultAsync(g => g.Id == earlier && g.SubmissionId == id, cancellationToken);
        return grading is null ? null : new EarlierGrading(grading, [.. grading.Checks.OrderBy(c => c.Order).Select(c => CheckView.Of(c.ToResult(), culture))]);
    }
}
