using System.Globalization;
using System.Resources;
using EksGrader.Checks.Core;

namespace EksGrader.Api.Features.Roster;

/// <summary>The words of the pages of rosters, invitations and instructors.</summary>
public static class RosterTexts
{
    /// <summary>The sentences, from <c>RosterTexts.resx</c> and <c>RosterTexts.ko.resx</c>.</summary>
    public static TextCatalog Catalog { get; } = new(new ResourceManager("EksGrader.Api.Features.Roster.RosterTexts", typeof(RosterTexts).Assembly));

    /// <summary>A text in the language of the page.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="arguments">What fills its placeholders.</param>
    public static string Say(string key, params object[] arguments) => Catalog[key, arguments].In(CultureInfo.CurrentUICulture);
}
