using EksGrader.Api.Features.Submissions;
using EksGrader.Api.Host;
using EksGrader.Api.Host.Auth;
using EksGrader.Db.Model;
using Microsoft.AspNetCore.Http.HttpResults;

namespace EksGrader.Api.Features.Access;

/// <summary>Renewing access that expired.</summary>
internal static class RenewalEndpoints
{
    public static void MapRenewals(this IEndpointRouteBuilder api)
    {
        var renew = api.MapGroup("/leases/{id:guid}/access").WithTags("Leases")
            .RequireAuthorization(Policies.Submit).RequireRateLimiting(RateLimits.HandIns)
            .ProducesProblem(StatusCodes.Status403Forbidden, ProblemResponses.MediaType)
            .ProducesProblem(StatusCodes.Status429TooManyRequests, ProblemResponses.MediaType);
        renew.MapPut("", RenewAsync)
            .WithBodyLimit(BodyLimit.HandIn)
            .WithDocs("RenewAccess", "Renews access that expired", "For its student: the same cluster, as the access of a hand-in. It is looked at soon afterwards, and never shown again.")
            .Problems(400, 404, 409, 413, 415, 422);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RenewAsync(
        CurrentUser caller, AccessRenewals renewals, Guid id, RenewRequest access, CancellationToken cancellationToken) =>
        (await renewals.RenewAsync(caller, new LeaseId(id), access.Access ?? access, cancellationToken)).ToNoContent();
}
