using EksGrader.Checks.Kubernetes;
using EksGrader.Checks.Reads;
using EksGrader.Checks.Web;
using k8s.Models;

namespace EksGrader.Checks.Enforcement;

/// <summary>The few deletions of the Kubernetes API. The client of gradings has none, and only enforcement gets this one.</summary>
internal interface IKubernetesDeleter : IDisposable
{
    /// <summary>Requests the deletion of one object; one of the same name with another UID stays. Every failure is a reply.</summary>
    Task<DeletionReply> DeleteAsync(ResourceType type, string inNamespace, string name, string uid, CancellationToken cancellationToken);
}

/// <summary>Deletes through the live API, with the guards of every other call: pinned CA, guarded addresses, bounded answers.</summary>
internal sealed class KubernetesDeleter : IKubernetesDeleter
{
    private readonly KubernetesTarget target;
    private readonly TimeProvider time;
    private readonly GuardedKubernetes kubernetes;
    private readonly KubernetesExchange exchange;

    public KubernetesDeleter(KubernetesTarget target, GuardedConnector connector, ResponseBudget budget, TimeProvider time)
    {
        (this.target, this.time) = (target, time);
        kubernetes = new GuardedKubernetes(target, connector, budget, time);
        exchange = new KubernetesExchange(target, budget, time);
    }

    public async Task<DeletionReply> DeleteAsync(ResourceType type, string inNamespace, string name, string uid, CancellationToken cancellationToken)
    {
        var request = new KubernetesRequest(target.Server.Host, "delete", type.ToString(), inNamespace);
        var options = new V1DeleteOptions
        {
            ApiVersion = V1DeleteOptions.KubeApiVersion,
            Kind = V1DeleteOptions.KubeKind,

            // Only the object with this UID, not one of the same name that was made since; and what it owns goes after it.
            Preconditions = new V1Preconditions { Uid = uid },
            PropagationPolicy = "Background",
        };
        try
        {
            using var taken = await exchange.CallAsync(request, Call, time.GetUtcNow() + KubernetesLimits.OneRead, cancellationToken);
            return new DeletionReply(DeletionReplyKind.Accepted, $"{request.What} → taken");
        }
        catch (StatusException e)
        {
            return new DeletionReply(DeletionReplyKind.NotThere, $"{request.What} → {e.Code}");
        }
        catch (ReadException e)
        {
            return Of(request, e);
        }

        async Task<IDisposable> Call(CancellationToken token) => type switch
        {
            _ when type == Service.Type => await kubernetes.CoreV1.DeleteNamespacedServiceWithHttpMessagesAsync(name, inNamespace, options, cancellationToken: token),
            _ when type == Ingress.Type => await kubernetes.NetworkingV1.DeleteNamespacedIngressWithHttpMessagesAsync(name, inNamespace, options, cancellationToken: token),
            _ when type == PersistentVolumeClaim.Type =>
                await kubernetes.CoreV1.DeleteNamespacedPersistentVolumeClaimWithHttpMessagesAsync(name, inNamespace, options, cancellationToken: token),
            _ => throw new ArgumentException($"{type} is not deleted through Kubernetes.", nameof(type)),
        };
    }

    public void Dispose() => kubernetes.Dispose();

    private static DeletionReply Of(KubernetesRequest request, ReadException e)
    {
        var words = $"{request.What} → {e.Fault.Summary.En}";
        return (e.Fault.Failure, e.InnerException) switch
        {
            // Another object of the same name (a UID that is not met is a conflict): ours is gone.
            (_, StatusException { Code: 409 }) => new(DeletionReplyKind.NotThere, $"{request.What} → 409, another object of the name"),
            (ReadFailure.Denied or ReadFailure.Unauthenticated, _) => new(DeletionReplyKind.Denied, words) { Right = request.What },
            (ReadFailure.Throttled, StatusException { RetryAfter: var after }) => new(DeletionReplyKind.Throttled, words) { After = after },
            _ => new(DeletionReplyKind.Unclear, words),
        };
    }
}
