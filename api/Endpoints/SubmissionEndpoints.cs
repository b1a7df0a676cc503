using System.Globalization;
using EksGrader.Api.Application.Submissions;
using EksGrader.Api.Auth;
using EksGrader.Api.Contracts;
using EksGrader.Api.Hosting;
using EksGrader.Db.Ids;
using EksGrader.Db.Tokens;
using Microsoft.AspNetCore.Http.HttpResults;

namespace EksGrader.Api.Endpoints;

/// <summary>Handing in, and what became of it.</summary>
internal static class SubmissionEndpoints
{
    public static void MapSubmissions(this IEndpointRouteBuilder api)
    {
        var handIn = api.MapGroup("/courses/{course}/assignments/{assignment}/submissions").WithTags("Submissions")
            .RequireAuthorization(Policies.Submit).RequireRateLimiting(RateLimits.HandIns).AddEndpointFilter(new OwnNumberLimit(RateLimits.HandIns))
            .ProducesProblem(StatusCodes.Status403Forbidden, ProblemAnswers.MediaType)
            .ProducesProblem(StatusCodes.Status429TooManyRequests, ProblemAnswers.MediaType);
        handIn.MapPost("", HandInAsync)
            .WithBodyLimit(BodyLimit.HandIn)
            .Says("HandIn", "Hands in", "Takes the access, tells at once what is wrong with it, and has the cluster graded. An instructor names the student. While an older submission of the student is graded, this one waits.")
            .Problems(400, 404, 409, 413, 415, 422);

        var read = api.MapGroup("/submissions/{id:guid}").WithTags("Submissions");
        read.MapGet("", FindAsync)
            .Says("GetSubmission", "Shows a submission", "For its student and those who teach the course; signs of trouble are for the latter.").Problems(404);
        read.MapGet("/events", FollowAsync)
            .Produces(StatusCodes.Status200OK, contentType: EventStream.MediaType)
            .Says("FollowSubmission", "Follows a submission", "Server-sent events: 'verdict' with a check for each that is known or falls, at the end 'graded' with the submission.").Problems(404);
        read.MapGet("/recording", DownloadAsync)
            .Produces(StatusCodes.Status200OK, contentType: RecordingType)
            .Says("GetRecording", "Downloads what was seen", "For instructors. JSON lines, gzip: what 'regrade --recording' reads.").Problems(404);

        var look = api.MapGroup("/submissions/{id:guid}/look").WithTags("Submissions")
            .RequireAuthorization(Policies.Submit).RequireRateLimiting(RateLimits.Looks)
            .ProducesProblem(StatusCodes.Status403Forbidden, ProblemAnswers.MediaType)
            .ProducesProblem(StatusCodes.Status429TooManyRequests, ProblemAnswers.MediaType);
        look.MapPost("", LookAsync)
            .Says("LookAgain", "Looks again now", "What has not passed is looked at once more. A submission that is being graded is looked at anyway. Once its access is deleted it cannot be looked at: hand in again.").Problems(404, 409);
    }

    private const string RecordingType = "application/gzip";

    /// <summary>202 with the submission as it is now, and where it is found.</summary>
    public static async Task<Results<Accepted<SubmissionView>, ProblemHttpResult>> AcceptAsync(
        this SubmissionQueries queries, Caller caller, SubmissionId id, CancellationToken cancellationToken)
    {
        var view = await queries.FindAsync(caller, id, CultureInfo.CurrentUICulture, cancellationToken)
            ?? throw new InvalidOperationException($"Submission {id} went away while it was answered.");
        return TypedResults.Accepted($"/api/submissions/{id}", view);
    }

    private static async Task<Results<Accepted<SubmissionView>, ProblemHttpResult>> HandInAsync(
        Caller caller, HandIns handIns, SubmissionQueries queries, string course, string assignment, string? student, HandInRequest handIn, HttpRequest request, CancellationToken cancellationToken)
    {
        var sent = request.HttpContext.Features.Get<KeyedWrite>();
        var taken = await handIns.TakeAsync(caller, new HandInTarget(course, assignment, student), handIn, sent, cancellationToken);
        return taken.IsDone ? await queries.AcceptAsync(caller, taken.Value.Id, cancellationToken) : taken.Refusal.ToProblem();
    }

    private static async Task<Results<Ok<SubmissionView>, ProblemHttpResult>> FindAsync(
        Caller caller, SubmissionQueries queries, Guid id, CancellationToken cancellationToken) =>
        (await queries.FindAsync(caller, new SubmissionId(id), CultureInfo.CurrentUICulture, cancellationToken)).ToOkOrMissing();

    private static async Task<Results<EventStreamOfApi, ProblemHttpResult>> FollowAsync(
        Caller caller, SubmissionQueries queries, Guid id, CancellationToken cancellationToken) =>
        await queries.IsSeenAsync(caller, new SubmissionId(id), cancellationToken)
            ? new EventStreamOfApi(caller, new SubmissionId(id), CultureInfo.CurrentUICulture)
            : Application.Refusal.Missing.ToProblem();

    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> DownloadAsync(
        Caller caller, SubmissionQueries queries, Guid id, CancellationToken cancellationToken) =>
        await queries.RecordingAsync(caller, new SubmissionId(id), cancellationToken) is { } recording
            ? TypedResults.File(recording.Content, RecordingType, $"{id}.jsonl.gz")
            : Application.Refusal.Missing.ToProblem();

    private static async Task<Results<Accepted<SubmissionView>, ProblemHttpResult>> LookAsync(
        Caller caller, Regrades regrades, SubmissionQueries queries, Guid id, CancellationToken cancellationToken)
    {
        var looked = await regrades.LookAsync(caller, new SubmissionId(id), cancellationToken);
        return looked.IsDone ? await queries.AcceptAsync(caller, new SubmissionId(id), cancellationToken) : looked.Refusal.ToProblem();
    }
}
