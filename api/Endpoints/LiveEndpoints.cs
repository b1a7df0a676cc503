using System.Globalization;
using EksGrader.Api.Application.Submissions;
using EksGrader.Api.Auth;
using EksGrader.Db.Ids;
using Microsoft.AspNetCore.Http.HttpResults;

namespace EksGrader.Api.Endpoints;

/// <summary>What pages follow while they are open; no part of the API.</summary>
internal static class LiveEndpoints
{
    public static void MapLive(this IEndpointRouteBuilder app) => app.MapGroup("/live")
        .RequireAuthorization(Policies.Read).ExcludeFromDescription()
        .MapGet("/{id:guid}", FollowAsync);

    private static async Task<Results<EventStreamOfPage, NotFound>> FollowAsync(
        Caller caller, SubmissionQueries queries, Guid id, int? seen, CancellationToken cancellationToken) =>
        await queries.IsSeenAsync(caller, new SubmissionId(id), cancellationToken)
            ? new EventStreamOfPage(caller, new SubmissionId(id), seen, CultureInfo.CurrentUICulture)
            : TypedResults.NotFound();
}
