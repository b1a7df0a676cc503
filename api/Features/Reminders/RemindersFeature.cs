using System.Resources;
using EksGrader.Api.Shared;
using EksGrader.Checks.Core;

namespace EksGrader.Api.Features.Reminders;

/// <summary>A course's settings of reminders.</summary>
internal static class RemindersFeature
{
    public static IServiceCollection AddReminders(this IServiceCollection services) => services
        .AddScoped<ReminderSettingsQuery>()
        .AddScoped<ReminderSettings>()
        .AddScoped<TestMessages>();
}

/// <summary>The words of a course's settings.</summary>
internal static class SettingsTexts
{
    public static TextCatalog Catalog { get; } = new(new ResourceManager(typeof(SettingsTexts)));

    public static string Say(string key, params object[] arguments) => Catalog[key, arguments].Local();
}

/// <summary>What is wrong with settings of reminders, and why a test message was not sent.</summary>
internal static class ReminderSettingsTexts
{
    public static TextCatalog Catalog { get; } = new(new ResourceManager(typeof(ReminderSettingsTexts)));
}
