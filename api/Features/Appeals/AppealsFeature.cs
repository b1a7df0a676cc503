using System.ComponentModel.DataAnnotations;
using System.Resources;
using EksGrader.Api.Host.Auth;
using EksGrader.Api.Shared;
using EksGrader.Checks.Core;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Api.Features.Appeals;

/// <summary>Appeals against verdicts, and feedback.</summary>
internal static class AppealsFeature
{
    public static IServiceCollection AddAppeals(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<AppealOptions>().Bind(configuration.GetSection(AppealOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        return services.AddScoped<AppealQueries>().AddScoped<AppealStarts>().AddScoped<AppealService>();
    }

    public static void MapAppeals(this IEndpointRouteBuilder app) => AppealEndpoints.Map(app.MapApi());
}

/// <summary>The section <c>Appeals</c> of the configuration.</summary>
internal sealed class AppealOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Appeals";

    /// <summary>Within how many days an appeal is to be answered.</summary>
    [Range(1, 60, ErrorMessage = "Appeals:AnswerWithinDays lies between 1 and 60.")]
    public int AnswerWithinDays { get; set; } = 3;

    /// <summary>Within what time an appeal is to be answered.</summary>
    public TimeSpan AnswerWithin => TimeSpan.FromDays(AnswerWithinDays);

    /// <summary>Within what time an appeal of a course is to be answered: as the course says, else as the service is set.</summary>
    public async Task<TimeSpan> AnswerWithinAsync(EksGraderDb db, CourseId course, CancellationToken cancellationToken) =>
        await db.Courses.Where(c => c.Id == course).Select(c => c.AnswerWithinDays).FirstAsync(cancellationToken) is { } days ? TimeSpan.FromDays(days) : AnswerWithin;
}

/// <summary>The sentences about appeals.</summary>
internal static class AppealTexts
{
    public static TextCatalog Catalog { get; } = new(new ResourceManager(typeof(AppealTexts)));

    public static string Say(string key, params object[] arguments) => Catalog[key, arguments].Local();
}
