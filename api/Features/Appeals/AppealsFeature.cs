using System.Resources;
using EksGrader.Checks.Core;

namespace EksGrader.Api.Features.Appeals;

/// <summary>Appeals against verdicts.</summary>
internal static class AppealsFeature
{
    public static IServiceCollection AddAppeals(this IServiceCollection services) => services.AddScoped<AppealService>();
}

/// <summary>The sentences about appealed verdicts, notes and flags.</summary>
internal static class AppealTexts
{
    public static TextCatalog Catalog { get; } = new(new ResourceManager(typeof(AppealTexts)));
}
