using EksGrader.Checks.Core;
using EksGrader.Checks.Input;

namespace EksGrader.Api.Host;

/// <summary>Gathers everything that is wrong with a request, each fault at its field.</summary>
internal sealed class FieldErrors
{
    // Anyone who sends a file with more faults than this mends these first.
    private const int Most = 200;

    private readonly List<ValidationError> all = [];

    public IReadOnlyList<ValidationError> All => all;

    public bool Any => all.Count > 0;

    public void Add(string field, string text, params object[] arguments) => AddAt(field, null, text, arguments);

    public void AddAt(string field, int? line, string text, params object[] arguments)
    {
        if (all.Count < Most)
            all.Add(new ValidationError(field, ApiTexts.Catalog[text, arguments], line));
    }

    public void AddRange(IEnumerable<ValidationError> faults) => all.AddRange(faults);

    /// <summary>A text that must be there: brought into one form (<see cref="EnteredText"/>), one line, within bounds; empty where it is wrong.</summary>
    public string Text(string field, string? value, int longest, int? line = null) => Read(field, EnteredText.Line(value), longest, line);

    /// <summary>What something is found by, such as a student's number; empty where it is wrong.</summary>
    public string Key(string field, string? value, int longest, int? line = null) => Read(field, EnteredText.Key(value), longest, line);

    /// <summary>An e-mail address; empty where it is wrong.</summary>
    public string Email(string field, string? value, int? line = null)
    {
        var before = all.Count;
        var text = Key(field, value, 254, line);
        if (all.Count == before && !LooksLikeEmail(text))
            AddAt(field, line, "EmailForm");
        return text;
    }

    // Mail servers decide what an address is; this only finds what cannot be one.
    private static bool LooksLikeEmail(string text)
    {
        var at = text.IndexOf('@', StringComparison.Ordinal);
        return at > 0 && text.IndexOf('@', at + 1) < 0 && !text.Any(char.IsWhiteSpace) && EnteredText.AsciiDomain(text[(at + 1)..]) is not null;
    }

    private string Read(string field, string text, int longest, int? line)
    {
        if (text.Length == 0)
            AddAt(field, line, "Missing");
        else if (text.Length > longest)
            AddAt(field, line, "TooLong", longest);
        else if (EnteredText.HasBreaks(text))
            AddAt(field, line, "ControlCharacters");
        else
            return text;
        return "";
    }
}
