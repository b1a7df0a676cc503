using EksGrader.Api.Host;
using EksGrader.Api.Host.Auth;
using EksGrader.Checks.Core;
using EksGrader.Db.Model;
using Microsoft.AspNetCore.Http.HttpResults;

namespace EksGrader.Api.Features.Submissions;

/// <summary>What those who teach do to gradings.</summary>
internal static class GradingEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var manage = api.MapGroup("/submissions/{id:guid}").WithTags("Gradings").RequireAuthorization(Policies.Manage)
            .ProducesProblem(StatusCodes.Status403Forbidden, ProblemResponses.MediaType);
        manage.MapPost("/regrade", RegradeAsync)
            .WithDocs("Regrade", "Grades again", "For instructors. From 'recording' by what was observed, with the assignment's newest version; from 'cluster' by another observation.").Problems(400, 404, 409, 413, 415, 422);
        manage.MapPut("/checks/{check}/override", GiveAsync)
            .WithDocs("OverrideCheck", "Gives points by hand", "For instructors and assistants. They survive every regrade until they are taken back.").Problems(400, 404, 409, 413, 415, 422);
        manage.MapDelete("/checks/{check}/override", TakeBackAsync)
            .WithDocs("TakeBackOverride", "Takes points back that were given by hand", "For instructors and assistants. The verdict's points count again.").Problems(404, 409);
    }

    private static async Task<Results<Accepted<SubmissionView>, ProblemHttpResult>> RegradeAsync(
        CurrentUser caller, Regrades regrades, SubmissionQueries queries, Guid id, RegradeRequest request, CancellationToken cancellationToken)
    {
        var regraded = await regrades.RegradeAsync(caller, new SubmissionId(id), request, cancellationToken);
        return regraded.IsSuccess ? await queries.AcceptAsync(caller, new SubmissionId(id), cancellationToken) : regraded.Error.ToProblem();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> GiveAsync(
        CurrentUser caller, Overrides overrides, Guid id, string check, OverrideRequest request, CancellationToken cancellationToken) =>
        (await overrides.GiveAsync(caller, new SubmissionId(id), new CheckId(check), request, cancellationToken)).ToNoContent();

    private static async Task<Results<NoContent, ProblemHttpResult>> TakeBackAsync(
        CurrentUser caller, Overrides overrides, Guid id, string check, CancellationToken cancellationToken) =>
        (await overrides.TakeBackAsync(caller, new SubmissionId(id), new CheckId(check), cancellationToken)).ToNoContent();
}
