using System.Globalization;
using EksGrader.Api.Features.Submissions;
using EksGrader.Api.Host;
using EksGrader.Api.Host.Auth;
using EksGrader.Db.Model;
using Microsoft.AspNetCore.Http.HttpResults;

namespace EksGrader.Api.Features.Access;

/// <summary>How a cluster is reached: what to grant, trying it, and renewing it.</summary>
internal static class AccessFeature
{
    public static IServiceCollection AddAccess(this IServiceCollection services) => services
        .AddScoped<AccessGuide>()
        .AddScoped<AccessTests>()
        .AddScoped<IPageTrials, AccessTrials>()
        .AddScoped<ISubmissionTrials>(services => services.GetRequiredService<IPageTrials>())
        .AddScoped<AccessRenewals>();

    public static void MapAccess(this IEndpointRouteBuilder app)
    {
        var api = app.MapApi();
        var read = api.MapGroup("/courses/{course}/assignments/{assignment}/access").WithTags("Access");
        read.MapGet("", GuideAsync)
            .WithDocs("GetAccess", "Tells how to give access", "With the student's own external id, and commands ready to copy; an instructor names the student.").Problems(404, 422);

        var test = api.MapGroup("/courses/{course}/assignments/{assignment}/access/test").WithTags("Access")
            .RequireAuthorization(Policies.Submit).RequireRateLimiting(RateLimits.AccessTests).AddEndpointFilter(new OwnNumberLimit(RateLimits.AccessTests))
            .ProducesProblem(StatusCodes.Status403Forbidden, ProblemResponses.MediaType)
            .ProducesProblem(StatusCodes.Status429TooManyRequests, ProblemResponses.MediaType);
        test.MapPost("", TestAsync)
            .WithBodyLimit(BodyLimit.Submission)
            .WithDocs("TestAccess", "Tests an access without submitting", "Tells what can be read and what cannot. No verdict, no lease, and nothing is kept.").Problems(400, 404, 413, 415, 422);

        var renew = api.MapGroup("/leases/{id:guid}/access").WithTags("Leases")
            .RequireAuthorization(Policies.Submit).RequireRateLimiting(RateLimits.Submissions)
            .ProducesProblem(StatusCodes.Status403Forbidden, ProblemResponses.MediaType)
            .ProducesProblem(StatusCodes.Status429TooManyRequests, ProblemResponses.MediaType);
        renew.MapPut("", RenewAsync)
            .WithBodyLimit(BodyLimit.Submission)
            .WithDocs("RenewAccess", "Renews access that expired", "For its student: the same cluster, as the access of a submission. It is checked soon afterwards, and never shown again.")
            .Problems(400, 404, 409, 413, 415, 422);
    }

    private static async Task<Results<Ok<AccessGuideView>, ProblemHttpResult>> GuideAsync(
        CurrentUser caller, AccessGuide guide, string course, string assignment, string? student, CancellationToken cancellationToken) =>
        (await guide.ReadAsync(caller, course, assignment, student, CultureInfo.CurrentUICulture, cancellationToken)).ToOk();

    private static async Task<Results<Ok<AccessTestView>, ProblemHttpResult>> TestAsync(
        CurrentUser caller, AccessTests tests, string course, string assignment, string? student, SubmissionRequest body, CancellationToken cancellationToken) =>
        (await tests.TryAsync(caller, course, assignment, student, body, CultureInfo.CurrentUICulture, cancellationToken)).ToOk();

    private static async Task<Results<NoContent, ProblemHttpResult>> RenewAsync(
        CurrentUser caller, AccessRenewals renewals, Guid id, RenewRequest access, CancellationToken cancellationToken) =>
        (await renewals.RenewAsync(caller, new LeaseId(id), access.Access ?? access, cancellationToken)).ToNoContent();
}
