using EksGrader.Api.Application.Access;
using EksGrader.Api.Auth;
using EksGrader.Api.Contracts;
using EksGrader.Api.Hosting;
using EksGrader.Db.Ids;
using Microsoft.AspNetCore.Http.HttpResults;

namespace EksGrader.Api.Endpoints;

/// <summary>Renewing access that expired.</summary>
internal static class RenewalEndpoints
{
    public static void MapRenewals(this IEndpointRouteBuilder api)
    {
        var renew = api.MapGroup("/leases/{id:guid}/access").WithTags("Leases")
            .RequireAuthorization(Policies.Submit).RequireRateLimiting(RateLimits.HandIns)
            .ProducesProblem(StatusCodes.Status403Forbidden, ProblemAnswers.MediaType)
            .ProducesProblem(StatusCodes.Status429TooManyRequests, ProblemAnswers.MediaType);
        renew.MapPut("", RenewAsync)
            .WithBodyLimit(BodyLimit.HandIn)
            .Says("RenewAccess", "Renews access that expired", "For its student: the same cluster, as the access of a hand-in. It is looked at soon afterwards, and never shown again.")
            .Problems(400, 404, 409, 413, 415, 422);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RenewAsync(
        Caller caller, AccessRenewals renewals, Guid id, RenewRequest access, CancellationToken cancellationToken) =>
        (await renewals.RenewAsync(caller, new LeaseId(id), access.Access ?? access, cancellationToken)).ToNoContent();
}
