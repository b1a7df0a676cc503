using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using EksGrader.Api.Application.Leases;
using EksGrader.Api.Auth;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace EksGrader.Api.Pages.Clusters;

/// <summary>
/// Parts of the board's page, rendered alone: what gradebook.js puts into the page while it is open. Each has an ETag made of the board's
/// stamp and the address, so that asking whether anything changed costs next to nothing.
/// </summary>
internal static class ClusterFragments
{
    private const int LargestWindow = 200;

    public static void MapClusterFragments(this IEndpointRouteBuilder app)
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
            return TypedResults.StatusCode(StatusCodes.Status304NotModified);
        var from = model.View.From ?? 0;
        var window = await asked.Board.ReadWindowAsync(
            model.Board, model.View.ToFilter(model.Now), model.View.Sort, from, Math.Clamp(limit ?? ClusterView.WindowSize, 1, LargestWindow), asked.Aborted);
        return Part<ClusterListFragment>(new { Model = model with { View = model.View with { From = null } }, Part = new ClusterPart(window, from) });
    }

    private static async Task<IResult> FiguresAsync([AsParameters] Asked asked)
    {
        if (await asked.OpenAsync() is not { } model)
            return TypedResults.NotFound();
        return await asked.IsKnownAsync(model)
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : Part<ClusterFiguresBar>(new { Model = model, Figures = await ClustersPage.ReadAsync(asked.Board, model, asked.Aborted) });
    }

    private static async Task<IResult> PanelAsync([AsParameters] Asked asked)
    {
        if (await asked.OpenAsync() is not { View.Lease: { } lease } model)
            return TypedResults.NotFound();
        if (await asked.IsKnownAsync(model))
            return TypedResults.StatusCode(StatusCodes.Status304NotModified);
        return await asked.Board.FindAsync(model.Board, lease, asked.Aborted) is { } detail
            ? Part<ClusterPanel>(new { Model = model, Detail = detail })
            : TypedResults.NotFound();
    }

    private static RazorComponentResult<T> Part<T>(object parameters)
        where T : Microsoft.AspNetCore.Components.IComponent =>
        new(parameters) { PreventStreamingRendering = true };

    /// <summary>What is asked for, and by whom.</summary>
    internal sealed record Asked(string Course, Caller Caller, LeaseBoard Board, TimeProvider Time, HttpContext Http)
    {
        public CancellationToken Aborted => Http.RequestAborted;

        public async Task<ClusterModel?> OpenAsync()
        {
            var open = await Board.OpenAsync(Caller, Course, Aborted);
            return open.IsDone ? new ClusterModel(open.Value, ClusterView.Of(Http.Request.Query), Time.GetUtcNow()) : null;
        }

        /// <summary>Whether the browser has the part as it is. Says in any case which one it is given.</summary>
        public async Task<bool> IsKnownAsync(ClusterModel model)
        {
            // What hangs on the clock alone (time left, overdue, cost so far) is shown anew every minute.
            var stamp = await Board.StampAsync(model.Board, Aborted);
            var parts = string.Create(CultureInfo.InvariantCulture, $"{stamp} {model.Board.IsAssistant} {CultureInfo.CurrentUICulture.Name} {Http.Request.QueryString} {model.Now.ToUnixTimeSeconds() / 60}");
            var tag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(parts)))[..20]}\"", isWeak: true);
            Http.Response.Headers.ETag = tag.ToString();
            return Http.Request.GetTypedHeaders().IfNoneMatch.Any(known => known.Compare(tag, useStrongComparison: false));
        }
    }
}
