using System.Globalization;
using EksGrader.Checks.Core;
using EksGrader.Checks.Grading;
using EksGrader.Db.Model;
using NodaTime;

namespace EksGrader.Api.Shared;

/// <summary>A verdict as its row shows it: in every page, and when it arrives while one is open.</summary>
/// <param name="Check">The verdict.</param>
/// <param name="Title">The check's title in the language of the page; null to show its id.</param>
/// <param name="Zone">The zone of the assignment's dates.</param>
public sealed record VerdictModel(CheckView Check, string? Title, DateTimeZone? Zone)
{
    /// <summary>Whether the check is being looked at now.</summary>
    public bool IsGrading { get; init; }

    /// <summary>Whether its detail is open.</summary>
    public bool IsOpen { get; init; }

    /// <summary>Where the newest appeal of the check stands; null where there is none.</summary>
    public AppealState? Appeal { get; init; }

    /// <summary>Whether that is feedback which no student has replied to.</summary>
    public bool IsFeedback { get; init; }

    /// <summary>A verdict that has just fallen.</summary>
    public static VerdictModel Of(CheckResult result, OverrideView? given, Catalogue catalogue, DateTimeZone zone, CultureInfo culture) =>
        new(CheckView.Of(result, culture, given), catalogue.TitleOf(result.Check, culture), zone);
}

/// <summary>The titles of checks.</summary>
public static class CheckTitles
{
    /// <summary>A check's title in the language of the page, or its id where it is no longer in the catalogue.</summary>
    public static string TitleOf(this Catalogue catalogue, CheckId check) => catalogue.TitleOf(check, CultureInfo.CurrentUICulture);

    /// <summary>The same in another language.</summary>
    public static string TitleOf(this Catalogue catalogue, CheckId check, CultureInfo culture) => catalogue.Find(check)?.Info.Title.In(culture) ?? check.Value;
}
