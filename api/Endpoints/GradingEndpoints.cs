using EksGrader.Api.Application.Submissions;
using EksGrader.Api.Auth;
using EksGrader.Api.Contracts;
using EksGrader.Api.Hosting;
using EksGrader.Checks;
using EksGrader.Db.Ids;
using Microsoft.AspNetCore.Http.HttpResults;

namespace EksGrader.Api.Endpoints;

/// <summary>What those who teach do to gradings.</summary>
internal static class GradingEndpoints
{
    public static void MapGradings(this IEndpointRouteBuilder api)
    {
        var manage = api.MapGroup("/submissions/{id:guid}").WithTags("Gradings").RequireAuthorization(Policies.Manage)
            .ProducesProblem(StatusCodes.Status403Forbidden, ProblemAnswers.MediaType);
        manage.MapPost("/regrade", RegradeAsync)
            .Says("Regrade", "Grades again", "For instructors. From 'recording' by what was seen, with the assignment's newest version; from 'cluster' by another look.").Problems(400, 404, 409, 413, 415, 422);
        manage.MapPut("/checks/{check}/override", GiveAsync)
            .Says("OverrideCheck", "Gives points by hand", "For instructors and assistants. They survive every regrade until they are taken back.").Problems(400, 404, 409, 413, 415, 422);
        manage.MapDelete("/checks/{check}/override", TakeBackAsync)
            .Says("TakeBackOverride", "Takes points back that were given by hand", "For instructors and assistants. The verdict's points count again.").Problems(404, 409);
    }

    private static async Task<Results<Accepted<SubmissionView>, ProblemHttpResult>> RegradeAsync(
        Caller caller, Regrades regrades, SubmissionQueries queries, Guid id, RegradeRequest request, CancellationToken cancellationToken)
    {
        var regraded = await regrades.RegradeAsync(caller, new SubmissionId(id), request, cancellationToken);
        return regraded.IsDone ? await queries.AcceptAsync(caller, new SubmissionId(id), cancellationToken) : regraded.Refusal.ToProblem();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> GiveAsync(
        Caller caller, Overrides overrides, Guid id, string check, OverrideRequest request, CancellationToken cancellationToken) =>
        (await overrides.GiveAsync(caller, new SubmissionId(id), new CheckId(check), request, cancellationToken)).ToNoContent();

    private static async Task<Results<NoContent, ProblemHttpResult>> TakeBackAsync(
        Caller caller, Overrides overrides, Guid id, string check, CancellationToken cancellationToken) =>
        (await overrides.TakeBackAsync(caller, new SubmissionId(id), new CheckId(check), cancellationToken)).ToNoContent();
}
