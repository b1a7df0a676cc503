using System.Globalization;
using System.Resources;
using EksGrader.Api.Host;
using EksGrader.Api.Host.Auth;
using EksGrader.Api.Shared;
using EksGrader.Checks.Core;
using Microsoft.AspNetCore.Http.HttpResults;

namespace EksGrader.Api.Features.Jobs;

/// <summary>What jobs do: for those who teach, and Hangfire's dashboard for admins.</summary>
internal static class JobsFeature
{
    public static IServiceCollection AddJobPages(this IServiceCollection services) => services
        .AddJobDashboard()
        .AddScoped<JobPlaces>()
        .AddScoped<JobQueries>()
        .AddScoped<JobCommands>();

    public static void MapJobPages(this WebApplication app)
    {
        var api = app.MapApi();
        var jobs = api.MapGroup("/jobs").WithTags("Jobs");
        jobs.MapGet("", ReadAsync)
            .WithDocs("GetJobs", "Shows what runs, waits and failed", "For those who teach: the jobs of their courses, each with its submission. An admin sees all.").Problems(404);

        var manage = api.MapGroup("/jobs").WithTags("Jobs").RequireAuthorization(Policies.Manage)
            .ProducesProblem(StatusCodes.Status403Forbidden, ProblemResponses.MediaType);
        manage.MapPost("/{id}/retry", RetryAsync)
            .WithDocs("RetryJob", "Tries a failed job again", "For instructors. The id is the failed job's; the job gets the input that it had.").Problems(404);

        app.MapGet("/fragments/jobs", BoardAsync).ExcludeFromDescription().RequireAuthorization(Policies.Read);
        app.MapJobDashboard();
    }

    private static async Task<Results<Ok<JobsView>, ProblemHttpResult>> ReadAsync(CurrentUser caller, JobQueries jobs, CancellationToken cancellationToken) =>
        (await jobs.ReadAsync(caller, cancellationToken)).ToOkOrMissing();

    private static async Task<Results<NoContent, ProblemHttpResult>> RetryAsync(CurrentUser caller, JobCommands jobs, string id, CancellationToken cancellationToken) =>
        (await jobs.RetryAsync(caller, id, cancellationToken)).ToNoContent();

    private static async Task<Results<RazorComponentResult<JobBoardPart>, ProblemHttpResult>> BoardAsync(CurrentUser caller, JobQueries queries, CancellationToken cancellationToken) =>
        await queries.ReadAsync(caller, cancellationToken) is { } jobs
            ? new RazorComponentResult<JobBoardPart>(new Dictionary<string, object?>(StringComparer.Ordinal) { [nameof(JobBoardPart.Jobs)] = jobs })
            : Error.Missing.ToProblem();
}

/// <summary>The words of the page of jobs.</summary>
internal static class JobPageTexts
{
    public static TextCatalog Catalog { get; } = new(new ResourceManager(typeof(JobPageTexts)));

    public static string Say(string key, params object[] arguments) => Catalog[key, arguments].Local();

    /// <summary>A kind of job in words; its own name where there are none.</summary>
    public static string Kind(string job) => Catalog.Resources.GetString("Kind_" + job, CultureInfo.CurrentUICulture) ?? job;
}
