using System.Globalization;
using EksGrader.Api.Features.Clusters;
using EksGrader.Api.Features.Submissions;
using EksGrader.Api.Host;
using EksGrader.Api.Host.Auth;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Api.Setup;

/// <summary>What pages follow while they are open; no part of the API.</summary>
internal static class LiveEndpoints
{
    public static void MapLive(this IEndpointRouteBuilder app)
    {
        var live = app.MapGroup("/live").RequireAuthorization(Policies.Read).ExcludeFromDescription();
        live.MapGet("/{id:guid}", FollowAsync);
        live.MapGet("/leases/{id:guid}", FollowLeaseAsync);
    }

    private static async Task<Results<EventStreamOfPage, NotFound>> FollowAsync(
        CurrentUser caller, SubmissionQueries queries, Guid id, int? seen, CancellationToken cancellationToken) =>
        await queries.IsSeenAsync(caller, new SubmissionId(id), cancellationToken)
            ? new EventStreamOfPage(caller, new SubmissionId(id), seen, CultureInfo.CurrentUICulture)
            : TypedResults.NotFound();

    private static async Task<Results<LeaseStream, NotFound>> FollowLeaseAsync(
        CurrentUser caller, EksGraderDb db, Guid id, long? seen, CancellationToken cancellationToken) =>
        await db.Leases.SeenBy(db, caller.Viewer).Where(l => l.Id == new LeaseId(id)).Select(l => (bool?)(l.EndedAt != null)).FirstOrDefaultAsync(cancellationToken) is { } isOver
            ? new LeaseStream(caller, new LeaseId(id), seen, isOver)
            : TypedResults.NotFound();
}
