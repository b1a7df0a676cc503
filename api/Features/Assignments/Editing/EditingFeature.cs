using EksGrader.Api.Host;
using EksGrader.Api.Host.Auth;
using Microsoft.AspNetCore.Http.HttpResults;

namespace EksGrader.Api.Features.Assignments.Editing;

/// <summary>The editor of assignments, and what it asks while a document is typed: the same document, read and shown again. Nothing is stored.</summary>
internal static class EditingFeature
{
    public static IServiceCollection AddAssignmentEditor(this IServiceCollection services) => services
        .AddScoped<AssignmentEditor>()
        .AddScoped<AssignmentPatterns>()
        .AddScoped<ReadyQuery>();

    public static void MapAssignmentEditor(this IEndpointRouteBuilder app)
    {
        var editor = app.MapGroup("/fragments/courses/{course}").ExcludeFromDescription().RequireAuthorization(Policies.Manage);
        editor.MapPost("/new-assignment", (CurrentUser caller, AssignmentEditor edit, HttpContext context, string course) =>
            CheckAsync(caller, edit, context, new EditorPlace(course, null)));
        editor.MapPost("/assignments/{assignment}/edit", (CurrentUser caller, AssignmentEditor edit, HttpContext context, string course, string assignment) =>
            CheckAsync(caller, edit, context, new EditorPlace(course, assignment)));
    }

    private static async Task<Results<RazorComponentResult<EditorBody>, ProblemHttpResult>> CheckAsync(
        CurrentUser caller, AssignmentEditor editor, HttpContext context, EditorPlace place)
    {
        // Anyone who sends no form is told the same; for others it is an empty document.
        var sent = context.Request.HasFormContentType ? await context.Request.ReadFormAsync(context.RequestAborted) : FormCollection.Empty;
        var checkedNow = await editor.CheckAsync(caller, place, EditorForms.Read(sent), context.RequestAborted);
        return checkedNow.IsSuccess
            ? new RazorComponentResult<EditorBody>(new Dictionary<string, object?>(StringComparer.Ordinal) { [nameof(EditorBody.View)] = checkedNow.Value })
            : checkedNow.Error.ToProblem();
    }
}
