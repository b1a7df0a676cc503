using System.Globalization;
using System.Text;
using EksGrader.Checks.Core;

namespace EksGrader.Jobs.Reminders;

/// <summary>Builds a plain text in one language, line by line. What strangers wrote must come in as one safe line.</summary>
internal sealed class EmailText(CultureInfo culture)
{
    private readonly StringBuilder text = new();

    /// <summary>The language.</summary>
    public CultureInfo Culture => culture;

    /// <summary>A sentence of <see cref="ReminderTexts"/> in this language.</summary>
    public string Text(string key, params object[] arguments) => ReminderTexts.Catalog[key, arguments].In(culture);

    /// <summary>Adds a sentence as a line.</summary>
    public EmailText Say(string key, params object[] arguments) => Line(Text(key, arguments));

    /// <summary>Adds a line; an empty one where nothing is given.</summary>
    public EmailText Line(string line = "")
    {
        text.Append(line).Append('\n');
        return this;
    }

    /// <summary>Adds lines that are to be copied, indented.</summary>
    public EmailText Copy(params IEnumerable<string> lines)
    {
        foreach (var line in lines)
            text.Append("    ").Append(line).Append('\n');
        return this;
    }

    /// <summary>What strangers wrote, fit to stand in a line.</summary>
    public static string Safe(string? text, int longest = 100) => SafeText.Line(text ?? "?", longest);

    /// <inheritdoc/>
    public override string ToString() => text.ToString();
}
