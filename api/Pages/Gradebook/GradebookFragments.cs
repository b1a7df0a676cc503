using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using EksGrader.Api.Application.Gradebooks;
using EksGrader.Api.Application.Leases;
using EksGrader.Api.Auth;
using EksGrader.Api.Pages.Projector;
using EksGrader.Checks;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace EksGrader.Api.Pages.Gradebook;

/// <summary>
/// Parts of the gradebook's page, rendered alone: what gradebook.js puts into the page while it is open. Each has an ETag made of the
/// gradebook's stamp and the address, so that asking whether anything changed costs next to nothing.
/// </summary>
internal static class GradebookFragments
{
    private const int LargestWindow = 200;

    public static void MapGradebookFragments(this IEndpointRouteBuilder app)
    {
        var parts = app.MapGroup("/fragments/courses/{course}/assignments/{assignment}").RequireAuthorization(Policies.Read).ExcludeFromDescription();
        parts.MapGet("/gradebook/rows", RowsAsync);
        parts.MapGet("/gradebook/figures", FiguresAsync);
        parts.MapGet("/gradebook/panel", PanelAsync);
        parts.MapGet("/projector", BoardAsync);
    }

    private static async Task<IResult> RowsAsync([AsParameters] Asked asked, int? limit)
    {
        if (await asked.OpenAsync() is not { } model)
            return TypedResults.NotFound();
        if (await asked.IsKnownAsync(model))
            return TypedResults.StatusCode(StatusCodes.Status304NotModified);
        var from = model.View.From ?? 0;
        var window = await asked.Gradebooks.ReadWindowAsync(
            model.Gradebook, model.View.ToFilter(model.Now), model.View.Sort, from, Math.Clamp(limit ?? GradebookView.WindowSize, 1, LargestWindow), asked.Aborted);
        return Part<RowsFragment>(new { Model = model with { View = model.View with { From = null } }, Part = new GradebookPart(window, from) });
    }

    private static async Task<IResult> FiguresAsync([AsParameters] Asked asked, LeaseFigures leases)
    {
        if (await asked.OpenAsync() is not { } model)
            return TypedResults.NotFound();
        // Figures may be some seconds behind the gradebook: they are known by the stamp that they were counted at.
        var counted = await asked.Gradebooks.SummaryAsync(model.Gradebook, asked.Aborted);
        return asked.IsKnown(model, counted.Stamp)
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : Part<FiguresBar>(new
            {
                Model = model,
                counted.Summary,
                Costs = await leases.TotalsAsync(model.Gradebook.Scope.Course, model.Gradebook.Scope.Assignment, asked.Aborted),
            });
    }

    private static async Task<IResult> PanelAsync([AsParameters] Asked asked)
    {
        if (await asked.OpenAsync() is not { View.Student: { } number } model)
            return TypedResults.NotFound();
        if (await asked.IsKnownAsync(model))
            return TypedResults.StatusCode(StatusCodes.Status304NotModified);
        return await asked.Gradebooks.FindAsync(model.Gradebook, number, asked.Aborted) is { } row
            ? Part<StudentPanel>(new { Model = model, Row = row, asked.Caller })
            : TypedResults.NotFound();
    }

    private static async Task<IResult> BoardAsync([AsParameters] Asked asked, string? ids)
    {
        if (await asked.OpenAsync() is not { } model)
            return TypedResults.NotFound();
        var stamp = (await asked.Gradebooks.SummaryAsync(model.Gradebook, asked.Aborted)).Stamp;
        return asked.IsKnown(model, stamp)
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : Part<ProjectorBoard>(new { Model = await ProjectorModel.ReadAsync(asked.Gradebooks, model, ids == "1", asked.Aborted) });
    }

    private static RazorComponentResult<T> Part<T>(object parameters)
        where T : Microsoft.AspNetCore.Components.IComponent =>
        new(parameters) { PreventStreamingRendering = true };

    /// <summary>What is asked for, and by whom.</summary>
    internal sealed record Asked(string Course, string Assignment, Caller Caller, GradebookQueries Gradebooks, Catalogue Catalogue, TimeProvider Time, HttpContext Http)
    {
        public CancellationToken Aborted => Http.RequestAborted;

        public async Task<GradebookModel?> OpenAsync()
        {
            var open = await Gradebooks.OpenAsync(Caller, Course, Assignment, Aborted);
            return open.IsDone ? GradebookModel.Of(open.Value, GradebookView.Of(Http.Request.Query), Catalogue, Time.GetUtcNow()) : null;
        }

        /// <summary>Whether the browser has the part as it is. Says in any case which one it is given.</summary>
        public async Task<bool> IsKnownAsync(GradebookModel model) => IsKnown(model, await Gradebooks.StampAsync(model.Gradebook, Aborted));

        /// <inheritdoc cref="IsKnownAsync"/>
        public bool IsKnown(GradebookModel model, string stamp)
        {
            // What hangs on the clock alone (time left, overdue) is shown anew every minute.
            var parts = string.Create(CultureInfo.InvariantCulture, $"{stamp} {model.Gradebook.Current.Version} {CultureInfo.CurrentUICulture.Name} {Http.Request.QueryString} {model.Now.ToUnixTimeSeconds() / 60}");
            var tag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(parts)))[..20]}\"", isWeak: true);
            Http.Response.Headers.ETag = tag.ToString();
            return Http.Request.GetTypedHeaders().IfNoneMatch.Any(known => known.Compare(tag, useStrongComparison: false));
        }
    }
}
