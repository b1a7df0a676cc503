using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.RegularExpressions;
using EksGrader.Checks.Checks;
using EksGrader.Checks.Input;

namespace EksGrader.Checks.Assignments;

/// <summary>A text of a form.</summary>
/// <param name="form">What it must match.</param>
/// <param name="longest">The most characters.</param>
/// <param name="wanted">The key of the sentence that says the form; <c>{0}</c> is what was found, <c>{1}</c> the form.</param>
internal sealed class TextValue(Regex form, int longest, string wanted) : FieldValue<string>
{
    private static readonly TimeSpan MatchLimit = TimeSpan.FromSeconds(1);

    /// <summary>A text that a check's parameter asks for.</summary>
    public static TextValue Of(TextParameter parameter) =>
        new(new Regex(parameter.Pattern, RegexOptions.CultureInvariant, MatchLimit), 1_024, "WantedForm");

    public override bool TryRead(DocumentNode node, string path, ValidationErrors faults, [MaybeNullWhen(false)] out string value)
    {
        value = null;
        if (node is not DocumentNode.Scalar { Kind: ScalarKind.Text, Text: var text })
            return Refuse(node, path, faults, "WantedText", Excerpt.Kind(node));
        if (text.Length > longest)
            return Refuse(node, path, faults, "TextTooLong", longest);
        if (!Matches(text))
            return Refuse(node, path, faults, wanted, Excerpt.Kind(node), form.ToString());
        value = text;
        return true;
    }

    public override DocumentNode ToNode(string value) => DocumentNode.Scalar.Word(value);

    public override void Describe(Utf8JsonWriter schema)
    {
        schema.WriteString("type", "string");
        schema.WriteNumber("maxLength", longest);

        // JSON Schema's patterns are ECMA-262's, which write .NET's \A and \z so.
        schema.WriteString("pattern", form.ToString().Replace(@"\A", "^", StringComparison.Ordinal).Replace(@"\z", "$", StringComparison.Ordinal));
    }

    private bool Matches(string text)
    {
        try
        {
            // The whole text: .NET's $ would let a line break follow.
            return form.Match(text) is { Success: true, Index: 0, Length: var length } && length == text.Length;
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
    }
}
