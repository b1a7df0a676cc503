using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace EksGrader.Simulator.Net;

/// <summary>A JSON answer, written straight into the connection's buffers.</summary>
internal sealed class JsonBody : IAsyncDisposable
{
    // A page of objects is sent on once it has grown to this: the buffers then stay small for lists of any length.
    private const int SendAt = 64 * 1024;

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly HttpContext context;
    private long sent;

    private JsonBody(HttpContext context)
    {
        this.context = context;
        Json = new Utf8JsonWriter(context.Response.BodyWriter, Options);
    }

    public Utf8JsonWriter Json { get; }

    /// <summary>Sets status and type. Disposing ends the answer.</summary>
    public static JsonBody Begin(HttpContext context, int status = 200, string contentType = "application/json")
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = contentType;
        return new JsonBody(context);
    }

    /// <summary>Sends on what has been written, if it is much.</summary>
    public async ValueTask SendIfMuchAsync()
    {
        if (Json.BytesCommitted + Json.BytesPending - sent < SendAt)
        {
            return;
        }

        await Json.FlushAsync(context.RequestAborted);
        sent = Json.BytesCommitted;
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    public async ValueTask DisposeAsync() => await Json.DisposeAsync();
}
