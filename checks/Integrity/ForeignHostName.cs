using EksGrader.Checks.Assignments;
using EksGrader.Checks.Aws.Hosts;
using EksGrader.Checks.Checks;
using EksGrader.Checks.Checks.LoadBalancers;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes;

namespace EksGrader.Checks.Integrity;

/// <summary>
/// A host name that AWS would not give to this Service: it was written into the status by hand. The cloud controller names a load balancer
/// <c>a</c> and the Service's UID without dashes, 32 characters in all (cloud-provider, <c>DefaultLoadBalancerName</c>); the AWS Load
/// Balancer Controller, and Auto Mode with it, <c>k8s-NAMESPACE-SERVICE-HASH</c> with 8 letters and digits of each
/// (<c>model_build_load_balancer.go</c>), unless an annotation names it: it
/// alone reads that.
/// </summary>
internal sealed class ForeignHostName : IIntegrityRule
{
    private const string NameAnnotation = "service.beta.kubernetes.io/aws-load-balancer-name";
    private const string TypeAnnotation = "service.beta.kubernetes.io/aws-load-balancer-type";
    private const int PartLength = 8;

    /// <inheritdoc/>
    public string Kind => "foreignHostName";

    /// <inheritdoc/>
    public async Task<LocalizedText?> FindAsync(Cluster cluster, Assignment assignment, CancellationToken cancellationToken)
    {
        var services = await cluster.Kubernetes.ListAsync<Service>(cancellationToken: cancellationToken);
        var foreign = services.Items
            .Where(s => s.Spec.Type == "LoadBalancer")
            .SelectMany(s => Addresses.Of(s.Status.LoadBalancer).Where(a => IsForeign(s, a)).Select(a => $"{ShellText.Name(s.Metadata)} → {ShellText.Name(a)}"))
            .ToList();
        return foreign.Count > 0 ? RuleTexts.All["Sign.ForeignHostName", IntegrityTexts.Join(foreign)] : null;
    }

    private static bool IsForeign(Service service, string address) =>
        LoadBalancerHost.TryParse(address, out var host)
        && !string.Equals(host.Name, HostNameWitness.CloudControllerName(service.Metadata), StringComparison.OrdinalIgnoreCase)
        && !host.Name.StartsWith($"k8s-{Part(service.Metadata.Namespace)}-{Part(service.Metadata.Name)}-", StringComparison.Ordinal)
        && !(IsOfLoadBalancerController(service, host) && string.Equals(host.Name, service.Metadata.Annotations.GetValueOrDefault(NameAnnotation), StringComparison.OrdinalIgnoreCase));

    // It makes network load balancers alone for Services, and only for those that ask for it: by their class, or by the annotation of
    // the time before classes (AWS Load Balancer Controller, "Network Load Balancer"). The cloud controller knows no annotation for names.
    private static bool IsOfLoadBalancerController(Service service, LoadBalancerHost host) => host.IsNetwork
        && (service.Spec.LoadBalancerClass is "service.k8s.aws/nlb" or "eks.amazonaws.com/nlb"
            || service.Metadata.Annotations.GetValueOrDefault(TypeAnnotation) is "external" or "nlb-ip");

    private static string Part(string name) => string.Concat(name.Where(char.IsAsciiLetterOrDigit).Take(PartLength)).ToLowerInvariant();
}
