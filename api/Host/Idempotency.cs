using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using EksGrader.Checks.Core;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using EksGrader.Db.Tokens;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace EksGrader.Api.Host;

/// <summary>
/// The header <c>Idempotency-Key</c> on writes: the same write sent again is answered the same and done once
/// (draft-ietf-httpapi-idempotency-key-header). What changed nothing is not remembered: sent again, it is asked again. Remembered answers
/// lie under seal: one of them shows a token.
/// </summary>
internal sealed partial class Idempotency(RequestDelegate next, IDataProtectionProvider protection, IdempotencyLocks locks, ILogger<Idempotency> logger)
{
    public const string Header = "Idempotency-Key";
    private const int LongestKey = 255;
    private const string SecondsWhileInProgress = "1";
    private static readonly string[] KeptHeaders = [HeaderNames.ContentType, HeaderNames.Location, HeaderNames.ETag];

    private readonly IDataProtector protector = protection.CreateProtector("EksGrader.Idempotency.v1");

    // Nothing of this is kept for a request that it does not concern: some of them are streams that live for minutes.
    public Task InvokeAsync(HttpContext context) =>
        HttpWrites.IsWrite(context.Request) && context.Request.Headers.TryGetValue(Header, out var sent) && CurrentUser.Of(context.User) is { } caller
            ? AnswerAsync(context, sent.ToString(), caller)
            : next(context);

    private async Task AnswerAsync(HttpContext context, string key, CurrentUser caller)
    {
        if (key.Length is 0 or > LongestKey || !key.All(c => c is > ' ' and <= '~'))
        {
            await RefuseAsync(context, ProblemKind.BadRequest, ApiTexts.Catalog["IdempotencyKeyForm"]);
            return;
        }

        var write = new KeyedWrite(caller.Key, key, await HashAsync(context));
        await using var turn = await locks.TryTakeAsync(write.Caller, write.Key, context.RequestAborted);
        if (turn is null)
        {
            context.Response.Headers[HeaderNames.RetryAfter] = SecondsWhileInProgress;
            await RefuseAsync(context, ProblemKind.InProgress, detail: null);
            return;
        }

        var store = context.RequestServices.GetRequiredService<IdempotencyStore>();
        switch (await store.FindAsync(write, context.RequestAborted))
        {
            case IdempotencyResult.Repeat repeat:
                await RepeatAsync(context, repeat);
                break;
            case IdempotencyResult.Mismatch:
                await RefuseAsync(context, ProblemKind.KeyReused, detail: null);
                break;
            case IdempotencyResult.Do wanted:
                await DoAsync(context, store, write, wanted.IsDone);
                break;
        }
    }

    private static Task RefuseAsync(HttpContext context, ProblemKind kind, LocalizedText? detail) =>
        ProblemResponses.WriteAsync(context, ProblemResponses.Of(kind, detail, CultureInfo.CurrentUICulture));

    // Reading past the endpoint's own limit throws here as it would there. A submission is never buffered on the disk: it is a credential.
    private static async Task<string> HashAsync(HttpContext context)
    {
        var request = context.Request;
        request.EnableBuffering(bufferThreshold: BodyLimit.Submission);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{request.Method} {request.Path}{request.QueryString}\n{request.ContentType}\n"));
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await request.Body.ReadAsync(buffer, context.RequestAborted)) > 0)
            hash.AppendData(buffer, 0, read);
        request.Body.Position = 0;
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private async Task DoAsync(HttpContext context, IdempotencyStore store, KeyedWrite write, bool isDone)
    {
        var db = context.RequestServices.GetRequiredService<EksGraderDb>();
        var commits = db.Commits;
        var original = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        using var body = new MemoryStream();
        var buffered = new StreamResponseBodyFeature(body);
        context.Features.Set<IHttpResponseBodyFeature>(buffered);
        context.Features.Set(write);
        try
        {
            await next(context);
            await buffered.CompleteAsync();
        }
        finally
        {
            context.Features.Set(original);
        }

        if (context.Response.StatusCode is >= 200 and < 300 && (isDone || db.Commits > commits))
            await RememberAsync(context, store, write, body);
        body.Position = 0;
        await body.CopyToAsync(context.Response.Body, context.RequestAborted);
    }

    // What was done is remembered even where the caller has gone: it is that caller who will ask again. And it is answered even where it
    // cannot be remembered.
    private async Task RememberAsync(HttpContext context, IdempotencyStore store, KeyedWrite write, MemoryStream body)
    {
        try
        {
            var answer = new IdempotencyResult.Repeat(context.Response.StatusCode, HeadersOf(context.Response), protector.Protect(body.ToArray()));
            await store.AnswerAsync(write, answer, CancellationToken.None);
        }
        catch (Exception e) when (StorageErrors.IsOfDatabase(e))
        {
            Log.NotRemembered(logger, e);
        }
    }

    private static string HeadersOf(HttpResponse response) => string.Join(
        '\n', KeptHeaders.Where(response.Headers.ContainsKey).Select(name => $"{name}: {response.Headers[name]}"));

    private async Task RepeatAsync(HttpContext context, IdempotencyResult.Repeat repeat)
    {
        context.Response.StatusCode = repeat.Status;
        foreach (var line in repeat.Headers?.Split('\n', StringSplitOptions.RemoveEmptyEntries) ?? [])
        {
            var colon = line.IndexOf(": ", StringComparison.Ordinal);
            context.Response.Headers[line[..colon]] = line[(colon + 2)..];
        }

        if (protector.Unprotect(repeat.Body) is { Length: > 0 } body)
            await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "An answer under an Idempotency-Key could not be remembered; sent again, the write is done again")]
        public static partial void NotRemembered(ILogger logger, Exception exception);
    }
}
