using System.Text.Json;
using System.Text.Json.Serialization;

namespace EksGrader.Jobs.Reminders;

/// <summary>
/// The body of a webhook's post: Slack reads <c>text</c>, Discord <c>content</c>, and each ignores the other's. What students wrote in it
/// calls nobody: Slack's marks are escaped (docs.slack.dev, "Formatting message text"), and Discord is told to heed no mention
/// (docs.discord.com, "Allowed Mentions Object").
/// </summary>
internal sealed record WebhookPayload(string Text, string Content, AllowedMentions AllowedMentions)
{
    // Discord takes 2000 characters of content.
    private const int Longest = 1900;

    public static byte[] Of(string text)
    {
        var cut = Cut(text);
        return JsonSerializer.SerializeToUtf8Bytes(new WebhookPayload(Escape(cut), cut, new AllowedMentions([])), WebhookJson.Default.WebhookPayload);
    }

    private static string Escape(string text) => text
        .Replace("&", "&amp;", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal);

    // At the end of a line where there is one, and never within a character.
    private static string Cut(string text)
    {
        if (text.Length <= Longest)
            return text;
        var end = text.LastIndexOf('\n', Longest);
        if (end < Longest / 2)
            end = char.IsLowSurrogate(text[Longest]) ? Longest - 1 : Longest;
        return text[..end] + "\n…";
    }
}

/// <summary>Whom a message of Discord may call.</summary>
/// <param name="Parse">The kinds of mentions; empty for nobody.</param>
internal sealed record AllowedMentions(IReadOnlyList<string> Parse);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(WebhookPayload))]
internal sealed partial class WebhookJson : JsonSerializerContext;
