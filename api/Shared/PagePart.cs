using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace EksGrader.Api.Shared;

/// <summary>
/// A part of a page, rendered alone, for scripts that put it into the page while it is open. Each has an ETag, so that asking whether
/// anything changed costs next to nothing.
/// </summary>
internal static class PagePart
{
    private const int LargestWindow = 200;

    /// <summary>How many lines a window has.</summary>
    /// <param name="limit">What was asked for.</param>
    /// <param name="usual">How many there are where nothing was asked for.</param>
    public static int LinesOf(int? limit, int usual) => Math.Clamp(limit ?? usual, 1, LargestWindow);

    /// <summary>The part as an answer.</summary>
    public static IResult Of<T>(object parameters)
        where T : IComponent => new RazorComponentResult<T>(parameters) { PreventStreamingRendering = true };

    /// <summary>Answers with a part: 404 where there is nothing for the caller, 304 where the browser has it as it is.</summary>
    /// <param name="http">The request.</param>
    /// <param name="opened">What the page shows; null where there is nothing for the caller.</param>
    /// <param name="stamp">What changes with everything that the part shows, read once it is known that there is something.</param>
    /// <param name="now">The time of the answer.</param>
    /// <param name="render">Renders it; null where there is no such part.</param>
    public static async Task<IResult> AnswerAsync<TModel>(
        HttpContext http, TModel? opened, Func<TModel, Task<string>> stamp, DateTimeOffset now, Func<TModel, Task<IResult?>> render)
        where TModel : class =>
        opened is null ? TypedResults.NotFound()
        : IsKnown(http, await stamp(opened), now) ? Unchanged
        : await render(opened) ?? TypedResults.NotFound();

    /// <summary>That the browser has the part as it is.</summary>
    public static IResult Unchanged => TypedResults.StatusCode(StatusCodes.Status304NotModified);

    /// <summary>
    /// Whether the browser has the part as it is; says in any case which one it is given. The address and the language are part of it, and so
    /// is the minute: what hangs on the clock alone (time left, overdue, costs) is shown anew every minute.
    /// </summary>
    /// <param name="http">The request.</param>
    /// <param name="stamp">What changes with everything that the part shows.</param>
    /// <param name="now">The time of the answer.</param>
    public static bool IsKnown(HttpContext http, string stamp, DateTimeOffset now)
    {
        var parts = string.Create(CultureInfo.InvariantCulture, $"{stamp} {CultureInfo.CurrentUICulture.Name} {http.Request.QueryString} {now.ToUnixTimeSeconds() / 60}");
        var tag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(parts)))[..20]}\"", isWeak: true);
        http.Response.Headers.ETag = tag.ToString();
        return http.Request.GetTypedHeaders().IfNoneMatch.Any(known => known.Compare(tag, useStrongComparison: false));
    }
}
