using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace EksGrader.Tests.Support.Api;

/// <summary>A chat's webhook on loopback: keeps what is posted, and answers as a test says.</summary>
public sealed class Channel : IAsyncDisposable
{
    private readonly WebApplication app;

    private Channel(WebApplication app) => this.app = app;

    public ConcurrentQueue<JsonElement> Posts { get; } = [];

    public Action<HttpContext> Answer { get; set; } = _ => { };

    public string Address => $"{app.Urls.First()}/services/T0000/B0000/the-secret-of-this-webhook";

    public static async Task<Channel> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var made = builder.Build();
        var channel = new Channel(made);
        made.Run(async context =>
        {
            channel.Posts.Enqueue((await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted)).RootElement);
            channel.Answer(context);
        });
        await made.StartAsync(TestContext.Current.CancellationToken);
        return channel;
    }

    public async ValueTask DisposeAsync() => await app.DisposeAsync();
}
