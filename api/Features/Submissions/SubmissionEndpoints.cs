using System.Globalization;
using EksGrader.Api.Host;
using EksGrader.Api.Host.Auth;
using EksGrader.Db.Model;
using Microsoft.AspNetCore.Http.HttpResults;

namespace EksGrader.Api.Features.Submissions;

/// <summary>Submitting, and what became of it.</summary>
internal static class SubmissionEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var submit = api.MapGroup("/courses/{course}/assignments/{assignment}/submissions").WithTags("Submissions")
            .RequireAuthorization(Policies.Submit).RequireRateLimiting(RateLimits.Submissions).AddEndpointFilter(new OwnNumberLimit(RateLimits.Submissions))
            .ProducesProblem(StatusCodes.Status403Forbidden, ProblemResponses.MediaType)
            .ProducesProblem(StatusCodes.Status429TooManyRequests, ProblemResponses.MediaType);
        submit.MapPost("", SubmitAsync)
            .WithBodyLimit(BodyLimit.Submission)
            .WithDocs("HandIn", "Submits a cluster", "Takes the access, tells at once what is wrong with it, and has the cluster graded. With tryFirst the access is tried first, and one that cannot work is 422 and no attempt. An instructor names the student. While an older submission of the student is graded, this one waits.")
            .Problems(400, 404, 409, 413, 415, 422);

        var read = api.MapGroup("/submissions/{id:guid}").WithTags("Submissions");
        read.MapGet("", FindAsync)
            .WithDocs("GetSubmission", "Shows a submission", "For its student and those who teach the course; flags are for the latter.").Problems(404);
        read.MapGet("/events", FollowAsync)
            .Produces(StatusCodes.Status200OK, contentType: EventStream.MediaType)
            .WithDocs("FollowSubmission", "Follows a submission", "Server-sent events: 'verdict' with a check for each that is known or falls, at the end 'graded' with the submission.").Problems(404);
        read.MapGet("/recording", DownloadAsync)
            .Produces(StatusCodes.Status200OK, contentType: RecordingType)
            .WithDocs("GetRecording", "Downloads what was seen", "For instructors. JSON lines, gzip: what 'regrade --recording' reads.").Problems(404);

        var look = api.MapGroup("/submissions/{id:guid}/look").WithTags("Submissions")
            .RequireAuthorization(Policies.Submit).RequireRateLimiting(RateLimits.Observations)
            .ProducesProblem(StatusCodes.Status403Forbidden, ProblemResponses.MediaType)
            .ProducesProblem(StatusCodes.Status429TooManyRequests, ProblemResponses.MediaType);
        look.MapPost("", ObserveAgainAsync)
            .WithDocs("LookAgain", "Checks again now", "What has not passed is checked once more. A submission that is being graded is checked anyway. Once its access is deleted it cannot be checked: submit again.").Problems(404, 409);
    }

    private const string RecordingType = "application/gzip";

    /// <summary>202 with the submission as it is now, and where it is found.</summary>
    public static async Task<Results<Accepted<SubmissionView>, ProblemHttpResult>> AcceptAsync(
        this SubmissionQueries queries, CurrentUser caller, SubmissionId id, CancellationToken cancellationToken)
    {
        var view = await queries.FindAsync(caller, id, CultureInfo.CurrentUICulture, cancellationToken)
            ?? throw new InvalidOperationException($"Submission {id} went away while it was answered.");
        return TypedResults.Accepted($"/api/submissions/{id}", view);
    }

    private static async Task<Results<Accepted<SubmissionView>, ProblemHttpResult>> SubmitAsync(
        CurrentUser caller, SubmissionService submissions, SubmissionQueries queries, string course, string assignment, string? student, SubmissionRequest body, HttpRequest request, CancellationToken cancellationToken)
    {
        var call = new SubmissionCall(caller, course, assignment, student, request.HttpContext.Features.Get<KeyedWrite>());
        var trial = body.TryFirst ? request.HttpContext.RequestServices.GetRequiredService<ISubmissionTrials>().Of(body) : null;
        var taken = await submissions.TakeAsync(call, body, trial, cancellationToken);
        return taken.IsSuccess ? await queries.AcceptAsync(caller, taken.Value.Id, cancellationToken) : taken.Error.ToProblem();
    }

    private static async Task<Results<Ok<SubmissionView>, ProblemHttpResult>> FindAsync(
        CurrentUser caller, SubmissionQueries queries, Guid id, CancellationToken cancellationToken) =>
        (await queries.FindAsync(caller, new SubmissionId(id), CultureInfo.CurrentUICulture, cancellationToken)).ToOkOrMissing();

    private static async Task<Results<EventStreamOfApi, ProblemHttpResult>> FollowAsync(
        CurrentUser caller, SubmissionQueries queries, Guid id, CancellationToken cancellationToken) =>
        await queries.IsSeenAsync(caller, new SubmissionId(id), cancellationToken)
            ? new EventStreamOfApi(caller, new SubmissionId(id), CultureInfo.CurrentUICulture)
            : Host.Error.Missing.ToProblem();

    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> DownloadAsync(
        CurrentUser caller, SubmissionQueries queries, Guid id, CancellationToken cancellationToken) =>
        await queries.RecordingAsync(caller, new SubmissionId(id), cancellationToken) is { } recording
            ? TypedResults.File(recording.Content, RecordingType, $"{id}.jsonl.gz")
            : Host.Error.Missing.ToProblem();

    private static async Task<Results<Accepted<SubmissionView>, ProblemHttpResult>> ObserveAgainAsync(
        CurrentUser caller, RepeatObservations observations, SubmissionQueries queries, Guid id, CancellationToken cancellationToken)
    {
        var looked = await observations.RequestAsync(caller, new SubmissionId(id), cancellationToken);
        return looked.IsSuccess ? await queries.AcceptAsync(caller, new SubmissionId(id), cancellationToken) : looked.Error.ToProblem();
    }
}
