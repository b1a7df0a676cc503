using System.Resources;
using EksGrader.Api.Host.Auth;
using EksGrader.Api.Shared;
using EksGrader.Checks.Core;

namespace EksGrader.Api.Features.Gradebook;

/// <summary>Gradebooks, with their exports and the wall of the room.</summary>
internal static class GradebookFeature
{
    public static IServiceCollection AddGradebook(this IServiceCollection services) => services
        .AddSingleton<GradebookFigures>()
        .AddSingleton<StudentEmails>()
        .AddHostedService(s => s.GetRequiredService<StudentEmails>())
        .AddScoped<GradebookQueries>()
        .AddScoped<AssignmentArchive>()
        .AddScoped<SelectionActions>();

    public static void MapGradebook(this IEndpointRouteBuilder app)
    {
        GradebookEndpoints.Map(app.MapApi());
        GradebookFragments.Map(app);
    }
}

/// <summary>The words of the gradebook and of the projector.</summary>
internal static class GradebookTexts
{
    public static TextCatalog Catalog { get; } = new(new ResourceManager(typeof(GradebookTexts)));

    public static string Say(string key, params object[] arguments) => Catalog[key, arguments].Local();
}
