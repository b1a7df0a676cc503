using System.Resources;
using EksGrader.Api.Shared;
using EksGrader.Checks.Core;

namespace EksGrader.Api.Features.Submissions.Review;

/// <summary>A submission as those who teach see it, and what they do to its verdicts.</summary>
internal static class ReviewFeature
{
    public static IServiceCollection AddSubmissionReview(this IServiceCollection services) => services
        .AddScoped<SubmissionReviewQuery>()
        .AddScoped<VerdictActions>();
}

/// <summary>The words around verdicts: overriding, appealing, notes, history.</summary>
internal static class VerdictTexts
{
    public static TextCatalog Catalog { get; } = new(new ResourceManager(typeof(VerdictTexts)));

    public static string Say(string key, params object[] arguments) => Catalog[key, arguments].Local();
}
