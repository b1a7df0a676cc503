using System.Globalization;
using EksGrader.Api.Host;
using EksGrader.Api.Host.Auth;
using EksGrader.Db.Model;
using EksGrader.Jobs.Enforcement;
using Microsoft.AspNetCore.Http.HttpResults;

namespace EksGrader.Api.Features.Clusters;

/// <summary>Clusters that are to be deleted.</summary>
internal static class LeaseEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGroup("/courses/{course}/leases").WithTags("Leases")
            .MapGet("", ReadAsync)
            .WithDocs("ListLeases", "Lists the leases of a course", "For those who teach the course: the running clusters, the nearest deadline first, with what they run and cost; with ?state= those of one state (active, deleting, overdue, quarantined, gone, settled) or all, with ?q= those that match the words. Costs are estimates in USD.").Problems(404, 422);
        api.MapGroup("/leases").WithTags("Leases")
            .MapGet("/{id:guid}", FindAsync)
            .WithDocs("GetLease", "Shows a lease with every observation", "For those who teach its course.").Problems(404);

        var manage = api.MapGroup("/leases").WithTags("Leases").RequireAuthorization(Policies.Manage)
            .ProducesProblem(StatusCodes.Status403Forbidden, ProblemResponses.MediaType);
        manage.MapPost("/{id:guid}/extend", ExtendAsync)
            .WithDocs("ExtendLease", "Moves the deadline of one lease", "For instructors. At least 45 minutes from now, and later than the deadline that the rule gives; what was overdue is so no more, and its verdict is judged again.")
            .Problems(400, 404, 409, 413, 415, 422);
        manage.MapPost("/{id:guid}/enforce", EnforceAsync)
            .WithDocs("EnforceLease", "Deletes a lease's cluster, or lists what would go", "For instructors. With dryRun what would go is listed and nothing is deleted; else the deletion is ordered. confirm begins before deadline and grace are over, or lets an order go on that waits at the brake or because two students claim the cluster. A job carries the order out: see its steps at GET /api/leases/{id}.")
            .Problems(400, 404, 409, 413, 415, 422);
        manage.MapPost("/{id:guid}/stop", StopAsync)
            .WithDocs("StopEnforcement", "Stops the deletion of a lease's cluster", "For instructors. Nothing more is asked for; what was asked for already goes on by itself.")
            .Problems(400, 404, 409, 413, 415, 422);
        manage.MapPost("/{id:guid}/settle", SettleAsync)
            .WithDocs("SettleLease", "Settles a lease manually", "For instructors. The cluster is no longer checked; the open verdict becomes unknown, for an override, or gets the given outcome.")
            .Problems(400, 404, 409, 413, 415, 422);
        api.MapGroup("/courses/{course}/leases").WithTags("Leases").RequireAuthorization(Policies.Manage)
            .ProducesProblem(StatusCodes.Status403Forbidden, ProblemResponses.MediaType)
            .MapPost("/confirm", ConfirmAsync)
            .WithDocs("ConfirmEnforcement", "Lets the orders go on that wait at the brake", "For instructors. Later ones are counted anew.")
            .Problems(400, 404, 413, 415, 422);
    }

    private static async Task<Results<Ok<LeaseListView>, ProblemHttpResult>> ReadAsync(
        CurrentUser caller, LeaseQueries board, string course, string? state, string? q, string? after, int? limit, CancellationToken cancellationToken) =>
        (await board.ReadPageAsync(caller, course, new LeaseQuery(state, q), new PageQuery(after, limit), cancellationToken)).ToOk();

    private static async Task<Results<Ok<LeaseDetailView>, ProblemHttpResult>> FindAsync(CurrentUser caller, LeaseQueries board, Guid id, CancellationToken cancellationToken) =>
        (await board.FindAsync(caller, new LeaseId(id), CultureInfo.CurrentUICulture, cancellationToken)).ToOk();

    private static async Task<Results<Ok<LeaseItemView>, ProblemHttpResult>> ExtendAsync(
        CurrentUser caller, LeaseExtensions extensions, LeaseQueries board, Guid id, LeaseExtensionRequest request, CancellationToken cancellationToken)
    {
        var done = await extensions.ExtendAsync(caller, new LeaseId(id), request, cancellationToken);
        return done.IsSuccess ? (await board.ItemAsync(caller, new LeaseId(id), cancellationToken)).ToOk() : done.Error.ToProblem();
    }

    private static async Task<Results<Ok<LeaseItemView>, ProblemHttpResult>> SettleAsync(
        CurrentUser caller, LeaseSettlements settlements, LeaseQueries board, Guid id, LeaseSettlementRequest request, CancellationToken cancellationToken)
    {
        var done = await settlements.SettleAsync(caller, new LeaseId(id), request, cancellationToken);
        return done.IsSuccess ? (await board.ItemAsync(caller, new LeaseId(id), cancellationToken)).ToOk() : done.Error.ToProblem();
    }

    private static async Task<Results<Accepted<LeaseOrderView>, ProblemHttpResult>> EnforceAsync(
        CurrentUser caller, LeaseEnforcement enforcement, Guid id, LeaseEnforcementRequest request, CancellationToken cancellationToken) =>
        ToAccepted(id, await enforcement.EnforceAsync(caller, new LeaseId(id), request, cancellationToken));

    private static async Task<Results<Accepted<LeaseOrderView>, ProblemHttpResult>> StopAsync(
        CurrentUser caller, LeaseEnforcement enforcement, Guid id, LeaseReasonRequest request, CancellationToken cancellationToken) =>
        ToAccepted(id, await enforcement.StopAsync(caller, new LeaseId(id), request, cancellationToken));

    private static async Task<Results<Ok<RateCapReleaseView>, ProblemHttpResult>> ConfirmAsync(
        CurrentUser caller, LeaseEnforcement enforcement, string course, LeaseReasonRequest request, CancellationToken cancellationToken) =>
        (await enforcement.ReleaseAsync(caller, course, request, cancellationToken)).ToOk();

    private static Results<Accepted<LeaseOrderView>, ProblemHttpResult> ToAccepted(Guid lease, Result<OrderWithSteps> answer) => answer.IsSuccess
        ? TypedResults.Accepted($"/api/leases/{lease}", LeaseItems.View(answer.Value, CultureInfo.CurrentUICulture))
        : answer.Error.ToProblem();
}
