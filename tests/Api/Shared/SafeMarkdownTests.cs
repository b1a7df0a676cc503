using System.Diagnostics;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using EksGrader.Api.Shared;

namespace EksGrader.Tests.Api.Shared;

/// <summary>What instructors write is shown to every student of the course: nothing of it runs, loads or leads astray.</summary>
public sealed class SafeMarkdownTests
{
    private static readonly string[] Elements =
        ["p", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "pre", "code", "em", "strong", "del", "a", "hr", "br", "table", "thead", "tbody", "tr", "th", "td"];

    // After OWASP's list (https://cheatsheetseries.owasp.org/cheatsheets/XSS_Filter_Evasion_Cheat_Sheet.html), and what Markdown itself opens.
    public static TheoryData<string> Attacks { get; } =
    [
        "<script>alert(1)</script>", "<SCRIPT SRC=https://evil.example/x.js></SCRIPT>", "<img src=x onerror=alert(1)>", "<img src=\"javascript:alert(1)\">", "<svg onload=alert(1)>", "<svg><script>alert(1)</script></svg>",
        "<iframe src=\"javascript:alert(1)\"></iframe>", "<object data=\"data:text/html,<script>alert(1)</script>\"></object>", "<embed src=//evil.example>", "<base href=//evil.example>", "<meta http-equiv=refresh content=\"0;url=//evil.example\">",
        "<link rel=stylesheet href=//evil.example>", "<style>*{background:url(//evil.example)}</style>", "<p style=\"background:url(//evil.example)\">a</p>", "<form action=//evil.example><input name=a></form>", "<a href=\"java&#x09;script:alert(1)\">a</a>",
        "<a onclick=alert(1)>a</a>", "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">", "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">", "<!--><script>alert(1)</script>-->", "<![CDATA[<script>alert(1)</script>]]>",
        "<?xml-stylesheet href=\"javascript:alert(1)\"?>", "<details ontoggle=alert(1) open>a</details>", "<button formaction=javascript:alert(1)>a</button>", "<template><script>alert(1)</script></template>",
        "[a](javascript:alert(1))", "[a](JaVaScRiPt:alert(1))", "[a](javascript&colon;alert(1))", "[a](  javascript:alert(1))", "[a](java\tscript:alert(1))", "[a](&#x6A&#x61&#x76&#x61&#x73&#x63&#x72&#x69&#x70&#x74&#x3A&#x61&#x6C&#x65&#x72&#x74&#x28&#x31&#x29)",
        "[a](vbscript:msgbox(1))", "[a](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)", "[a](file:///etc/passwd)", "[a](blob:https://evil.example/1)", "[a](\u0001javascript:alert(1))", "[a](<javascript:alert(1)>)", "<javascript:alert(1)>",
        "[a]: javascript:alert(1)\n\n[a]", "[a](https://a.example \"x\\\" onmouseover=\\\"alert(1)\")", "![a](https://evil.example/pixel.png)", "![a](javascript:alert(1))", "![a](data:image/svg+xml,<svg/onload=alert(1)>)", "![](x\"onerror=\"alert(1))", "![a][b]\n\n[b]: //evil.example/p.png \"t\"",
        "[a](https://a.example){onclick=alert(1)}", "# a {#location onclick=alert(1)}", "```js\" onmouseover=\"alert(1)\n</code></pre><script>alert(1)</script>\n```", "`</code><script>alert(1)</script>`", "| a | <img src=x onerror=alert(1)> |\n|---|:---:|\n| </td><script>alert(1)</script> | b |",
        "&lt;script&gt;alert(1)&lt;/script&gt;", "&#60;script&#62;alert(1)", "a\u2028<script>alert(1)</script>", "<scr<script>ipt>alert(1)</scr</script>ipt>", "*<a href=\"javascript:alert(1)\">*a", "<a href='https://a.example' target=_self>a</a>", "\"><script>alert(1)</script>", "<x onclick=alert(1) style=\"position:fixed;inset:0\">a",
    ];

    // What makes parsers slow or deep.
    public static TheoryData<string, int> Heavy { get; } = new()
    {
        { ">", 20_000 }, { "[", 20_000 }, { "![", 10_000 }, { "*a_ ", 5_000 }, { "**a", 6_000 }, { "`", 20_000 }, { "- ", 10_000 }, { "[a](", 5_000 }, { "<", 20_000 }, { "&", 20_000 }, { "|a", 10_000 }, { "a|\n-|\n", 3_000 }, { "\\", 20_000 }, { "1. ", 6_000 }, { "~~", 10_000 }, { "[a]: b\n\n[a]\n\n", 1_600 }, { "https://a.b/", 1_600 }, { "_가*", 6_000 },
    };

