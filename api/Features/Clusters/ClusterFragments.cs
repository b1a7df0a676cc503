using EksGrader.Api.Host;
using EksGrader.Api.Host.Auth;
using EksGrader.Api.Shared;

namespace EksGrader.Api.Features.Clusters;

/// <summary>Parts of the board's page, rendered alone: what table.js puts into the page while it is open.</summary>
internal static class ClusterFragments
{
    public static void Map(IEndpointRouteBuilder app)
    {
        var parts = app.MapGroup("/fragments/courses/{course}/clusters").RequireAuthorization(Policies.Read).ExcludeFromDescription();
        parts.MapGet("/rows", RowsAsync);
        parts.MapGet("/figures", FiguresAsync);
        parts.MapGet("/panel", PanelAsync);
    }

    private static Task<IResult> RowsAsync([AsParameters] Asked asked, int? limit) => asked.AnswerAsync(async model =>
    {
        var view = model.View;
        var window = await asked.Board.ReadWindowAsync(
            model.Board, view.ToFilter(model.Now), view.Sort, view.FirstLine(selected: null), PagePart.LinesOf(limit, TableView.WindowSize), asked.Aborted);
        return PagePart.Of<ClusterLines>(new { Model = model with { View = view with { From = null } }, Window = window, IsAlone = true });
    });

    private static Task<IResult> FiguresAsync([AsParameters] Asked asked) => asked.AnswerAsync(async model =>
        PagePart.Of<ClusterFiguresBar>(new { Model = model, Figures = await ClustersPage.ReadAsync(asked.Board, model, asked.Aborted) }));

    private static Task<IResult> PanelAsync([AsParameters] Asked asked) => asked.AnswerAsync(async model =>
        model.View.Lease is { } lease && await asked.Board.FindAsync(model.Board, lease, asked.Aborted) is { } detail
            ? PagePart.Of<ClusterPanel>(new { Model = model, Detail = detail })
            : null);

    /// <summary>What is asked for, and by whom.</summary>
    internal sealed record Asked(string Course, CurrentUser Caller, LeaseQueries Board, TimeProvider Time, HttpContext Http)
    {
        public CancellationToken Aborted => Http.RequestAborted;

        /// <summary>Answers with a part of the board.</summary>
        public async Task<IResult> AnswerAsync(Func<ClusterModel, Task<IResult?>> render)
        {
            var open = await Board.OpenAsync(Caller, Course, Aborted);
            var now = Time.GetUtcNow();
            return await PagePart.AnswerAsync(
                Http,
                open.IsSuccess ? new ClusterModel(open.Value, ClusterView.Of(Http.Request.Query), now) : null,
                async model => $"{await Board.StampAsync(model.Board, Aborted)} {model.Board.IsAssistant}",
                now,
                render);
        }
    }
}
