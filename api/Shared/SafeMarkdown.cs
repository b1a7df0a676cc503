using System.Net;
using Ganss.Xss;
using Markdig;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace EksGrader.Api.Shared;

/// <summary>
/// Markdown as HTML that can do no harm, no matter who wrote it: HTML within it is shown as text, links lead to web pages and mail alone, and what
/// comes out is cut to a list of elements and attributes once more. Images are links, since pages load nothing from outside.
/// </summary>
internal static class SafeMarkdown
{
    // A page's title is h1 and a section's h2: what a description calls # comes below them.
    private const int HeadingsBelow = 2;

    // CommonMark would not see the end of **굵게(bold)**은: a sign followed by Korean is no border of a word to it.
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder()
        .DisableHtml()
        .UseCjkFriendlyEmphasis()
        .UseEmphasisExtras(Markdig.Extensions.EmphasisExtras.EmphasisExtraOptions.Strikethrough)
        .UsePipeTables()
        .UseAutoLinks()
        .Build();

    private static readonly HtmlSanitizer Sanitizer = new(new HtmlSanitizerOptions
    {
        AllowedTags = Names("p", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "pre", "code", "em", "strong", "del", "a", "hr", "br", "table", "thead", "tbody", "tr", "th", "td"),
        AllowedAttributes = Names("href", "title", "rel", "target", "start"),
        AllowedSchemes = Names("http", "https", "mailto"),
        UriAttributes = Names("href"),
    });

    /// <summary>The HTML of a text in Markdown.</summary>
    public static string ToHtml(string markdown)
    {
        try
        {
            return Sanitizer.Sanitize(Render(markdown));
        }
        catch (ArgumentException)
        {
            // Nested deeper than any reader follows, says the parser, or the renderer: shown as it was written.
            return $"<pre>{WebUtility.HtmlEncode(markdown)}</pre>";
        }
    }

    /// <summary>The first line of a text in Markdown, without its signs; not encoded.</summary>
    public static string FirstLine(string markdown) => Markdown.ToPlainText(markdown.Split('\n', 2)[0], Pipeline).Trim();

    private static string Render(string markdown)
    {
        var document = Markdown.Parse(markdown, Pipeline);
        foreach (var heading in document.Descendants<HeadingBlock>())
            heading.Level = Math.Min(6, heading.Level + HeadingsBelow);
        foreach (var link in document.Descendants<LinkInline>())
            Tame(link);
        foreach (var link in document.Descendants<AutolinkInline>())
            LeadOut(link, link.Url);
        return document.ToHtml(Pipeline);
    }

    private static void Tame(LinkInline link)
    {
        if (link.IsImage)
        {
            link.IsImage = false;
            if (link.FirstChild is null)
                link.AppendChild(new LiteralInline(link.Url ?? ""));
        }

        LeadOut(link, link.Url);
    }

    // The page with what was typed stays open, and the other learns nothing of it.
    private static void LeadOut(MarkdownObject link, string? url)
    {
        var attributes = link.GetAttributes();
        attributes.AddProperty("rel", "noopener noreferrer nofollow");
        if (url is not null && (url.StartsWith("//", StringComparison.Ordinal) || !url.StartsWith('/')) && !url.StartsWith('#'))
            attributes.AddProperty("target", "_blank");
    }

    private static HashSet<string> Names(params IEnumerable<string> names) => new(names, StringComparer.OrdinalIgnoreCase);
}