    [Theory]
    [MemberData(nameof(Attacks))]
    public void Attack_ComesToNothing(string markdown)
    {
        foreach (var element in Parsed(SafeMarkdown.ToHtml(markdown)))
        {
            Assert.Contains(element.LocalName, Elements);
            Assert.Equal("http://www.w3.org/1999/xhtml", element.NamespaceUri);
            foreach (var attribute in element.Attributes)
                Assert.Contains(attribute.Name, (string[])["href", "title", "rel", "target", "start"]);
            if (element.GetAttribute("href") is { } href)
                AssertHarmless(element, href);
        }
    }

    [Theory]
    [MemberData(nameof(Heavy))]
    public void HeavyText_IsRenderedInASecond(string piece, int times)
    {
        var text = string.Concat(Enumerable.Repeat(piece, times));
        var watch = Stopwatch.StartNew();

        var html = SafeMarkdown.ToHtml(text[..Math.Min(text.Length, 20_000)]);

        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(5)); // a second, on a machine that does something else too
        Assert.All(Parsed(html), e => Assert.Contains(e.LocalName, Elements));
    }

    [Fact]
    public void Html_IsShownAsItWasWritten() =>
        Assert.Equal("<p>a &lt;b&gt;bold&lt;/b&gt; &amp; b</p>", SafeMarkdown.ToHtml("a <b>bold</b> & b").TrimEnd());

    [Fact]
    public void FirstLine_IsPlain() => Assert.Equal("내 클러스터에 노드 2개", SafeMarkdown.FirstLine("## **내 클러스터**에 [노드](https://a.example) 2개\n\nmore"));

    [Fact]
    public void Headings_ComeBelowThePages()
    {
        Assert.Equal(["h3", "h4", "h6"], Parsed(SafeMarkdown.ToHtml("# a\n## b\n###### c")).Select(e => e.LocalName));
    }

    [Theory]
    [InlineData("[a](https://aws.amazon.com)", "https://aws.amazon.com", "_blank")]
    [InlineData("https://aws.amazon.com", "https://aws.amazon.com", "_blank")]
    [InlineData("<https://aws.amazon.com>", "https://aws.amazon.com", "_blank")]
    [InlineData("[a](//aws.amazon.com)", "//aws.amazon.com", "_blank")]
    [InlineData("[a](mailto:teacher@school.example)", "mailto:teacher@school.example", "_blank")]
    [InlineData("[a](/courses/clouds)", "/courses/clouds", null)]
    public void Link_LeavesThePageOpen_AndTellsTheOtherNothing(string markdown, string href, string? target)
    {
        var link = Assert.Single(Parsed(SafeMarkdown.ToHtml(markdown)), e => e.LocalName == "a");

        Assert.Equal((href, target), (link.GetAttribute("href"), link.GetAttribute("target")));
        Assert.Equal("noopener noreferrer nofollow", link.GetAttribute("rel"));
    }

    [Theory]
    [InlineData("![The target](https://evil.example/p.png)", "The target")]
    [InlineData("![](https://evil.example/p.png)", "https://evil.example/p.png")]
    public void Image_IsALink(string markdown, string words)
    {
        var link = Assert.Single(Parsed(SafeMarkdown.ToHtml(markdown)), e => e.LocalName == "a");

        Assert.Equal(("https://evil.example/p.png", words), (link.GetAttribute("href"), link.TextContent));
    }

    [Fact]
    public void Korean_IsBoldBesideASign() =>
        Assert.Contains("<strong>노드(Node)</strong>는", SafeMarkdown.ToHtml("**노드(Node)**는 2개입니다."), StringComparison.Ordinal);

    [Fact]
    public void WhatTeachersUse_IsThere()
    {
        var html = SafeMarkdown.ToHtml("1. a\n2. **b** and ~~c~~\n\n- d\n\n```\nkubectl get nodes\n```\n\n| e | f |\n|---|---|\n| 1 | 2 |\n\n> g\n\n---");

        foreach (var element in (string[])["ol", "strong", "del", "ul", "pre", "code", "table", "th", "td", "blockquote", "hr"])
            Assert.Contains($"<{element}>", html, StringComparison.Ordinal);
    }

    private static void AssertHarmless(IElement link, string href)
    {
        // As a browser resolves it: spaces and control characters around and within the scheme do not count.
        var plain = new string([.. href.Where(c => c > ' ')]);
        var scheme = plain.IndexOf(':', StringComparison.Ordinal) is var at and > 0 && plain.AsSpan(0, at).IndexOfAny("/?#") < 0 ? plain[..at].ToUpperInvariant() : "";
        Assert.Contains(scheme, (string[])["", "HTTP", "HTTPS", "MAILTO"]);
        Assert.Contains("noopener", link.GetAttribute("rel"), StringComparison.Ordinal);
    }

    private static List<IElement> Parsed(string html)
    {
        var body = new HtmlParser().ParseDocument($"<body>{html}</body>").Body ?? throw new InvalidOperationException("No body.");
        return [.. body.QuerySelectorAll("*")];
    }
}
