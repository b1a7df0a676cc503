using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using EksGrader.Api.Application;

namespace EksGrader.Api.Hosting;

/// <summary>
/// What a person reads who opened the service by a name that is not its own. Nothing of the service is in it, not even its styles: they
/// would be asked for by that name too, and so would a page that knows who is signed in.
/// </summary>
internal static class MisdirectedPage
{
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
        return context.Response.WriteAsync(
            $"""
            <!DOCTYPE html>
            <html lang="{Encoded(culture.TwoLetterISOLanguageName)}">
            <head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{title} · EksGrader</title></head>
            <body><h1>{title}</h1><p>{advice}</p>{link}</body>
            </html>

            """,
            Encoding.UTF8,
            context.RequestAborted);
    }

    private static string Encoded(string text) => Encoder.Encode(text);
}
