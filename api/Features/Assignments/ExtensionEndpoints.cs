using EksGrader.Api.Host;
using EksGrader.Api.Host.Auth;
using EksGrader.Db.Model;
using Microsoft.AspNetCore.Http.HttpResults;

namespace EksGrader.Api.Features.Assignments;

/// <summary>Moved due dates.</summary>
internal static class ExtensionEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var manage = api.MapGroup("/courses/{course}/assignments/{assignment}/extensions").WithTags("Extensions").RequireAuthorization(Policies.Manage)
            .ProducesProblem(StatusCodes.Status403Forbidden, ProblemResponses.MediaType);
        manage.MapGet("", ListAsync)
            .WithDocs("ListExtensions", "Lists the extensions of an assignment", "For instructors. Those that hold, the newest first.").Problems(404);
        manage.MapPost("", GiveAsync)
            .WithDocs("Extend", "Moves the due date for all or some", "For instructors. Submissions that are in already are judged again, and deletion deadlines move with them; so does the closing.")
            .Problems(400, 404, 413, 415, 422);
        manage.MapDelete("/{extension:guid}", TakeBackAsync)
            .WithDocs("TakeBackExtension", "Takes an extension back", "For instructors. What held before holds again; a deletion deadline that moves nearer leaves at least 45 minutes.").Problems(404);
    }

    private static async Task<Results<Ok<ListView<ExtensionView>>, ProblemHttpResult>> ListAsync(
        CurrentUser caller, ExtensionService extensions, string course, string assignment, CancellationToken cancellationToken) =>
        (await extensions.ListAsync(caller, course, assignment, cancellationToken)).ToOk();

    private static async Task<Results<Ok<ExtensionChangeView>, ProblemHttpResult>> GiveAsync(
        CurrentUser caller, ExtensionService extensions, string course, string assignment, ExtensionRequest request, CancellationToken cancellationToken) =>
        (await extensions.GiveAsync(caller, course, assignment, request, cancellationToken)).ToOk();

    private static async Task<Results<Ok<ExtensionChangeView>, ProblemHttpResult>> TakeBackAsync(
        CurrentUser caller, ExtensionService extensions, string course, string assignment, Guid extension, CancellationToken cancellationToken) =>
        (await extensions.TakeBackAsync(caller, course, assignment, new ExtensionId(extension), cancellationToken)).ToOk();
}
