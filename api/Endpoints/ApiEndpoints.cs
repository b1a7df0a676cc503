using EksGrader.Api.Auth;
using EksGrader.Api.Hosting;

namespace EksGrader.Api.Endpoints;

/// <summary>The HTTP API.</summary>
internal static class ApiEndpoints
{
    public static void MapApi(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api").RequireAuthorization(Policies.Read)
            .ProducesProblem(StatusCodes.Status401Unauthorized, ProblemAnswers.MediaType);
        api.MapCourses();
        api.MapRosters();
        api.MapAssignments();
        api.MapAccess();
        api.MapSubmissions();
        api.MapGradings();
        api.MapGradebooks();
        api.MapTokens();
        api.MapJobs();
        api.MapAudit();
        api.MapExtensions();
        api.MapReceipts();
        api.MapRenewals();
        api.MapLeases();
    }
}
