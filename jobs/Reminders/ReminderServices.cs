using EksGrader.Checks.Costs;
using EksGrader.Db.Reminders;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace EksGrader.Jobs.Reminders;

/// <summary>Brings reminders into a program.</summary>
internal static class ReminderServices
{
    /// <summary>Adds all but the job's schedule. A program with a mail server adds its own <see cref="IMailLines"/>.</summary>
    public static IServiceCollection AddReminders(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton<IMailLines, NoMailLines>();
        services.TryAddSingleton<IWebhookPost, WebhookPost>();
        services.TryAddSingleton(PriceList.Default);
        services.TryAddSingleton(ReminderSite.Of(configuration["Site:Url"]));
        services.TryAddSingleton<WebhookSeal>();
        services.TryAddScoped<ReminderPlanner>();
        services.TryAddScoped<DigestPlanner>();
        services.TryAddScoped<StudentLetters>();
        services.TryAddScoped<LateTexts>();
        services.TryAddScoped<DigestTexts>();
        services.TryAddScoped<StaffLetters>();
        services.TryAddScoped<ReminderWriter>();
        services.TryAddScoped<ReminderLedger>();
        services.TryAddScoped<RemindDeletion>();
        return services;
    }
}
