using EksGrader.Api.Host;
using Microsoft.AspNetCore.Http.HttpResults;

namespace EksGrader.Api.Features.Submissions;

/// <summary>A note of those who teach.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Student">The student's number.</param>
/// <param name="Name">The student's name.</param>
/// <param name="Submission">The submission; null for a note on the student.</param>
/// <param name="Assignment">The slug of the submission's assignment; null for a note on the student.</param>
/// <param name="Text">The text.</param>
/// <param name="By">Who wrote it.</param>
/// <param name="At">When it was written.</param>
public sealed record NoteView(Guid Id, string Student, string Name, Guid? Submission, string? Assignment, string Text, string By, DateTimeOffset At);

/// <summary>Notes over HTTP.</summary>
internal static class NoteEndpoints
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGroup("/courses/{course}/notes").WithTags("Notes").MapGet("", ListAsync)
            .WithDocs(
                "ListNotes",
                "Lists the notes of a course",
                "For instructors and assistants, the newest first. With student (a student number) those on one student and on their submissions. Students never see notes.")
            .Problems(404, 422);

    private static async Task<Results<Ok<ListView<NoteView>>, ProblemHttpResult>> ListAsync(
        CurrentUser caller, NoteService notes, string course, string? student, string? after, int? limit, CancellationToken cancellationToken) =>
        (await notes.ListAsync(caller, course, student, new PageQuery(after, limit), cancellationToken)).ToOk();
}
