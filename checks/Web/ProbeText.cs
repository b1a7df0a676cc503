using System.Net.Http.Headers;
using System.Text;
using EksGrader.Checks.Core;

namespace EksGrader.Checks.Web;

/// <summary>Makes text out of what a stranger's server sent.</summary>
internal static class ProbeText
{
    /// <summary>The headers as lines, without cookies, cut to so many characters in all.</summary>
    public static List<string> Headers(HttpResponseMessage response, int longest)
    {
        var lines = new List<string>();
        var left = longest;
        foreach (var (name, values) in response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated))
        {
            if (name.StartsWith("Set-Cookie", StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            foreach (var value in values)
            {
                if (left <= 0)
                {
                    return lines;
                }

                var line = SafeText.Line($"{name}: {value}", left);
                lines.Add(line);
                left -= line.Length;
            }
        }

        return lines;
    }

    /// <summary>A body as text. A compressed one is not unpacked: it could be a bomb, and its first bytes alone tell nothing.</summary>
    public static string Body(ReadOnlySpan<byte> bytes, HttpContentHeaders headers)
    {
        if (headers.NonValidated.TryGetValues("Content-Encoding", out var encodings) && encodings.ToString() is { } encoding
            && !encoding.Equals("identity", StringComparison.OrdinalIgnoreCase))
        {
            return SafeText.Line($"(compressed: {encoding})", 100);
        }

        // Not flushed: a character that the cut went through is left out. What is not UTF-8 shows as replacement characters.
        var characters = new char[Encoding.UTF8.GetMaxCharCount(bytes.Length)];
        var length = Encoding.UTF8.GetDecoder().GetChars(bytes, characters, flush: false);
        return SafeText.Lines(new string(characters, 0, length), characters.Length);
    }
}
