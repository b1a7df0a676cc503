using System.Resources;
using EksGrader.Api.Shared;
using EksGrader.Checks.Core;

namespace EksGrader.Api.Features.Home;

/// <summary>The pages of courses: what a person teaches and learns.</summary>
internal static class HomeFeature
{
    public static IServiceCollection AddHome(this IServiceCollection services) => services
        .AddScoped<LearningQueries>()
        .AddScoped<HomeQueries>()
        .AddScoped<CourseSettings>()
        .AddScoped<CourseArchive>()
        .AddScoped<CourseCopies>();
}

/// <summary>The words of the pages of courses.</summary>
internal static class CoursesTexts
{
    public static TextCatalog Catalog { get; } = new(new ResourceManager(typeof(CoursesTexts)));

    public static string Say(string key, params object[] arguments) => Catalog[key, arguments].Local();
}
