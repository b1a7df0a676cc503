using EksGrader.Api.Features.Clusters;
using EksGrader.Api.Host;
using EksGrader.Api.Host.Auth;
using EksGrader.Api.Shared;
using EksGrader.Checks.Grading;

namespace EksGrader.Api.Features.Gradebook;

/// <summary>Parts of the gradebook's page, rendered alone: what table.js puts into the page while it is open.</summary>
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

    private static Task<IResult> RowsAsync([AsParameters] Asked asked, int? limit) => asked.AnswerAsync(asked.Gradebooks.StampAsync, async model =>
    {
        var view = model.View;
        var window = await asked.Gradebooks.ReadWindowAsync(
            model.Gradebook, view.ToFilter(model.Now), view.Sort, view.FirstLine(selected: null), PagePart.LinesOf(limit, TableView.WindowSize), asked.Aborted);
        return PagePart.Of<GradebookLines>(new { Model = model with { View = view with { From = null } }, Window = window, IsAlone = true });
    });

    // Figures may be some seconds behind the gradebook: they are known by the stamp that they were counted at.
    private static Task<IResult> FiguresAsync([AsParameters] Asked asked, LeaseFigures leases) => asked.AnswerAsync(asked.CountedAtAsync, async model => PagePart.Of<FiguresBar>(new
    {
        Model = model,
        (await asked.Gradebooks.SummaryAsync(model.Gradebook, asked.Aborted)).Summary,
        Costs = await leases.TotalsAsync(model.Gradebook.Scope.Course, model.Gradebook.Scope.Assignment, asked.Aborted),
    }));

    private static Task<IResult> PanelAsync([AsParameters] Asked asked) => asked.AnswerAsync(asked.Gradebooks.StampAsync, async model =>
        model.View.Student is { } number && await asked.Gradebooks.FindAsync(model.Gradebook, number, asked.Aborted) is { } row
            ? PagePart.Of<StudentPanel>(new { Model = model, Row = row, asked.Caller })
            : null);

    private static Task<IResult> BoardAsync([AsParameters] Asked asked, string? ids) => asked.AnswerAsync(asked.CountedAtAsync, async model =>
        PagePart.Of<ProjectorBoard>(new { Model = await ProjectorModel.ReadAsync(asked.Gradebooks, model, ids == "1", asked.Aborted) }));

    /// <summary>What is asked for, and by whom.</summary>
    internal sealed record Asked(string Course, string Assignment, CurrentUser Caller, GradebookQueries Gradebooks, Catalogue Catalogue, TimeProvider Time, HttpContext Http)
    {
        public CancellationToken Aborted => Http.RequestAborted;

        /// <summary>Answers with a part of the gradebook.</summary>
        public async Task<IResult> AnswerAsync(Func<OpenGradebook, CancellationToken, Task<string>> stamp, Func<GradebookModel, Task<IResult?>> render)
        {
            var open = await Gradebooks.OpenAsync(Caller, Course, Assignment, Aborted);
            var now = Time.GetUtcNow();
            return await PagePart.AnswerAsync(
                Http,
                open.IsSuccess ? GradebookModel.Of(open.Value, GradebookView.Of(Http.Request.Query), Catalogue, now) : null,
                async model => $"{await stamp(model.Gradebook, Aborted)} {model.Gradebook.Current.Version}",
                now,
                render);
        }

        public async Task<string> CountedAtAsync(OpenGradebook gradebook, CancellationToken cancellationToken) =>
            (await Gradebooks.SummaryAsync(gradebook, cancellationToken)).Stamp;
    }
}
