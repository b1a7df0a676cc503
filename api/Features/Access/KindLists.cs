using EksGrader.Checks.Kubernetes;
using EksGrader.Checks.Kubernetes.Objects;

namespace EksGrader.Api.Features.Access;

/// <summary>Lists kinds of Kubernetes object by what they are called.</summary>
internal static class KindLists
{
    private static readonly Dictionary<ResourceType, Func<IKubernetesClient, CancellationToken, Task>> Known = new()
    {
        [Node.Type] = ListAsync<Node>,
        [Namespace.Type] = ListAsync<Namespace>,
        [Pod.Type] = ListAsync<Pod>,
        [Service.Type] = ListAsync<Service>,
        [EndpointSlice.Type] = ListAsync<EndpointSlice>,
        [Ingress.Type] = ListAsync<Ingress>,
        [ConfigMap.Type] = ListAsync<ConfigMap>,
        [Deployment.Type] = ListAsync<Deployment>,
        [ReplicaSet.Type] = ListAsync<ReplicaSet>,
        [StatefulSet.Type] = ListAsync<StatefulSet>,
        [DaemonSet.Type] = ListAsync<DaemonSet>,
        [AmazonCloudWatchAgent.Type] = ListAsync<AmazonCloudWatchAgent>,
        [ApiService.Type] = ListAsync<ApiService>,
        [ValidatingAdmissionPolicy.Type] = ListAsync<ValidatingAdmissionPolicy>,
        [ValidatingAdmissionPolicyBinding.Type] = ListAsync<ValidatingAdmissionPolicyBinding>,
        [ClusterPolicy.Type] = ListAsync<ClusterPolicy>,
        [ValidatingPolicy.Type] = ListAsync<ValidatingPolicy>,
        [ConstraintTemplate.Type] = ListAsync<ConstraintTemplate>,
        [Application.Type] = ListAsync<Application>,
        [AppProject.Type] = ListAsync<AppProject>,
        [Rollout.Type] = ListAsync<Rollout>,
        [DatadogAgent.Type] = ListAsync<DatadogAgent>,
        [OpenTelemetryCollector.Type] = ListAsync<OpenTelemetryCollector>,
        [GitRepository.Type] = ListAsync<GitRepository>,
        [OCIRepository.Type] = ListAsync<OCIRepository>,
        [Kustomization.Type] = ListAsync<Kustomization>,
        [HelmRelease.Type] = ListAsync<HelmRelease>,
        [HorizontalPodAutoscaler.Type] = ListAsync<HorizontalPodAutoscaler>,
        [NetworkPolicy.Type] = ListAsync<NetworkPolicy>,
        [PolicyEndpoint.Type] = ListAsync<PolicyEndpoint>,
        [NodePool.Type] = ListAsync<NodePool>,
        [SecurityGroupPolicy.Type] = ListAsync<SecurityGroupPolicy>,
        [PodDisruptionBudget.Type] = ListAsync<PodDisruptionBudget>,
        [Prometheus.Type] = ListAsync<Prometheus>,
        [PrometheusAgent.Type] = ListAsync<PrometheusAgent>,
        [Alertmanager.Type] = ListAsync<Alertmanager>,
        [ServiceMonitor.Type] = ListAsync<ServiceMonitor>,
        [PodMonitor.Type] = ListAsync<PodMonitor>,
        [PrometheusRule.Type] = ListAsync<PrometheusRule>,
        [ResourceQuota.Type] = ListAsync<ResourceQuota>,
        [LimitRange.Type] = ListAsync<LimitRange>,
        [ClusterRole.Type] = ListAsync<ClusterRole>,
        [Role.Type] = ListAsync<Role>,
        [ClusterRoleBinding.Type] = ListAsync<ClusterRoleBinding>,
        [RoleBinding.Type] = ListAsync<RoleBinding>,
        [SealedSecret.Type] = ListAsync<SealedSecret>,
        [ExternalSecret.Type] = ListAsync<ExternalSecret>,
        [SecretProviderClass.Type] = ListAsync<SecretProviderClass>,
        [VulnerabilityReport.Type] = ListAsync<VulnerabilityReport>,
    };

    /// <summary>Asks for a list; a kind that only a plug-in knows is not asked for.</summary>
    /// <exception cref="Checks.Reads.ReadException">It was refused.</exception>
    public static Task AskAsync(IKubernetesClient client, ResourceType kind, CancellationToken cancellationToken) =>
        Known.TryGetValue(kind, out var list) ? list(client, cancellationToken) : Task.CompletedTask;

    private static Task ListAsync<T>(IKubernetesClient client, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<T> => client.ListAsync<T>(inNamespace: null, cancellationToken);
}
