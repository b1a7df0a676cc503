using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using EksGrader.Api.Application;
using EksGrader.Api.Auth;
using EksGrader.Checks;
using EksGrader.Db.Tokens;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace EksGrader.Api.Hosting;

/// <summary>
/// The header <c>Idempotency-Key</c> on writes: the same write sent again is answered the same and done once
/// (draft-ietf-httpapi-idempotency-key-header). Remembered answers lie under seal: one of them shows a token.
/// </summary>
/// <param name="next">What comes after it.</param>
/// <param name="protection">Seals answers.</param>
internal sealed class Idempotency(RequestDelegate next, IDataProtectionProvider protection)
{
    public const string Header = "Idempotency-Key";
    private const int LongestKey = 255;
    private static readonly string[] KeptHeaders = [HeaderNames.ContentType, HeaderNames.Location, HeaderNames.ETag];

    private readonly IDataProtector protector = protection.CreateProtector("EksGrader.Idempotency.v1");

    // Nothing of this is kept for a request that it does not concern: some of them are streams that live for minutes.
    public Task InvokeAsync(HttpContext context) =>
        IsWrite(context) && context.Request.Headers.TryGetValue(Header, out var sent) && Caller.Of(context.User) is { } caller
            ? AnswerAsync(context, sent.ToString(), caller)
            : next(context);

    private async Task AnswerAsync(HttpContext context, string key, Caller caller)
    {
        if (key.Length is 0 or > LongestKey || !key.All(c => c is > ' ' and <= '~'))
        {
            await RefuseAsync(context, ProblemKind.BadRequest, ApiTexts.Catalog["IdempotencyKeyForm"]);
            return;
        }

        var store = context.RequestServices.GetRequiredService<IdempotencyStore>();
        switch (await store.BeginAsync(caller.Key, key, await HashAsync(context), context.RequestAborted))
        {
            case IdempotencyAnswer.Repeat repeat:
                await RepeatAsync(context, repeat);
                break;
            case IdempotencyAnswer.Mismatch:
                await RefuseAsync(context, ProblemKind.KeyReused, detail: null);
                break;
            case IdempotencyAnswer.InProgress:
                await RefuseAsync(context, ProblemKind.InProgress, detail: null);
                break;
            default:
                await DoAsync(context, store, caller.Key, key);
                break;
        }
    }

    private static bool IsWrite(HttpContext context) =>
        HttpMethods.IsPost(context.Request.Method) || HttpMethods.IsPut(context.Request.Method) || HttpMethods.IsDelete(context.Request.Method);

    private static Task RefuseAsync(HttpContext context, ProblemKind kind, LocalizedText? detail) =>
        ProblemAnswers.WriteAsync(context, ProblemAnswers.Of(kind, detail, CultureInfo.CurrentUICulture));

    // Reading past the endpoint's own limit throws here as it would there.
    private static async Task<string> HashAsync(HttpContext context)
    {
        var request = context.Request;
        request.EnableBuffering();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{request.Method} {request.Path}{request.QueryString}\n{request.ContentType}\n"));
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await request.Body.ReadAsync(buffer, context.RequestAborted)) > 0)
            hash.AppendData(buffer, 0, read);
        request.Body.Position = 0;
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private async Task DoAsync(HttpContext context, IdempotencyStore store, string caller, string key)
    {
        var kept = false;
        var original = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        using var body = new MemoryStream();
        var buffered = new StreamResponseBodyFeature(body);
        context.Features.Set<IHttpResponseBodyFeature>(buffered);
        try
        {
            await next(context);
            await buffered.CompleteAsync();
            if (IsRemembered(context.Response.StatusCode))
            {
                // What was done is remembered even where the caller has gone: he is the one who will ask again.
                await store.AnswerAsync(caller, key, context.Response.StatusCode, HeadersOf(context.Response), protector.Protect(Convert.ToBase64String(body.ToArray())), CancellationToken.None);
                kept = true;
            }
        }
        finally
        {
            context.Features.Set(original);
            if (!kept)
                await store.ForgetAsync(caller, key, CancellationToken.None);
        }

        body.Position = 0;
        await body.CopyToAsync(context.Response.Body, context.RequestAborted);
    }

    // What may go otherwise the next time is no answer to remember.
    private static bool IsRemembered(int status) => status is < 500 and not (StatusCodes.Status401Unauthorized or StatusCodes.Status408RequestTimeout
        or StatusCodes.Status413PayloadTooLarge or StatusCodes.Status429TooManyRequests or StatusCodes.Status499ClientClosedRequest);

    private static string HeadersOf(HttpResponse response) => string.Join(
        '\n', KeptHeaders.Where(response.Headers.ContainsKey).Select(name => $"{name}: {response.Headers[name]}"));

    private async Task RepeatAsync(HttpContext context, IdempotencyAnswer.Repeat repeat)
    {
        context.Response.StatusCode = repeat.Status;
        foreach (var line in repeat.Headers?.Split('\n', StringSplitOptions.RemoveEmptyEntries) ?? [])
        {
            var colon = line.IndexOf(": ", StringComparison.Ordinal);
            context.Response.Headers[line[..colon]] = line[(colon + 2)..];
        }

        if (repeat.Body is { } sealedBody && Convert.FromBase64String(protector.Unprotect(sealedBody)) is { Length: > 0 } body)
            await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }
}
