using EksGrader.Simulator.Plans;
using Microsoft.AspNetCore.Http;

namespace EksGrader.Simulator.Net;

/// <summary>API servers that a grader must survive.</summary>
internal static class Misbehaviour
{
    /// <summary>Answers as badly as the plan says.</summary>
    public static Task AnswerAsync(HttpContext context, ServerBehaviour behaviour) => behaviour switch
    {
        ServerBehaviour.Hang => HangAsync(context),
        ServerBehaviour.Flood => FloodAsync(context),
        ServerBehaviour.Drop => DropAsync(context),
        ServerBehaviour.Redirect => RedirectAsync(context),
        _ => GarbageAsync(context),
    };

    /// <summary>Waits until the client has had enough.</summary>
    public static async Task HangAsync(HttpContext context)
    {
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = context.RequestAborted.Register(gone.SetResult);
        await gone.Task;
    }

    /// <summary>A list with rows and rows, never ending: valid JSON as far as it gets, a little at a time for as long as the client reads.</summary>
    private static async Task FloodAsync(HttpContext context)
    {
        context.Response.ContentType = "application/json";
        var filler = new byte[64 * 1024];
        "{\"kind\":\"Table\",\"apiVersion\":\"meta.k8s.io/v1\",\"metadata\":{},\"columnDefinitions\":[],\"rows\":["u8.CopyTo(filler);
        var writer = context.Response.BodyWriter;
        var start = filler.AsMemory(0, Array.IndexOf(filler, (byte)0));
        await writer.WriteAsync(start, context.RequestAborted);
        ReadOnlySpan<byte> row = "{\"cells\":[],\"object\":null},"u8;
        for (var at = 0; at < filler.Length; at++)
        {
            filler[at] = row[at % row.Length];
        }

        var whole = filler.AsMemory(0, filler.Length - (filler.Length % row.Length));
        while (!context.RequestAborted.IsCancellationRequested)
        {
            await writer.WriteAsync(whole, context.RequestAborted);
        }
    }

    private static async Task DropAsync(HttpContext context)
    {
        context.Response.ContentType = "application/json";
        await context.Response.BodyWriter.WriteAsync("{\"kind\":\"Table\",\"apiVersion\":\"meta.k8s.io/v1\",\"rows\":[{\"cells\":["u8.ToArray(), context.RequestAborted);
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
        context.Abort();
    }

    private static Task RedirectAsync(HttpContext context)
    {
        context.Response.StatusCode = 307;
        context.Response.Headers.Location = "https://169.254.169.254/latest/meta-data/";
        return Task.CompletedTask;
    }

    private static Task GarbageAsync(HttpContext context)
    {
        context.Response.ContentType = "text/html; charset=utf-8";
        return context.Response.WriteAsync("<!DOCTYPE html><title>Welcome</title><h1>It works!</h1>", context.RequestAborted);
    }
}

/// <summary>
/// The distance between grader and cluster: a TCP connection costs one round trip, TLS one, every request one. A connection that the
/// kernel accepted at once is made up for before its first answer.
/// </summary>
internal sealed class RoundTrips(TimeSpan delay, TimeProvider time)
{
    /// <summary>Waits for some round trips; at once where the distance is none.</summary>
    public ValueTask WaitAsync(int count, CancellationToken cancellationToken) =>
        delay <= TimeSpan.Zero ? ValueTask.CompletedTask : new ValueTask(Task.Delay(delay * count, time, cancellationToken));
}
