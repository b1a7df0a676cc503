using System.Globalization;
using System.Resources;
using EksGrader.Api.Shared;
using EksGrader.Checks.Core;

namespace EksGrader.Api.Features.Attention;

/// <summary>What needs a person's attention in a course.</summary>
internal static class AttentionFeature
{
    public static IServiceCollection AddAttention(this IServiceCollection services) => services.AddScoped<AttentionList>();
}

/// <summary>The words of the page of what needs attention.</summary>
internal static class AttentionTexts
{
    public static TextCatalog Catalog { get; } = new(new ResourceManager(typeof(AttentionTexts)));

    public static string Say(string key, params object[] arguments) => Catalog[key, arguments].Local();

    /// <summary>What a job does, in words; its own name where there are none.</summary>
    public static string JobOf(string job) => Catalog.Resources.GetString("Kind_" + job, CultureInfo.CurrentUICulture) ?? job;
}
