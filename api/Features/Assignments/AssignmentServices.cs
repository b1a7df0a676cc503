namespace EksGrader.Api.Features.Assignments;

/// <summary>Brings courses' assignments and their dates into the service.</summary>
internal static class AssignmentServices
{
    public static IServiceCollection AddAssignments(this IServiceCollection services) => services
        .AddScoped<AssignmentService>()
        .AddScoped<AssignmentQueries>()
        .AddScoped<DueDates>()
        .AddScoped<ExtensionService>()
        .AddScoped<ExtensionTargets>()
        .AddScoped<VersionHistory>();
}
