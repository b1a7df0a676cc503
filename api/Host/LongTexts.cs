using EksGrader.Checks.Core;

namespace EksGrader.Api.Host;

/// <summary>Reads what people write in more than one line.</summary>
internal static class LongTexts
{
    /// <summary>A text that must be there: brought into one form (<see cref="EnteredText"/>), several lines, within bounds; empty where it is wrong.</summary>
    public static string Words(this FieldErrors faults, string field, string? value, int longest)
    {
        // Browsers send lines with CR LF, and count one character where there are two.
        var text = EnteredText.Lines(value);
        if (text.Length == 0)
            faults.Add(field, "Missing");
        else if (text.Length > longest)
            faults.Add(field, "TooLong", longest);
        else if (text.Any(c => char.IsControl(c) && c is not ('\n' or '\t')))
            faults.Add(field, "ControlCharacters");
        else
            return text;
        return "";
    }
}
