using System.Net;
using System.Text.RegularExpressions;

namespace EksGrader.Tests.Support.Api;

/// <summary>A browser without script: cookies, pages, forms. Does not follow redirects.</summary>
public sealed partial class WebBrowser : IDisposable
{
    public const string Password = "a quiet sentence to sign in";
    private readonly HttpClient http;
    private readonly CookieContainer cookies = new();

    /// <summary>A browser without cookies.</summary>
    /// <param name="service">The service.</param>
    /// <param name="root">The address to open it at; null for its own.</param>
    public WebBrowser(Service service, Uri? root = null)
    {
        Service = service;
        Root = root ?? service.Root;
        http = new HttpClient(new SocketsHttpHandler { CookieContainer = cookies, AllowAutoRedirect = false, UseProxy = false }) { BaseAddress = Root };
    }

    /// <summary>The address that the service is opened at.</summary>
    public Uri Root { get; }

    public Service Service { get; }

    /// <summary>Where a trusted proxy says that the browser is; null for where it is.</summary>
    public string? Address { get; set; }

    /// <summary>What the server set with the last answer.</summary>
    public IReadOnlyList<string> SetCookies { get; private set; } = [];

    /// <summary>Whether the browser speaks TLS with a proxy before the service.</summary>
    public bool IsBehindTls { get; init; }

    public async Task<Reply> SendAsync(HttpMethod method, string path, HttpContent? content = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        request.Headers.TryAddWithoutValidation("Accept", "text/html,*/*;q=0.8");
        if (IsBehindTls)
            request.Headers.TryAddWithoutValidation("X-Forwarded-Proto", "https");
        if (Address is not null)
            request.Headers.TryAddWithoutValidation("X-Forwarded-For", Address);
        foreach (var (name, value) in headers)
        {
            request.Headers.Remove(name);
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        SetCookies = response.Headers.TryGetValues("Set-Cookie", out var set) ? [.. set] : [];
        return new Reply(response, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    public Task<Reply> GetAsync(string path, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Get, path, content: null, headers);

    /// <summary>Opens a page, fills in one of its forms and sends it.</summary>
    /// <param name="page">The page's address.</param>
    /// <param name="form">The form's name, see <c>@formname</c>.</param>
    /// <param name="fields">What is typed.</param>
    public async Task<Reply> SubmitAsync(string page, string form, params (string Name, string Value)[] fields) =>
        await SubmitAsync(await GetAsync(page), page, form, fields);

    /// <summary>Fills in a form of a page that is open, and sends it.</summary>
    public async Task<Reply> SubmitAsync(Reply open, string page, string form, params (string Name, string Value)[] fields)
    {
        var sent = new Dictionary<string, string>(StringComparer.Ordinal) { ["_handler"] = form, ["__RequestVerificationToken"] = TokenIn(open.Text) };
        foreach (var (name, value) in fields)
            sent[name] = value;
        using var content = new FormUrlEncodedContent(sent);
        return await SendAsync(HttpMethod.Post, page, content);
    }

    /// <summary>Opens what a link with a code leads to: the code is sent as a form, as the page's script and who types it do.</summary>
    /// <param name="page">The page, such as <c>/invitation</c>.</param>
    /// <param name="code">The code, or the whole link.</param>
    public Task<Reply> OpenCodeAsync(string page, string code) => SubmitAsync(page, "code", ("Typed", code));

    /// <summary>Accepts an invitation with a password.</summary>
    public async Task<Reply> AcceptAsync(string code, string page = "/invitation") =>
        await AcceptAsync(await OpenCodeAsync(page, code), code, page);

    /// <summary>Accepts an invitation that is open already.</summary>
    public Task<Reply> AcceptAsync(Reply open, string code, string page = "/invitation", string password = Password, string repeated = Password) =>
        SubmitAsync(open, page, "password", ("Code", code), ("Password", password), ("Repeated", repeated));

    /// <summary>Where an answer leads, without the service's own address.</summary>
    public string? Lead(Reply reply) => reply.Location is null ? null
        : new Uri(Root, reply.Location) is var uri && uri.Authority == Root.Authority ? uri.PathAndQuery : reply.Location;

    /// <summary>The antiforgery token of a page.</summary>
    public static string TokenIn(string html) => TokenField().Match(html) is { Success: true } found ? found.Groups[1].Value : throw new InvalidOperationException($"The page has no form: {html}");

    /// <summary>Signs in with a password.</summary>
    public Task<Reply> SignInAsync(string email, string password = Password, string returnUrl = "/") =>
        SubmitAsync($"/sign-in?returnUrl={Uri.EscapeDataString(returnUrl)}", "sign-in", ("Email", email), ("Password", password), ("Back", returnUrl));

    public void Dispose() => http.Dispose();

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"(?<value>[^\"]+)\"", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TokenField();
}
