namespace EksGrader.Api.Features.Accounts;

/// <summary>
/// Links with a code that is as good as a password. It stands behind <c>#</c>: a browser sends that part of an address to no server, so it reaches
/// neither the logs of this service and of the proxies before it, nor another site by the header <c>Referer</c> (RFC 3986, 3.5). A script of
/// the page takes it out of the address and sends it as a form; without script it is typed, or the whole link is pasted.
/// </summary>
internal static class CodeLink
{
    private const string Mark = "code=";

    /// <summary>A link to a page that takes a code.</summary>
    /// <param name="address">Where people open the service.</param>
    /// <param name="page">The page's path, without a slash before it.</param>
    /// <param name="code">The code.</param>
    public static Uri To(Uri address, string page, string code) => new(address, $"{page}#{Mark}{Uri.EscapeDataString(code)}");

    /// <summary>The code in what was typed or pasted: the code itself, or a link with it; null for nothing.</summary>
    public static string? CodeIn(string? typed)
    {
        var text = typed?.Trim() ?? "";
        var at = text.LastIndexOf(Mark, StringComparison.Ordinal);
        return text.Length == 0 ? null : at < 0 ? text : Uri.UnescapeDataString(text[(at + Mark.Length)..]);
    }
}
