using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Microsoft.Net.Http.Headers;

namespace EksGrader.Api.Host;

/// <summary>
/// What a person reads who opened the service by a name that is not its own. Nothing of the service is in it, not even its styles: they
/// would be asked for by that name too, and so would a page that knows who is signed in. It brings the few that it needs along, and its
/// Content-Security-Policy lets those in by their hash and nothing else.
/// </summary>
internal static class MisdirectedPage
{
    private const string Style = """
        :root { color-scheme: light dark; background: light-dark(#fafaf8, #121316); color: light-dark(#1b1c1e, #ececee); font: 1rem/1.6 system-ui, "Noto Sans KR", "Apple SD Gothic Neo", "Malgun Gothic", sans-serif; word-break: keep-all; }
        body { max-width: 34rem; margin: 15vh auto 0; padding: 0 1.5rem; overflow-wrap: anywhere; }
        h1 { font-size: 1.5rem; line-height: 1.3; }
        a { color: light-dark(#2754c5, #93b2ff); }
        """;

    private static readonly string Policy =
        $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)))}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    /// <summary>Answers with the page.</summary>
    /// <param name="context">The request.</param>
    /// <param name="host">The name, as it may be shown.</param>
    /// <param name="address">The service's own address; null where none is configured.</param>
    public static Task WriteAsync(HttpContext context, string host, Uri? address)
    {
        var culture = CultureInfo.CurrentUICulture;
        var title = Encoded(ProblemKind.Misdirected.Title.In(culture));
        var advice = Encoded(ApiTexts.Catalog["HostUnknownPage", host].In(culture));
        var link = "";
        if (address is not null)
        {
            var shown = Encoded(address.AbsoluteUri);
            link = $"<p>{Encoded(ApiTexts.Catalog["HostAddress"].In(culture))} <a href=\"{shown}\">{shown}</a></p>";
        }

        context.Response.StatusCode = ProblemKind.Misdirected.Status;
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.Headers[HeaderNames.ContentSecurityPolicy] = Policy;
        return context.Response.WriteAsync(
            $"""
            <!DOCTYPE html>
            <html lang="{Encoded(culture.TwoLetterISOLanguageName)}">
            <head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{title} · EksGrader</title><style>{Style}</style></head>
            <body><main><h1>{title}</h1><p>{advice}</p>{link}</main></body>
            </html>

            """,
            Encoding.UTF8,
            context.RequestAborted);
    }

    private static string Encoded(string text) => Encoder.Encode(text);
}
