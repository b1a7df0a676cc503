using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization;
using EksGrader.Checks;
using EksGrader.Checks.Core;
using EksGrader.Checks.Web;
using EksGrader.Db.Model;
using EksGrader.Jobs.Mail;
using Microsoft.Extensions.DependencyInjection;

namespace EksGrader.Jobs.Reminders;

/// <summary>Posts to webhooks.</summary>
public interface IWebhookSender
{
    /// <summary>Posts a text. What goes wrong is an answer, never an exception; also when it is cut off.</summary>
    /// <param name="address">The webhook.</param>
    /// <param name="id">What tells a repeat: sent along as <c>Idempotency-Key</c>.</param>
    /// <param name="text">The text, in plain words.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<DeliveryResult> PostAsync(Uri address, ReminderId id, string text, CancellationToken cancellationToken);
}

/// <summary>
/// Posts to webhooks: to addresses that pass the guard only, without redirects, cookies or a proxy, within a time. People name these
/// addresses, and an address of the inside must not be reachable by them.
/// </summary>
internal sealed class WebhookSender : IWebhookSender, IDisposable
{
    /// <summary>How long one post may take from the name look-up to the answer.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);
    private const int MostSaid = 200;

    // Shorter parts of an address are words such as "services" and "webhook".
    private const int ShortestSecret = 9;

    private readonly HttpMessageInvoker http;
    private readonly TimeProvider time;

    /// <summary>Makes one.</summary>
    /// <param name="connector">Makes guarded connections.</param>
    /// <param name="time">The clock.</param>
    public WebhookSender([FromKeyedServices(NetworkUse.Webhooks)] GuardedConnector connector, TimeProvider time)
    {
        this.time = time;
        http = new HttpMessageInvoker(new SocketsHttpHandler
        {
            ConnectCallback = connector.ConnectAsync,
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            AutomaticDecompression = DecompressionMethods.None,
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            MaxResponseHeadersLength = 16,
            ActivityHeadersPropagator = null,
        });
    }

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();

    /// <inheritdoc/>
    public async Task<DeliveryResult> PostAsync(Uri address, ReminderId id, string text, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        using var content = new TrackedContent(WebhookPayload.Of(text));
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = content, Version = HttpVersion.Version11 };
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("EksGrader", "1.0"));
        request.Headers.TryAddWithoutValidation("Idempotency-Key", id.ToString());
        try
        {
            using var response = await http.SendAsync(request, both.Token);
            return await AnswerAsync(response, address, both.Token);
        }
        catch (OperationCanceledException)
        {
            // Once the body is out, the server may have taken it and only answers slowly.
            return new DeliveryResult(content.IsOut ? DeliveryOutcome.Unsure : DeliveryOutcome.Later, $"no answer within {Patience.TotalSeconds:0} s");
        }
        catch (HttpRequestException e) when (ConnectException.In(e) is { Failure: ConnectFailure.Blocked } blocked)
        {
            return new DeliveryResult(DeliveryOutcome.Refused, SafeText.Line(blocked.Message, MostSaid));
        }
        catch (HttpRequestException e)
        {
            return new DeliveryResult(content.IsOut ? DeliveryOutcome.Unsure : DeliveryOutcome.Later, SafeText.Line((e.InnerException ?? e).Message, MostSaid));
        }
    }

    private async Task<DeliveryResult> AnswerAsync(HttpResponseMessage response, Uri address, CancellationToken cancellationToken)
    {
        if (response.IsSuccessStatusCode)
            return DeliveryResult.Taken;
        var status = (int)response.StatusCode;
        var body = await ReadAsync(response, address, cancellationToken);
        var said = FormattableString.Invariant($"HTTP {status} {body}").TrimEnd();
        return status switch
        {
            >= 300 and < 400 => new DeliveryResult(DeliveryOutcome.Refused, $"{said} (redirects are not followed)"),
            408 or 425 or 429 or >= 500 => new DeliveryResult(DeliveryOutcome.Later, said) { After = AfterOf(response.Headers.RetryAfter) },
            _ => new DeliveryResult(DeliveryOutcome.Refused, said),
        };
    }

    // The address is the secret, and servers like to repeat it ("Cannot POST /services/…"). What was said is logged and shown.
    private static string WithoutSecret(string said, Uri address)
    {
        foreach (var part in address.PathAndQuery.Split(['/', '?', '&', '='], StringSplitOptions.RemoveEmptyEntries).Where(p => p.Length >= ShortestSecret))
            said = said.Replace(part, "…", StringComparison.OrdinalIgnoreCase).Replace(Uri.UnescapeDataString(part), "…", StringComparison.OrdinalIgnoreCase);
        return said;
    }

    private TimeSpan? AfterOf(RetryConditionHeaderValue? header)
    {
        var after = header?.Delta ?? (header?.Date - time.GetUtcNow());
        return after is null ? null : TimeSpan.FromTicks(Math.Clamp(after.Value.Ticks, 0, LongestWait.Ticks));
    }

    // What it says is only shown: a body that breaks or hangs takes nothing from the status.
    private static async Task<string> ReadAsync(HttpResponseMessage response, Uri address, CancellationToken cancellationToken)
    {
        var bytes = new byte[MostSaid * 4];
        var length = 0;
        try
        {
            await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
            while (length < bytes.Length && await stream.ReadAsync(bytes.AsMemory(length), cancellationToken) is > 0 and var read)
                length += read;
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or HttpRequestException)
        {
            return "";
        }

        return SafeText.Line(WithoutSecret(System.Text.Encoding.UTF8.GetString(bytes, 0, length).Trim(), address), MostSaid);
    }

    /// <summary>A body that knows whether it was sent.</summary>
    private sealed class TrackedContent : HttpContent
    {
        private readonly byte[] body;

        public TrackedContent(byte[] body)
        {
            this.body = body;
            Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        }

        public bool IsOut { get; private set; }

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            // From here on bytes may be on their way, whatever happens to this call.
            IsOut = true;
            await stream.WriteAsync(body, cancellationToken);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = body.Length;
            return true;
        }
    }
}

/// <summary>
/// The body of a webhook's post: Slack reads <c>text</c>, Discord <c>content</c>, and each ignores the other's. What students wrote in it
/// mentions no one: Slack's marks are escaped (docs.slack.dev, "Formatting message text"), and Discord is told to heed no mention
/// (docs.discord.com, "Allowed Mentions Object").
/// </summary>
internal sealed record WebhookPayload(string Text, string Content, AllowedMentions AllowedMentions)
{
    // Discord takes 2000 characters of content.
    private const int Longest = 1900;

    public static byte[] Of(string text)
    {
        var cut = Cut(text);
        return JsonSerializer.SerializeToUtf8Bytes(new WebhookPayload(Escape(cut), cut, new AllowedMentions([])), WebhookJson.Default.WebhookPayload);
    }

    private static string Escape(string text) => text
        .Replace("&", "&amp;", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal);

    // At the end of a line where there is one, and never within a character.
    private static string Cut(string text)
    {
        if (text.Length <= Longest)
            return text;
        var end = text.LastIndexOf('\n', Longest);
        if (end < Longest / 2)
            end = char.IsLowSurrogate(text[Longest]) ? Longest - 1 : Longest;
        return text[..end] + "\n…";
    }
}

/// <summary>Whom a message of Discord may call.</summary>
/// <param name="Parse">The kinds of mentions; empty for none.</param>
internal sealed record AllowedMentions(IReadOnlyList<string> Parse);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(WebhookPayload))]
internal sealed partial class WebhookJson : JsonSerializerContext;
