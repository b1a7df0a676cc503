using EksGrader.Api.Features.Clusters;
using EksGrader.Api.Host;
using EksGrader.Api.Host.Auth;
using EksGrader.Api.Shared;
using EksGrader.Checks.Grading;

namespace EksGrader.Api.Features.Gradebook;

/// <summary>Parts of the gradebook's page, rendered alone: what gradebook.js puts into the page while it is open.</summary>
internal static class GradebookFragments
{
    public static void Map(IEndpointRouteBuilder app)
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
            return PagePart.Unchanged;
        var from = model.View.From ?? 0;
        var window = await asked.Gradebooks.ReadWindowAsync(
            model.Gradebook, model.View.ToFilter(model.Now), model.View.Sort, from, PagePart.LinesOf(limit, GradebookView.WindowSize), asked.Aborted);
        return PagePart.Of<RowsFragment>(new { Model = model with { View = model.View with { From = null } }, Part = new GradebookPart(window, from) });
    }

    private static async Task<IResult> FiguresAsync([AsParameters] Asked asked, LeaseFigures leases)
    {
        if (await asked.OpenAsync() is not { } model)
            return TypedResults.NotFound();
        // Figures may be some seconds behind the gradebook: they are known by the stamp that they were counted at.
        var counted = await asked.Gradebooks.SummaryAsync(model.Gradebook, asked.Aborted);
        return asked.IsKnown(model, counted.Stamp)
            ? PagePart.Unchanged
            : PagePart.Of<FiguresBar>(new
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
            return PagePart.Unchanged;
        return await asked.Gradebooks.FindAsync(model.Gradebook, number, asked.Aborted) is { } row
            ? PagePart.Of<StudentPanel>(new { Model = model, Row = row, asked.Caller })
            : TypedResults.NotFound();
    }

    private static async Task<IResult> BoardAsync([AsParameters] Asked asked, string? ids)
    {
        if (await asked.OpenAsync() is not { } model)
            return TypedResults.NotFound();
        var stamp = (await asked.Gradebooks.SummaryAsync(model.Gradebook, asked.Aborted)).Stamp;
        return asked.IsKnown(model, stamp)
            ? PagePart.Unchanged
            : PagePart.Of<ProjectorBoard>(new { Model = await ProjectorModel.ReadAsync(asked.Gradebooks, model, ids == "1", asked.Aborted) });
    }

    /// <summary>What is asked for, and by whom.</summary>
    internal sealed record Asked(string Course, string Assignment, CurrentUser Caller, GradebookQueries Gradebooks, Catalogue Catalogue, TimeProvider Time, HttpContext Http)
    {
        public CancellationToken Aborted => Http.RequestAborted;

        public async Task<GradebookModel?> OpenAsync()
        {
            var open = await Gradebooks.OpenAsync(Caller, Course, Assignment, Aborted);
            return open.IsSuccess ? GradebookModel.Of(open.Value, GradebookView.Of(Http.Request.Query), Catalogue, Time.GetUtcNow()) : null;
        }

        /// <summary>Whether the browser has the part as it is.</summary>
        public async Task<bool> IsKnownAsync(GradebookModel model) => IsKnown(model, await Gradebooks.StampAsync(model.Gradebook, Aborted));

        /// <inheritdoc cref="IsKnownAsync"/>
        public bool IsKnown(GradebookModel model, string stamp) => PagePart.IsKnown(Http, $"{stamp} {model.Gradebook.Current.Version}", model.Now);
    }
}
