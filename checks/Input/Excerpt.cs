using EksGrader.Checks.Core;

namespace EksGrader.Checks.Input;

/// <summary>Shows a piece of a stranger's document within a sentence: short, and without what could disturb a terminal or a log.</summary>
internal static class Excerpt
{
    private const int Longest = 60;

    /// <summary>At most 60 characters, control characters replaced.</summary>
    public static string Short(string text)
    {
        var shown = text.Length > Longest ? string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[Longest - 1]) ? Longest - 1 : Longest), "…") : text;
        return string.Concat(shown.Select(c => char.IsControl(c) || c is '\u2028' or '\u2029' ? '�' : c));
    }

    /// <summary>What a node is: <c>the text "2"</c>, <c>the number 2</c>, <c>a list</c>.</summary>
    public static LocalizedText Kind(DocumentNode node) => node switch
    {
        DocumentNode.Scalar { Kind: ScalarKind.Text } text => AssignmentTexts.Catalog["ShownText", Short(text.Text)],
        DocumentNode.Scalar { Kind: ScalarKind.Null } => AssignmentTexts.Catalog["ShownNothing"],
        DocumentNode.Scalar scalar => LocalizedText.Same(Short(scalar.Text)),
        DocumentNode.Sequence => AssignmentTexts.Catalog["ShownList"],
        _ => AssignmentTexts.Catalog["ShownObject"],
    };
}
