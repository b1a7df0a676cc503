using System.Net.Http.Headers;
using System.Text.Json;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Kubernetes;
using EksGrader.Checks.Web;

namespace EksGrader.Checks.Enforcement.Kubernetes;

/// <summary>The few deletes of the Kubernetes API. The client that grades with knows none, and nobody but enforcement gets this one.</summary>
internal interface IKubernetesDeleter : IDisposable
{
    /// <summary>Asks for the deletion of one object; one of the same name with another UID stays. Every failure is a reply.</summary>
    Task<DeletionReply> DeleteAsync(ResourceType type, string inNamespace, string name, string uid, CancellationToken cancellationToken);
}

/// <summary>Deletes through the live API, with the guards of every other call: pinned CA, guarded addresses, bounded answers.</summary>
internal sealed class KubernetesDeleter : IKubernetesDeleter
{
    private readonly KubernetesTarget target;
    private readonly AnswerBudget budget;
    private readonly TimeProvider time;
    private readonly HttpMessageInvoker invoker;
    private readonly SharedFate fate = new();
    private readonly KubernetesExchange exchange;

    public KubernetesDeleter(KubernetesTarget target, GuardedConnector connector, AnswerBudget budget, TimeProvider time)
    {
        (this.target, this.budget, this.time) = (target, budget, time);
        invoker = new HttpMessageInvoker(KubernetesHandler.Create(target, (context, token) => connector.ConnectAsync(context, token)), disposeHandler: true);
        exchange = new KubernetesExchange(invoker, target, fate, budget, time);
    }

    public async Task<DeletionReply> DeleteAsync(ResourceType type, string inNamespace, string name, string uid, CancellationToken cancellationToken)
    {
        var ask = new KubernetesAsk(target.Server.Host, "delete", type.ToString(), inNamespace);
        var body = JsonSerializer.SerializeToUtf8Bytes(
            new DeleteOptions("v1", "DeleteOptions", new DeletePreconditions(uid), "Background"), EnforcementKubernetesJson.Default.DeleteOptions);
        var root = type.Group.Length == 0 ? $"/api/{type.Version}" : $"/apis/{type.Group}/{type.Version}";
        var path = $"{root}/namespaces/{Uri.EscapeDataString(inNamespace)}/{type.Plural}/{Uri.EscapeDataString(name)}";
        try
        {
            await exchange.SendAsync(
                ask, address => Delete(address, body), path, (stream, token) => StatusReader.ReadAllAsync(stream, budget, cut: true, token), time.GetUtcNow() + KubernetesLimits.OneRead, cancellationToken);
            return new DeletionReply(DeletionReplyKind.Accepted, $"{ask.What} → taken");
        }
        catch (StatusException e)
        {
            return new DeletionReply(DeletionReplyKind.NotThere, $"{ask.What} → {e.Code}");
        }
        catch (ReadException e)
        {
            return Of(ask, e);
        }
    }

    public void Dispose()
    {
        invoker.Dispose();
        fate.Dispose();
    }

    private static HttpRequestMessage Delete(Uri address, byte[] body)
    {
        var request = new HttpRequestMessage(HttpMethod.Delete, address) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return request;
    }

    private static DeletionReply Of(KubernetesAsk ask, ReadException e)
    {
        var words = $"{ask.What} → {e.Fault.Summary.En}";
        return (e.Fault.Failure, e.InnerException) switch
        {
            // Another object of the same name (a UID that is not met is a conflict): ours is gone.
            (_, StatusException { Code: 409 }) => new(DeletionReplyKind.NotThere, $"{ask.What} → 409, another object of the name"),
            (ReadFailure.Denied or ReadFailure.Unauthenticated, _) => new(DeletionReplyKind.Denied, words) { Right = ask.What },
            (ReadFailure.Throttled, StatusException { RetryAfter: var after }) => new(DeletionReplyKind.Throttled, words) { After = after },
            _ => new(DeletionReplyKind.Unclear, words),
        };
    }
}
