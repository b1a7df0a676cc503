using System.Text;

namespace EksGrader.Checks.Access;

/// <summary>
/// The words of a command that a wrapper runs: <c>aws-vault exec NAME -- COMMAND</c>, <c>sh -c 'COMMAND'</c>, <c>env NAME=VALUE COMMAND</c>
/// and whatever else people put before it. The words are only read, never run.
/// </summary>
internal static class ShellCommands
{
    // `sh -c "aws-vault exec x -- sh -c 'aws …'"` is as deep as people go.
    private const int Deepest = 3;

    /// <summary>All words, those within a quoted command too.</summary>
    public static IReadOnlyList<string> Of(IEnumerable<string> arguments)
    {
        var words = new List<string>();
        foreach (var argument in arguments)
        {
            Add(words, argument, depth: 0);
        }

        return words;
    }

    private static void Add(List<string> words, string text, int depth)
    {
        if (depth == Deepest || !text.Any(c => char.IsWhiteSpace(c) || c is ';' or '|' or '&' or '(' or ')' or '`'))
        {
            words.Add(text);
            return;
        }

        foreach (var word in Split(text))
        {
            Add(words, word, depth + 1);
        }
    }

    // As a shell separates words, without what it would fill in.
    private static List<string> Split(string text)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        char? quote = null;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '\\' && i + 1 < text.Length && quote != '\'' && (text[i + 1] is '"' or '\'' or '\\' || char.IsWhiteSpace(text[i + 1])))
            {
                word.Append(text[++i]);
            }
            else if (quote is { } open)
            {
                quote = c == open ? null : open;
                word.Append(c == open ? "" : c);
            }
            else if (c is '"' or '\'')
            {
                quote = c;
            }
            else if (char.IsWhiteSpace(c) || c is ';' or '|' or '&' or '(' or ')' or '`')
            {
                End();
            }
            else
            {
                word.Append(c);
            }
        }

        End();
        return words;

        void End()
        {
            if (word.Length > 0)
            {
                words.Add(word.ToString());
                word.Clear();
            }
        }
    }
}
