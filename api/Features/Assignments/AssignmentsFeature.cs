using System.Resources;
using EksGrader.Api.Host.Auth;
using EksGrader.Api.Shared;
using EksGrader.Checks.Core;

namespace EksGrader.Api.Features.Assignments;

/// <summary>Courses' assignments, their dates and versions.</summary>
internal static class AssignmentsFeature
{
    public static IServiceCollection AddAssignments(this IServiceCollection services) => services
        .AddScoped<AssignmentService>()
        .AddScoped<AssignmentQueries>()
        .AddScoped<AssignmentList>()
        .AddScoped<DueDates>()
        .AddScoped<ExtensionService>()
        .AddScoped<ExtensionTargets>()
        .AddScoped<VersionHistory>();

    public static void MapAssignments(this IEndpointRouteBuilder app)
    {
        var api = app.MapApi();
        AssignmentEndpoints.Map(api);
        ExtensionEndpoints.Map(api);
    }
}

/// <summary>The sentences about assignments, their dates and versions.</summary>
internal static class AssignmentProblemTexts
{
    public static TextCatalog Catalog { get; } = new(new ResourceManager(typeof(AssignmentProblemTexts)));
}

/// <summary>The words of the pages that make and change assignments.</summary>
internal static class AssignmentPageTexts
{
    public static TextCatalog Catalog { get; } = new(new ResourceManager(typeof(AssignmentPageTexts)));

    public static string Say(string key, params object[] arguments) => Catalog[key, arguments].Local();
}
