using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Xml.Linq;
using EksGrader.Checks.Aws;
using k8s;
using k8s.Models;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;

namespace EksGrader.Tests.Real.Fixtures;

/// <summary>
/// What aws-iam-authenticator does on EKS: takes the TokenReviews of an API server, asks the token service (moto's) through the presigned
/// URL who signed, and says which Kubernetes user that is.
/// </summary>
/// <remarks>Give the file of <see cref="Configuration"/> to kube-apiserver's <c>--authentication-token-webhook-config-file</c>; see tests/Real/testbed/README.md.</remarks>
public sealed class TokenWebhook : IAsyncDisposable
{
    private const string Prefix = "k8s-aws-v1.";
    private readonly ConcurrentDictionary<string, (string User, string[] Groups)> entries = new(StringComparer.Ordinal);
    private readonly HttpClient http = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false });
    private readonly WebApplication server;
    private readonly string clusterName;
    private readonly TimeProvider time;

    private TokenWebhook(WebApplication server, string clusterName, TimeProvider time)
    {
        this.server = server;
        this.clusterName = clusterName;
        this.time = time;
    }

    /// <summary>The token service that is asked; null until a test has one: no token is known then.</summary>
    public Uri? TokenService { get; set; }

    /// <summary>Where the API server asks.</summary>
    public Uri Address => new(server.Urls.First());

    /// <summary>Who asked and what was said, for tests that wonder.</summary>
    public ConcurrentQueue<string> Decisions { get; } = new();

    /// <summary>The kubeconfig that leads an API server here.</summary>
    public string Configuration => $$"""
        apiVersion: v1
        kind: Config
        clusters: [{ name: webhook, cluster: { server: "{{Address}}" } }]
        users: [{ name: apiserver }]
        contexts: [{ name: webhook, context: { cluster: webhook, user: apiserver } }]
        current-context: webhook

        """;

    /// <summary>Starts a webhook for one cluster.</summary>
    public static async Task<TokenWebhook> StartAsync(string clusterName, TimeProvider time, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var webhook = new TokenWebhook(app, clusterName, time);
        app.Run(webhook.ReviewAsync);
        await app.StartAsync(cancellationToken);
        return webhook;
    }

    /// <summary>Makes an access entry: an IAM role or user is this Kubernetes user with these groups.</summary>
    public void Allow(string principalArn, string user, params string[] groups) => entries[principalArn] = (user, groups);

    /// <summary>Forgets the access entries and who asked.</summary>
    public void Forget()
    {
        entries.Clear();
        Decisions.Clear();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        http.Dispose();
    }

    private async Task ReviewAsync(HttpContext context)
    {
        using var body = new StreamReader(context.Request.Body);
        var review = KubernetesJson.Deserialize<V1TokenReview>(await body.ReadToEndAsync(context.RequestAborted));
        var arn = await TryIdentifyAsync(review.Spec.Token ?? "", context.RequestAborted);
        review.Status = new V1TokenReviewStatus { Authenticated = false };
        if (arn is not null && entries.TryGetValue(GraderIdentity.PrincipalOf(arn), out var entry))
        {
            review.Status.Authenticated = true;
            review.Status.User = new V1UserInfo { Username = entry.User, Groups = [.. entry.Groups] };
        }

        Decisions.Enqueue($"{arn ?? "no principal"}: {KubernetesJson.Serialize(review.Status)}");
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(KubernetesJson.Serialize(review), context.RequestAborted);
    }

    private async Task<string?> TryIdentifyAsync(string token, CancellationToken cancellationToken)
    {
        if (TokenService is not { } service || !token.StartsWith(Prefix, StringComparison.Ordinal) || token.Length > 4096)
        {
            return null;
        }

        var signed = new Uri(Encoding.UTF8.GetString(Base64Url.DecodeFromChars(token.AsSpan(Prefix.Length))));
        var query = QueryHelpers.ParseQuery(signed.Query).ToDictionary(p => p.Key, p => p.Value.ToString(), StringComparer.Ordinal);
        if (!IsAccepted(signed, query))
        {
            return null;
        }

        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(service, signed.PathAndQuery));
        request.Headers.Add("x-k8s-aws-id", clusterName);
        // moto knows whom a call is from by this header alone; AWS itself takes the query.
        request.Headers.TryAddWithoutValidation("Authorization", $"AWS4-HMAC-SHA256 Credential={query["X-Amz-Credential"]}, SignedHeaders=host, Signature=0");
        using var response = await http.SendAsync(request, cancellationToken);
        var answer = XDocument.Parse(await response.Content.ReadAsStringAsync(cancellationToken));
        return response.IsSuccessStatusCode ? answer.Descendants().First(e => e.Name.LocalName == "Arn").Value : null;
    }

    // The rules of aws-iam-authenticator, pkg/token/token.go: the host, the parameters, the signed header, 15 minutes.
    private bool IsAccepted(Uri signed, Dictionary<string, string> query) =>
        signed is { Scheme: "https", AbsolutePath: "/" }
        && signed.Host.StartsWith("sts.", StringComparison.Ordinal)
        && query.GetValueOrDefault("Action") == "GetCallerIdentity"
        && query.GetValueOrDefault("X-Amz-SignedHeaders")?.Split(';').Contains("x-k8s-aws-id", StringComparer.Ordinal) == true
        && query.ContainsKey("X-Amz-Signature")
        && query.ContainsKey("X-Amz-Credential")
        && DateTimeOffset.TryParseExact(query.GetValueOrDefault("X-Amz-Date"), "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date)
        && date > time.GetUtcNow() - TimeSpan.FromMinutes(15);
}
