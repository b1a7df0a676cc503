using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using EksGrader.Tests.Support.Api;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace EksGrader.Tests.Api.Authorisation;

/// <summary>Every endpoint and page × every role × own and foreign data, by token and by session, in one table.</summary>
public sealed partial class AuthorisationTests(SharedService shared)
{
    [Fact]
    public async Task EveryRole_GetsWhatItMay_ByToken()
    {
        using var cast = await Cast.MeetAsync(shared.Service);
        var wrong = new List<string>();
        foreach (var (call, answers) in ApiRows.All)
            await CompareAsync(call, answers, wrong, who => AskAsync(cast.Tokens[who], cast, call));
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public async Task EveryRole_GetsWhatItMay_ByCookie()
    {
        using var cast = await Cast.MeetAsync(shared.Service);
        var forgery = await TokensAsync(cast);
        var wrong = new List<string>();
        foreach (var (call, answers) in ApiRows.All)
            await CompareAsync(call, answers, wrong, who => AskAsync(cast.Sessions[who], cast, call, forgery[who]));
        foreach (var (call, answers) in PageRows.All)
            await CompareAsync(call, answers, wrong, who => AskAsync(cast.Sessions[who], cast, call, forgery[who]));
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public async Task EveryForm_IsRefusedToThoseWhoMayNotSeeItsPage()
    {
        using var cast = await Cast.MeetAsync(shared.Service);
        var forgery = await TokensAsync(cast);
        var (wrong, forms) = (new List<string>(), 0);
        foreach (var (call, answers) in PageRows.All)
        {
            var (path, expected) = (cast.Path(call.Split(' ')[1]), answers.Split(' '));
            foreach (var handler in await HandlersAsync(cast, path, expected))
            {
                forms++;
                for (var who = 0; who < expected.Length; who++)
                {
                    if (expected[who] == "+")
                        continue;
                    var sent = await PostAsync(cast.Sessions[who], path, handler, forgery[who]);
                    // 400 where the page, which shows nothing, has no such form for them; 405 where a part of a page takes none at all.
                    if (Short(sent) is not ("in" or "403" or "404") && sent.Status is not (400 or 405))
                        wrong.Add($"form {handler} of {path}: {Cast.Names[who]} got {sent.Status}");
                }
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.True(forms > 10, "The pages showed hardly any forms.");
    }

    [Fact]
    public async Task EveryForm_WithoutItsToken_IsRefusedToEverybody()
    {
        using var cast = await Cast.MeetAsync(shared.Service);
        var wrong = new List<string>();
        foreach (var (call, answers) in PageRows.All)
        {
            var (path, expected) = (cast.Path(call.Split(' ')[1]), answers.Split(' '));
            foreach (var handler in await HandlersAsync(cast, path, expected))
            {
                var sent = await PostAsync(cast.Sessions[^1], path, handler, token: null);
                if (sent.Status != 400)
                    wrong.Add($"form {handler} of {path} got {sent.Status}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public async Task LimitedToken_SendsNoForm()
    {
        using var cast = await Cast.MeetAsync(shared.Service);
        var email = $"teacher@{cast.Room.Course}.example";
        var reader = ("Authorization", "Bearer " + await Classroom.TokenAsync(shared.Service, email, """["read"]"""));
        using var browser = new WebBrowser(shared.Service);
        var page = await browser.GetAsync($"/courses/{cast.Room.Course}/roster", reader);
        using var form = new FormUrlEncodedContent([new("__RequestVerificationToken", WebBrowser.TokenIn(page.Is(200).Text)), new("_handler", "hand-out"), new("Channel", "List")]);
        Assert.Equal(403, (await browser.SendAsync(HttpMethod.Post, $"/courses/{cast.Room.Course}/roster", form, reader)).Status);
    }

    [Fact]
    public void EveryEndpointAndPage_StandsInTheTable()
    {
        var told = ApiRows.All.Concat(PageRows.All).Select(row => row.Call).Concat(PageRows.Open)
            .Select(call => Normal(call.Split(' ')[0], call.Split(' ')[1].Split('?')[0])).ToHashSet(StringComparer.OrdinalIgnoreCase);

        // What a page is sent is walked form by form: its GET is its row.
        var pages = PageRows.All.Select(row => Normal("POST", row.Call.Split(' ')[1].Split('?')[0]));
        var there = shared.Service.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .SelectMany(e => (e.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["ANY"]).Select(m => Normal(m, e.RoutePattern.RawText ?? "")))
            .Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        Assert.Equal("", string.Join('\n', there.Except(told.Concat(pages), StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal)));
        Assert.Equal("", string.Join('\n', told.Except(there, StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal)));
    }

    private static async Task CompareAsync(string call, string answers, List<string> wrong, Func<int, Task<Reply>> ask)
    {
        var expected = answers.Split(' ');
        for (var who = 0; who < expected.Length; who++)
        {
            var reply = await ask(who);
            if (Short(reply) != expected[who])
                wrong.Add($"{call}: {Cast.Names[who]} got {reply.Status} instead of {expected[who]}");
        }
    }

    private static string Short(Reply reply) => reply.Status switch
    {
        401 or 403 or 404 => reply.Status.ToString(CultureInfo.InvariantCulture),
        302 when reply.Location?.Contains("/sign-in", StringComparison.Ordinal) == true => "in",
        < 500 => "+",
        _ => "failed",
    };

    private static Task<Reply> AskAsync(ApiClient caller, Cast cast, string call)
    {
        var (method, path, body, type) = Read(cast, call);
        return caller.SendAsync(method, path, body, type);
    }

    private static async Task<Reply> AskAsync(WebBrowser browser, Cast cast, string call, string token)
    {
        var (method, path, body, type) = Read(cast, call);
        using var content = body is null ? null : new StringContent(body, Encoding.UTF8, type);
        return await browser.SendAsync(method, path, content, ("X-CSRF-Token", token));
    }

    private static (HttpMethod Method, string Path, string? Body, string Type) Read(Cast cast, string call)
    {
        var parts = call.Split(' ');
        var body = parts.Length < 3 ? null : parts[2] == "csv" ? "nothing" : parts[2];
        return (new HttpMethod(parts[0]), cast.Path(parts[1]), body, parts.Length == 3 && parts[2] == "csv" ? "text/csv" : "application/json");
    }

    // The antiforgery token of each session; no one's comes from the page of signing in.
    private static async Task<string[]> TokensAsync(Cast cast)
    {
        var tokens = new string[cast.Sessions.Count];
        for (var who = 0; who < tokens.Length; who++)
            tokens[who] = WebBrowser.TokenIn((await cast.Sessions[who].GetAsync(who == 0 ? "/sign-in" : "/account")).Text);
        return tokens;
    }

    // The forms that a page shows to any of those who may see it.
    private static async Task<HashSet<string>> HandlersAsync(Cast cast, string path, string[] expected)
    {
        var handlers = new HashSet<string>(StringComparer.Ordinal);
        for (var who = 1; who < expected.Length; who++)
        {
            if (expected[who] == "+")
                handlers.UnionWith(Handler().Matches((await cast.Sessions[who].GetAsync(path)).Text).Select(m => m.Groups[1].Value));
        }

        return handlers;
    }

    private static async Task<Reply> PostAsync(WebBrowser browser, string path, string handler, string? token)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal) { ["_handler"] = handler };
        if (token is not null)
            fields["__RequestVerificationToken"] = token;
        using var content = new FormUrlEncodedContent(fields);
        return await browser.SendAsync(HttpMethod.Post, path, content);
    }

    private static string Normal(string method, string path) => $"{method} {Parameter().Replace(path, "{}").TrimEnd('/')}";

    [GeneratedRegex(@"\{[^}]*\}", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Parameter();

    [GeneratedRegex("name=\"_handler\" value=\"(?<value>[^\"]+)\"", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Handler();
}
