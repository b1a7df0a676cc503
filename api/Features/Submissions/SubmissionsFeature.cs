using System.Globalization;
using EksGrader.Api.Host;
using EksGrader.Api.Host.Auth;
using EksGrader.Db.Model;
using Microsoft.AspNetCore.Http.HttpResults;

namespace EksGrader.Api.Features.Submissions;

/// <summary>Submissions and their gradings.</summary>
internal static class SubmissionsFeature
{
    public static IServiceCollection AddSubmissions(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<EventStreamOptions>().Bind(configuration.GetSection(EventStreamOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        return services
            .AddSingleton<EventStreamCounter>()
            .AddSingleton<StreamServices>()
            .AddScoped<Students>()
            .AddScoped<CommittedWork>()
            .AddScoped<SubmissionService>()
            .AddScoped<SubmissionWriter>()
            .AddScoped<SubmissionQueries>()
            .AddScoped<StudentPageQuery>()
            .AddScoped<RepeatObservations>()
            .AddScoped<Regrades>()
            .AddScoped<Overrides>()
            .AddScoped<SubmissionHistory>()
            .AddScoped<NoteService>()
            .AddScoped<FlagService>();
    }

    public static void MapSubmissions(this IEndpointRouteBuilder app)
    {
        var api = app.MapApi();
        SubmissionEndpoints.Map(api);
        GradingEndpoints.Map(api);
        NoteEndpoints.Map(api);
        app.MapLive().MapGet("/{id:guid}", FollowAsync);
    }

    private static async Task<Results<EventStreamOfPage, NotFound>> FollowAsync(
        CurrentUser caller, SubmissionQueries queries, Guid id, int? seen, CancellationToken cancellationToken) =>
        await queries.IsSeenAsync(caller, new SubmissionId(id), cancellationToken)
            ? new EventStreamOfPage(caller, new SubmissionId(id), seen, CultureInfo.CurrentUICulture)
            : TypedResults.NotFound();
}
