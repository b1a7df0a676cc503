using EksGrader.Checks.Aws.Hosts;
using EksGrader.Checks.Checks.Finders;
using EksGrader.Checks.Checks.LoadBalancers;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Reads;

namespace EksGrader.Checks.Checks.Logs;

/// <summary>Sends the application a request that its logs can be searched for. The check load-balancer makes the same one: then there is one.</summary>
/// <param name="IsAnswered">Whether the application answered.</param>
/// <param name="Fault">Why it could not be asked, or is not known where to; null where it was.</param>
internal sealed record RequestMark(bool IsAnswered, ReadError? Fault)
{
    private const string Path = "/";
    private const int MostPorts = 3;

    /// <summary>Sends it.</summary>
    public static async Task<RequestMark> SendAsync(Cluster cluster, StudentApplication application, Nonce nonce, CancellationToken cancellationToken)
    {
        // Only load balancers of AWS are contacted, and of these only what the address guard lets through.
        var pages = application.Services.Where(s => s.Spec.Type == "LoadBalancer")
            .SelectMany(s => Addresses.Of(s.Status.LoadBalancer).Where(a => LoadBalancerHost.TryParse(a, out _)).Take(1).SelectMany(a => s.Spec.Ports.Take(MostPorts).Select(p => Probe.UriOf(a, p.Port, Path))))
            .Take(MostPorts)
            .ToList();
        var answers = await Task.WhenAll(pages.Select(p => OptionalRead.Of(cluster.Web.GetAsync(p, nonce.On(p), cancellationToken))));
        var isAnswered = answers.Any(a => a.Answer?.Status is not null);
        return new RequestMark(isAnswered, isAnswered ? null : answers.Select(a => a.Fault).FirstOrDefault(f => f is not null) ?? (pages.Count == 0 ? application.Fault : null));
    }
}
