using EksGrader.Api.Host;
using EksGrader.Checks.Core;
using EksGrader.Db.Model;
using Microsoft.AspNetCore.Http.HttpResults;

namespace EksGrader.Api.Features.Appeals;

/// <summary>Appeals over HTTP. A token needs the scope of its side: <c>submit</c> for the student, <c>manage</c> for those who teach.</summary>
internal static class AppealEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGroup("/courses/{course}/appeals").WithTags("Appeals").MapGet("", ListAsync)
            .WithDocs("ListAppeals", "Lists the appeals of a course", "For instructors and assistants. With state=open those that wait for an answer, the oldest first, each with the time by which it is due.")
            .Problems(404, 422);

        var appeal = api.MapGroup("/submissions/{id:guid}/checks/{check}/appeal").WithTags("Appeals");
        appeal.MapGet("", FindAsync)
            .WithDocs("GetAppeal", "Shows the appeal of a check", "For its student and those who teach the course: the newest one with its messages, and those before it.").Problems(404);
        appeal.MapPost("", BeginAsync)
            .WithDocs("Appeal", "Appeals a verdict, or gives feedback", "A student appeals a verdict of a submission of their own. Instructors and assistants give feedback without changing points; the student may reply. One of a check goes on at a time.")
            .Produces<AppealView>(StatusCodes.Status201Created)
            .Problems(400, 403, 404, 409, 413, 415, 422, 429);
        appeal.MapPost("/messages", SayAsync)
            .WithDocs("WriteInAppeal", "Writes in an appeal", "The student's message opens it again, that of an instructor or assistant answers it.").Problems(400, 403, 404, 409, 413, 415, 422, 429);
        appeal.MapPost("/close", CloseAsync)
            .WithDocs("CloseAppeal", "Closes an appeal", "A student withdraws it, or closes one that was answered. Instructors and assistants accept it with points, reject it, or close it without a decision.")
            .Problems(400, 403, 404, 409, 413, 415, 422);
    }

    private static async Task<Results<Ok<ListView<AppealSummary>>, ProblemHttpResult>> ListAsync(
        CurrentUser caller, AppealQueries appeals, string course, string? state, string? after, int? limit, CancellationToken cancellationToken) =>
        (await appeals.ListAsync(caller, course, state, new PageQuery(after, limit), cancellationToken)).ToOk();

    private static async Task<Results<Ok<AppealView>, ProblemHttpResult>> FindAsync(
        CurrentUser caller, AppealQueries appeals, Guid id, string check, CancellationToken cancellationToken) =>
        (await appeals.FindAsync(caller, new SubmissionId(id), new CheckId(check), cancellationToken)).ToOk();

    private static async Task<Results<Created<AppealView>, ProblemHttpResult>> BeginAsync(
        CurrentUser caller, AppealStarts starts, AppealQueries appeals, Guid id, string check, NewAppeal request, CancellationToken cancellationToken)
    {
        var begun = await starts.BeginAsync(caller, new SubmissionId(id), new CheckId(check), request.Reason, cancellationToken);
        if (!begun.IsSuccess)
            return begun.Error.ToProblem();
        var view = await appeals.FindAsync(caller, new SubmissionId(id), new CheckId(check), cancellationToken);
        return view.IsSuccess ? TypedResults.Created($"/api/submissions/{id}/checks/{Uri.EscapeDataString(check)}/appeal", view.Value) : view.Error.ToProblem();
    }

    private static Task<Results<Ok<AppealView>, ProblemHttpResult>> SayAsync(
        CurrentUser caller, AppealService service, AppealQueries appeals, Guid id, string check, NewAppealMessage message, CancellationToken cancellationToken) =>
        ChangeAsync(caller, appeals, id, check, appeal => service.SayAsync(caller, appeal, message.Text, message.Seen, cancellationToken), cancellationToken);

    private static Task<Results<Ok<AppealView>, ProblemHttpResult>> CloseAsync(
        CurrentUser caller, AppealService service, AppealQueries appeals, Guid id, string check, AppealClosing closing, CancellationToken cancellationToken) =>
        ChangeAsync(
            caller,
            appeals,
            id,
            check,
            appeal => closing.Resolution switch
            {
                null => service.CloseAsync(caller, appeal, closing.Text, closing.Seen, cancellationToken),
                "accepted" or "rejected" => DecideAsync(caller, service, appeal, closing, cancellationToken),
                _ => Task.FromResult<Result<Unit>>(Error.Invalid("resolution", AppealTexts.Catalog["Resolutions"])),
            },
            cancellationToken);

    // The field of the words is called text here.
    private static async Task<Result<Unit>> DecideAsync(CurrentUser caller, AppealService service, AppealId appeal, AppealClosing closing, CancellationToken cancellationToken)
    {
        var decision = new AppealDecision(closing.Resolution == "accepted", closing.Points, closing.Text) { Seen = closing.Seen };
        var decided = await service.DecideAsync(caller, appeal, decision, cancellationToken);
        return decided.IsSuccess ? decided : decided.Error with { Errors = [.. decided.Error.Errors.Select(e => e.Field == "answer" ? e with { Field = "text" } : e)] };
    }

    private static async Task<Results<Ok<AppealView>, ProblemHttpResult>> ChangeAsync(
        CurrentUser caller, AppealQueries appeals, Guid id, string check, Func<AppealId, Task<Result<Unit>>> change, CancellationToken cancellationToken)
    {
        if (await appeals.NewestAsync(caller, new SubmissionId(id), new CheckId(check), cancellationToken) is not { } appeal)
            return Error.Missing.ToProblem();
        var changed = await change(appeal);
        return changed.IsSuccess ? (await appeals.FindAsync(caller, new SubmissionId(id), new CheckId(check), cancellationToken)).ToOk() : changed.Error.ToProblem();
    }
}
