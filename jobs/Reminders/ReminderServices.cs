using EksGrader.Checks.Costs;
using EksGrader.Db.Reminders;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace EksGrader.Jobs.Reminders;

/// <summary>Brings reminders into a program.</summary>
internal static class ReminderServices
{
    /// <summary>Adds all but the job's schedule. A program with a mail server adds its own <see cref="ISmtpPool"/>.</summary>
    public static IServiceCollection AddReminders(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton<ISmtpPool, NoSmtpPool>();
        services.TryAddSingleton<IWebhookSender, WebhookSender>();
        services.TryAddSingleton(PriceList.Default);
        services.TryAddSingleton(ReminderSite.Of(configuration["Site:Url"]));
        services.TryAddSingleton<WebhookSeal>();
        services.TryAddScoped<ReminderPlanner>();
        services.TryAddScoped<DigestPlanner>();
        services.TryAddScoped<StudentEmails>();
        services.TryAddScoped<LateTexts>();
        services.TryAddScoped<DigestTexts>();
        services.TryAddScoped<StaffEmails>();
        services.TryAddScoped<ReminderWriter>();
        services.TryAddScoped<ReminderOutbox>();
        services.TryAddScoped<RemindDeletion>();
        return services;
    }
}
