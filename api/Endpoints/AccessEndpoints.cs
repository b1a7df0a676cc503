using System.Globalization;
using EksGrader.Api.Application.Access;
using EksGrader.Api.Application.Submissions;
using EksGrader.Api.Auth;
using EksGrader.Api.Contracts;
using EksGrader.Api.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace EksGrader.Api.Endpoints;

/// <summary>How to give access, and whether it works.</summary>
internal static class AccessEndpoints
{
    public static void MapAccess(this IEndpointRouteBuilder api)
    {
        var read = api.MapGroup("/courses/{course}/assignments/{assignment}/access").WithTags("Access");
        read.MapGet("", GuideAsync)
            .Says("GetAccess", "Tells how to give access", "With the student's own external id, and commands ready to copy; an instructor names the student.").Problems(404, 422);

        var test = api.MapGroup("/courses/{course}/assignments/{assignment}/access/test").WithTags("Access")
            .RequireAuthorization(Policies.Submit).RequireRateLimiting(RateLimits.AccessTests).AddEndpointFilter(new OwnNumberLimit(RateLimits.AccessTests))
            .ProducesProblem(StatusCodes.Status403Forbidden, ProblemAnswers.MediaType)
            .ProducesProblem(StatusCodes.Status429TooManyRequests, ProblemAnswers.MediaType);
        test.MapPost("", TestAsync)
            .WithBodyLimit(BodyLimit.HandIn)
            .Says("TestAccess", "Tries an access without handing in", "Tells what can be read and what cannot. No verdict, no lease, and nothing is kept.").Problems(400, 404, 413, 415, 422);
    }

    private static async Task<Results<Ok<AccessGuideView>, ProblemHttpResult>> GuideAsync(
        Caller caller, AccessGuide guide, string course, string assignment, string? student, CancellationToken cancellationToken) =>
        (await guide.ReadAsync(caller, new HandInTarget(course, assignment, student), CultureInfo.CurrentUICulture, cancellationToken)).ToOk();

    private static async Task<Results<Ok<AccessTestView>, ProblemHttpResult>> TestAsync(
        Caller caller, AccessTests tests, string course, string assignment, string? student, HandInRequest handIn, CancellationToken cancellationToken) =>
        (await tests.TryAsync(caller, new HandInTarget(course, assignment, student), handIn, CultureInfo.CurrentUICulture, cancellationToken)).ToOk();
}
