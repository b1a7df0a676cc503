using Microsoft.AspNetCore.Http;

namespace EksGrader.Tests.Unit.Checks.Kubernetes;

/// <summary>Answers of a server that means harm.</summary>
internal static class HostileAnswers
{
    /// <summary>Begins, and never goes on.</summary>
    public static async Task StallAsync(HttpContext context, int status = 200)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync("""{"kind":""", context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
    }

    /// <summary>As good as endless: a client that reads it all gets what no bound let through, and the test ends.</summary>
    public static async Task EndlessAsync(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        await context.Response.WriteAsync("""{"kind":"Table","status":{"allowed":true},"gitVersion":"v1","rows":[{"cells":[],"object":{}}""", context.RequestAborted);
        var rows = string.Concat(Enumerable.Repeat(""",{"cells":[],"object":{}}""", 4096));
        for (var sent = 0; sent < 64 << 20; sent += rows.Length)
        {
            await context.Response.WriteAsync(rows, context.RequestAborted);
        }

        await context.Response.WriteAsync("]}", context.RequestAborted);
    }
}
