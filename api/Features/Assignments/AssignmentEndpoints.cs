using System.Globalization;
using System.Text.Json.Nodes;
using EksGrader.Api.Host;
using EksGrader.Api.Host.Auth;
using EksGrader.Checks.Assignments;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace EksGrader.Api.Features.Assignments;

/// <summary>Assignments, as JSON or YAML both ways.</summary>
internal static class AssignmentEndpoints
{
    private const string Json = "application/json";
    private const string Yaml = "application/yaml";

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGroup("/courses/{course}/assignments").WithTags("Assignments").MapGet("", ListAsync)
            .WithDocs("ListAssignments", "Lists the assignments of a course", "The newest first. Students do not see drafts and what has not opened, but for what they have submitted to.").Problems(404);

        var read = api.MapGroup("/courses/{course}/assignments/{assignment}").WithTags("Assignments");
        read.MapGet("", ReadAsync)
            .Produces<JsonObject>(StatusCodes.Status200OK, Json, Yaml)
            .WithDocs("GetAssignment", "Shows an assignment", "Its newest version, every default written out; the ETag is the version. For students a draft, or one that has not opened, is not there.").Problems(404, 406);

        var manage = api.MapGroup("/courses/{course}/assignments/{assignment}").WithTags("Assignments").RequireAuthorization(Policies.Manage)
            .ProducesProblem(StatusCodes.Status403Forbidden, ProblemResponses.MediaType);
        manage.MapPut("", ReplaceAsync)
            .Accepts<JsonObject>(Json, Yaml)
            .Produces<JsonObject>(StatusCodes.Status200OK, Json, Yaml)
            .Produces<JsonObject>(StatusCodes.Status201Created, Json, Yaml)
            .WithBodyLimit(AssignmentReader.MaximumBytes)
            .WithDocs("PutAssignment", "Creates a new version of an assignment", "For instructors. Submissions keep the version that they were made for. If-Match with the ETag refuses to overwrite another's change.")
            .Problems(404, 406, 412, 413, 415, 422);
    }

    private static async Task<Results<Ok<ListView<AssignmentSummary>>, ProblemHttpResult>> ListAsync(
        CurrentUser caller, AssignmentList assignments, string course, CancellationToken cancellationToken) =>
        (await assignments.ReadAsync(caller, course, cancellationToken)).ToOk();

    private static async Task<Results<ContentHttpResult, ProblemHttpResult>> ReadAsync(
        CurrentUser caller, AssignmentService assignmentService, string course, string assignment, HttpContext context, CancellationToken cancellationToken) =>
        await assignmentService.FindAsync(caller, course, assignment, cancellationToken) is { } current
            ? Write(context, current, Json, StatusCodes.Status200OK)
            : Error.Missing.ToProblem();

    private static async Task<Results<ContentHttpResult, ProblemHttpResult>> ReplaceAsync(
        CurrentUser caller, AssignmentService assignmentService, string course, string assignment, HttpContext context, CancellationToken cancellationToken)
    {
        var isYaml = context.Request.ContentType?.StartsWith(Yaml, StringComparison.OrdinalIgnoreCase) == true;
        if (!TryReadVersion(context.Request, out var version))
            return Error.Invalid("If-Match", ApiTexts.Catalog["IfMatchForm"]).ToProblem();
        var change = new NewVersion(await context.Request.ReadBodyAsync(cancellationToken), isYaml ? AssignmentFormat.Yaml : AssignmentFormat.Json, version);
        var put = await assignmentService.PutAsync(caller, course, assignment, change, cancellationToken);
        return put.IsSuccess
            ? Write(context, put.Value, isYaml ? Yaml : Json, put.Value.Version == 1 ? StatusCodes.Status201Created : StatusCodes.Status200OK)
            : put.Error.ToProblem();
    }

    private static Results<ContentHttpResult, ProblemHttpResult> Write(HttpContext context, CurrentAssignment current, string first, int status)
    {
        var type = context.Request.Preferred(first, first == Json ? Yaml : Json);
        if (type is null)
            return Error.Of(ProblemKind.NotAcceptable).ToProblem();
        context.Response.Headers[HeaderNames.ETag] = string.Create(CultureInfo.InvariantCulture, $"\"{current.Version}\"");
        var text = type == Yaml ? AssignmentWriter.ToYaml(current.Assignment) : AssignmentWriter.ToJson(current.Assignment);
        return TypedResults.Content(text, type, System.Text.Encoding.UTF8, status);
    }

    private static bool TryReadVersion(HttpRequest request, out int? version)
    {
        version = null;
        var header = request.Headers[HeaderNames.IfMatch].ToString().Trim();
        if (header.Length == 0 || header == "*")
            return true;
        var isVersion = header.Length > 2 && header[0] == '"' && header[^1] == '"';
        if (!isVersion || !int.TryParse(header[1..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return false;
        version = number;
        return true;
    }
}
