using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using EksGrader.Checks.Aws;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes;
using EksGrader.Checks.Reads;
using EksGrader.Checks.Web;

namespace EksGrader.Checks.Enforcement;

/// <summary>
/// What Kubernetes created in one cluster that would outlive it. The address comes from AWS; the credential is the kubeconfig's where one was
/// submitted for this cluster, else the AWS identity's.
/// </summary>
internal sealed class KubernetesResources(
    ClusterToDelete cluster, ClusterAccess access, AwsSession session, GuardedConnector connector, ResponseBudget budget, TimeProvider time) : IAsyncDisposable
{
    private readonly SemaphoreSlim opening = new(1, 1);
    private KubernetesTarget? target;
    private KubernetesClient? reads;
    private KubernetesDeleter? deletes;

    public async Task<IReadOnlyList<ObservedResource>> ListAsync(DeletionStepKind kind, CancellationToken cancellationToken)
    {
        var client = (await OpenAsync(cancellationToken)).Reads;
        var (found, type) = kind switch
        {
            // Every one, in system namespaces too: an ingress controller's load balancer costs as much as any.
            DeletionStepKind.Service => ((await client.ListAsync<Service>(inNamespace: null, cancellationToken)).Answer.Items.Where(s => s.Spec.Type == "LoadBalancer").Select(s => s.Metadata), Service.Type),
            DeletionStepKind.Ingress => ((await client.ListAsync<Ingress>(inNamespace: null, cancellationToken)).Answer.Items.Select(i => i.Metadata), Ingress.Type),
            _ => ((await client.ListAsync<PersistentVolumeClaim>(inNamespace: null, cancellationToken)).Answer.Items.Select(c => c.Metadata), PersistentVolumeClaim.Type),
        };
        var objects = found.ToList();
        if (objects.Count == 0)
            return [];
        var may = (await client.CanIAsync("delete", type.Group, type.Plural, cancellationToken)).Answer.Allowed;
        return objects.ConvertAll(o => new ObservedResource(
            kind, $"{o.Namespace}/{o.Name}/{o.Uid}", o.IsBeingDeleted ? ResourceCondition.Going : may ? ResourceCondition.There : ResourceCondition.Untouchable)
        {
            CreatedAt = o.CreationTimestamp,
            Detail = o.IsBeingDeleted || may ? null : $"the access may not delete {type} in Kubernetes; what they leave is deleted through AWS",
        });
    }

    public async Task<DeletionReply> DeleteAsync(DeletionStepKind kind, string objectTarget, CancellationToken cancellationToken)
    {
        if (objectTarget.Split('/') is not [var inNamespace, var name, var uid])
            return new DeletionReply(DeletionReplyKind.Refused, "no object is called so");
        try
        {
            var type = kind switch
            {
                DeletionStepKind.Service => Service.Type,
                DeletionStepKind.Ingress => Ingress.Type,
                _ => PersistentVolumeClaim.Type,
            };
            return await (await OpenAsync(cancellationToken)).Deletes.DeleteAsync(type, inNamespace, name, uid, cancellationToken);
        }
        catch (ReadException e)
        {
            return new DeletionReply(DeletionReplyKind.NotAsked, e.Fault.Summary.En);
        }
    }

    public ValueTask DisposeAsync()
    {
        reads?.Dispose();
        deletes?.Dispose();
        target?.Dispose();
        opening.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<(KubernetesClient Reads, KubernetesDeleter Deletes)> OpenAsync(CancellationToken cancellationToken)
    {
        await opening.WaitAsync(cancellationToken);
        try
        {
            target ??= await FindAsync(cancellationToken);
            return (reads ??= new KubernetesClient(target, connector, budget, time), deletes ??= new KubernetesDeleter(target, connector, budget, time));
        }
        finally
        {
            opening.Release();
        }
    }

    private async Task<KubernetesTarget> FindAsync(CancellationToken cancellationToken)
    {
        var described = (await session.Client.DescribeClusterAsync(cancellationToken)).Answer;
        if (described.CreatedAt is not { } createdAt || !cluster.Is(new LivingCluster(described.Arn, createdAt, IsGoing: false, IsProtected: false)))
            throw AwsErrors.NoEndpoint(described);
        return access.Kubeconfig is { } kubeconfig && Endpoints.AreOne(kubeconfig, described)
            ? KubernetesTarget.From(Endpoints.At(kubeconfig, described))
            : Endpoints.Target(described, session.GetKubernetesTokenAsync);
    }
}

/// <summary>A claim to a volume; only enforcement reads it.</summary>
internal sealed record PersistentVolumeClaim : IKubernetesObject<PersistentVolumeClaim>
{
    public static ResourceType Type { get; } = new("", "v1", "persistentvolumeclaims", "PersistentVolumeClaim", Namespaced: true);

    [JsonIgnore]
    public static JsonTypeInfo<PersistentVolumeClaim> Json => EnforcementKubernetesJson.Default.PersistentVolumeClaim;

    [JsonIgnore]
    public static JsonTypeInfo<ObjectList<PersistentVolumeClaim>> ListJson => EnforcementKubernetesJson.Default.ObjectListPersistentVolumeClaim;

    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(ObjectList<PersistentVolumeClaim>))]
internal sealed partial class EnforcementKubernetesJson : JsonSerializerContext;
