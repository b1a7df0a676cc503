using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;
using Amazon.Runtime;
using EksGrader.Checks.Aws;
using EksGrader.Checks.Aws.Pipeline;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;

namespace EksGrader.Tests.Unit.Checks.Aws;

/// <summary>A request as the fake AWS saw it.</summary>
internal sealed record FakeRequest(string Operation, IReadOnlyDictionary<string, string> Form, string Body, HttpContext Http)
{
    public string Path { get; } = Http.Request.Path;

    public string Authorization { get; } = Http.Request.Headers.Authorization.ToString();

    public string SecurityToken { get; } = Http.Request.Headers["X-Amz-Security-Token"].ToString();
}

/// <summary>A web server on loopback that answers AWS calls as a test says; what no test registered answers 501.</summary>
internal sealed class FakeAwsServer : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Func<FakeRequest, Task>> answers = new(StringComparer.Ordinal);
    private readonly WebApplication server;

    private FakeAwsServer(WebApplication server) => this.server = server;

    public ConcurrentQueue<FakeRequest> Requests { get; } = new();

    public Uri Address => new(server.Urls.First());

    public static async Task<FakeAwsServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var fake = new FakeAwsServer(app);
        app.Run(fake.AnswerAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return fake;
    }

    /// <summary>Says how an operation answers; <c>DescribeCluster</c> for any GET below <c>/clusters/</c>.</summary>
    public FakeAwsServer On(string operation, Func<FakeRequest, Task> answer)
    {
        answers[operation] = answer;
        return this;
    }

    public FakeAwsServer On(string operation, int status, string body) => On(operation, r => WriteAsync(r.Http, status, body));

    public FakeAwsServer OnXml(string operation, Func<FakeRequest, string> result) =>
        On(operation, r => WriteAsync(r.Http, 200, Xml(operation, result(r))));

    /// <summary>Answers a Query operation with an error, or a JSON one where the body says so.</summary>
    public FakeAwsServer OnError(string operation, int status, string code, string message = "no") =>
        On(operation, r => WriteAsync(r.Http, status, r.Form.Count > 0 ? XmlError(code, message) : $$"""{"__type":"{{code}}","message":"{{message}}"}"""));

    public int Count(string operation) => Requests.Count(r => string.Equals(r.Operation, operation, StringComparison.Ordinal));

    /// <summary>Everything that the grader needs of AWS, all of it leading here.</summary>
    public AwsSessions Sessions(AwsOptions? options = null, AwsHttpLimits? limits = null, TimeProvider? time = null)
    {
        var http = new AwsHttp(ConnectAsync, limits ?? new AwsHttpLimits(), TimeProvider.System);
        var clients = new AwsClients(http, () => new BasicAWSCredentials("AKIAOWN0000000000000", "own-secret"), Address);
        return new AwsSessions(clients, options ?? new AwsOptions(), time ?? TimeProvider.System);
    }

    public static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
        return new NetworkStream(socket, ownsSocket: true);
    }

    public static async Task WriteAsync(HttpContext http, int status, string body)
    {
        http.Response.StatusCode = status;
        await http.Response.WriteAsync(body, http.RequestAborted);
    }

    public static string Xml(string operation, string result) =>
        $"""<{operation}Response xmlns="http://elasticloadbalancing.amazonaws.com/doc/x/"><{operation}Result>{result}</{operation}Result></{operation}Response>""";

    public static string XmlError(string code, string message) =>
        $"<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error><RequestId>1</RequestId></ErrorResponse>";

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await server.StopAsync(now.Token);
        await server.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body, Encoding.UTF8);
        var body = await reader.ReadToEndAsync(http.RequestAborted);
        var isForm = http.Request.ContentType?.Contains("form", StringComparison.Ordinal) == true;
        var form = isForm ? QueryHelpers.ParseQuery(body).ToDictionary(p => p.Key, p => p.Value.ToString(), StringComparer.Ordinal) : [];
        var target = http.Request.Headers["X-Amz-Target"].ToString();
        var operation = form.GetValueOrDefault("Action") ?? (target.Length > 0 ? target[(target.IndexOf('.', StringComparison.Ordinal) + 1)..] : "DescribeCluster");
        var request = new FakeRequest(operation, form, body, http);
        Requests.Enqueue(request);
        await (answers.TryGetValue(operation, out var answer) ? answer(request) : WriteAsync(http, 501, "not registered"));
    }
}
