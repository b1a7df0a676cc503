using System.Resources;
using EksGrader.Checks.Core;

namespace EksGrader.Api.Features.Reminders;

/// <summary>What is wrong with settings of reminders, and why a test message was not sent.</summary>
public static class ReminderSettingsTexts
{
    /// <summary>The sentences, from <c>ReminderSettingsTexts.resx</c> and <c>ReminderSettingsTexts.ko.resx</c>.</summary>
    public static TextCatalog Catalog { get; } = new(new ResourceManager("EksGrader.Api.Features.Reminders.ReminderSettingsTexts", typeof(ReminderSettingsTexts).Assembly));
}
