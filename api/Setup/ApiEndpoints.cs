using EksGrader.Api.Features.Access;
using EksGrader.Api.Features.Assignments;
using EksGrader.Api.Features.Audit;
using EksGrader.Api.Features.Clusters;
using EksGrader.Api.Features.Courses;
using EksGrader.Api.Features.Gradebook;
using EksGrader.Api.Features.Jobs;
using EksGrader.Api.Features.Receipts;
using EksGrader.Api.Features.Roster;
using EksGrader.Api.Features.Submissions;
using EksGrader.Api.Features.Tokens;
using EksGrader.Api.Host;
using EksGrader.Api.Host.Auth;

namespace EksGrader.Api.Setup;

/// <summary>The HTTP API.</summary>
internal static class ApiEndpoints
{
    public static void MapApi(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api").RequireAuthorization(Policies.Read)
            .ProducesProblem(StatusCodes.Status401Unauthorized, ProblemResponses.MediaType);
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
