using EksGrader.Checks.Costs;
using EksGrader.Db.Reminders;
using EksGrader.Jobs.Mail;
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
        services.TryAddScoped<CourseworkEmails>();
        services.TryAddScoped<LateTexts>();
        services.TryAddScoped<DigestTexts>();
        services.TryAddScoped<StaffEmails>();
        services.TryAddScoped<ReminderWriter>();
        services.TryAddScoped<ReminderOutbox>();
        services.TryAddScoped<DueDatePlanner>();
        services.TryAddScoped<RemindDeletion>();
        return services;
    }
}

/// <summary>Where people find the service: no request says it here. The configuration's <c>Site:Url</c>.</summary>
/// <param name="Address">The address, with a slash at its end; null where none is configured: messages then have no links.</param>
public sealed record ReminderSite(Uri? Address)
{
    /// <summary>The address of a page; null where none is configured.</summary>
    /// <param name="path">Its path, without a slash before it.</param>
    public Uri? Page(string path) => Address is null ? null : new Uri(Address, path);

    internal static ReminderSite Of(string? url) =>
        new(Uri.TryCreate(url?.TrimEnd('/') + "/", UriKind.Absolute, out var address) && address.Scheme is "http" or "https" ? address : null);
}
