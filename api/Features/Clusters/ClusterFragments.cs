using EksGrader.Api.Host;
using EksGrader.Api.Host.Auth;
using EksGrader.Api.Shared;

namespace EksGrader.Api.Features.Clusters;

/// <summary>Parts of the board's page, rendered alone: what gradebook.js puts into the page while it is open.</summary>
internal static class ClusterFragments
{
    public static void Map(IEndpointRouteBuilder app)
    {
        var parts = app.MapGroup("/fragments/courses/{course}/clusters").RequireAuthorization(Policies.Read).ExcludeFromDescription();
        parts.MapGet("/rows", RowsAsync);
        parts.MapGet("/figures", FiguresAsync);
        parts.MapGet("/panel", PanelAsync);
    }

    private static async Task<IResult> RowsAsync([AsParameters] Asked asked, int? limit)
    {
        if (await asked.OpenAsync() is not { } model)
            return TypedResults.NotFound();
        if (await asked.IsKnownAsync(model))
            return PagePart.Unchanged;
        var from = model.View.From ?? 0;
        var window = await asked.Board.ReadWindowAsync(
            model.Board, model.View.ToFilter(model.Now), model.View.Sort, from, PagePart.LinesOf(limit, ClusterView.WindowSize), asked.Aborted);
        return PagePart.Of<ClusterListFragment>(new { Model = model with { View = model.View with { From = null } }, Part = new ClusterPart(window, from) });
    }

    private static async Task<IResult> FiguresAsync([AsParameters] Asked asked)
    {
        if (await asked.OpenAsync() is not { } model)
            return TypedResults.NotFound();
        return await asked.IsKnownAsync(model)
            ? PagePart.Unchanged
            : PagePart.Of<ClusterFiguresBar>(new { Model = model, Figures = await ClustersPage.ReadAsync(asked.Board, model, asked.Aborted) });
    }

    private static async Task<IResult> PanelAsync([AsParameters] Asked asked)
    {
        if (await asked.OpenAsync() is not { View.Lease: { } lease } model)
            return TypedResults.NotFound();
        if (await asked.IsKnownAsync(model))
            return PagePart.Unchanged;
        return await asked.Board.FindAsync(model.Board, lease, asked.Aborted) is { } detail
            ? PagePart.Of<ClusterPanel>(new { Model = model, Detail = detail })
            : TypedResults.NotFound();
    }

    /// <summary>What is asked for, and by whom.</summary>
    internal sealed record Asked(string Course, CurrentUser Caller, LeaseQueries Board, TimeProvider Time, HttpContext Http)
    {
        public CancellationToken Aborted => Http.RequestAborted;

        public async Task<ClusterModel?> OpenAsync()
        {
            var open = await Board.OpenAsync(Caller, Course, Aborted);
            return open.IsSuccess ? new ClusterModel(open.Value, ClusterView.Of(Http.Request.Query), Time.GetUtcNow()) : null;
        }

        /// <summary>Whether the browser has the part as it is.</summary>
        public async Task<bool> IsKnownAsync(ClusterModel model) =>
            PagePart.IsKnown(Http, $"{await Board.StampAsync(model.Board, Aborted)} {model.Board.IsAssistant}", model.Now);
    }
}
