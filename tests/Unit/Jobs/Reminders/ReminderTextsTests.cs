using System.Collections;
using System.Globalization;
using System.Text.RegularExpressions;
using EksGrader.Jobs.Reminders;

namespace EksGrader.Tests.Unit.Jobs.Reminders;

public sealed partial class ReminderTextsTests
{
    [Fact]
    public void EveryText_IsThereInBothLanguages_WithTheSamePlaceholders()
    {
        var (english, korean) = (Texts("en"), Texts("ko"));
        Assert.NotEmpty(english);
        Assert.Equal(english.Keys.Order(StringComparer.Ordinal), korean.Keys.Order(StringComparer.Ordinal));
        Assert.All(english, text => Assert.Equal(Placeholders(text.Value), Placeholders(korean[text.Key])));
    }

    [Theory]
    [InlineData(-5, "0 min", "0분")]
    [InlineData(14.6, "15 min", "15분")]
    [InlineData(60, "1 h", "1시간")]
    [InlineData(1505, "25 h 5 min", "25시간 5분")]
    public void Duration_IsToTheMinute(double minutes, string english, string korean)
    {
        var words = ReminderTexts.Duration(TimeSpan.FromMinutes(minutes));
        Assert.Equal((english, korean), (words.En, words.Ko));
    }

    private static Dictionary<string, string> Texts(string language) =>
        ReminderTexts.Catalog.Resources.GetResourceSet(CultureInfo.GetCultureInfo(language), createIfNotExists: true, tryParents: language == "en")?
            .Cast<DictionaryEntry>().ToDictionary(e => (string)e.Key, e => (string?)e.Value ?? "", StringComparer.Ordinal) ?? [];

    private static IEnumerable<string> Placeholders(string text) =>
        Placeholder.Matches(text).Select(m => m.Value).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);

    [GeneratedRegex(@"\{[0-9]", RegexOptions.NonBacktracking)]
    private static partial Regex Placeholder { get; }
}
