using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes;
using EksGrader.Checks.Web;

namespace EksGrader.Checks.Checks.LoadBalancers;

/// <summary>Asks a load balancer over HTTP: https where the port is 443, http on every other one.</summary>
/// <param name="cluster">The windows.</param>
/// <param name="path">What is asked for.</param>
internal sealed class Probe(Cluster cluster, string path)
{
    private const int HttpsPort = 443;
    private const int FirstServerError = 500;

    /// <summary>Asks every port at once; one that answers with a status below 500 is enough.</summary>
    public async Task<Finding> AskAsync(Finding finding, string address, CancellationToken cancellationToken)
    {
        var uris = finding.Exposure.Ports.Select(port => UriOf(address, port)).ToList();
        if (uris.Count == 0)
        {
            return finding with { Reason = RuleTexts.All["Lb.NoPort"], Advice = RuleTexts.All["Lb.AddPort"] };
        }

        var attempts = await Task.WhenAll(uris.Select(uri => OptionalRead.Of(cluster.Web.GetAsync(uri, cancellationToken))));
        var answers = uris.Zip(attempts, (Uri, Attempt) => (Uri, Attempt)).ToList();
        List<Evidence> evidence = [.. finding.Evidence, .. answers.Where(a => a.Attempt.Answer is not null).Select(Show)];
        if (attempts.Any(a => a.Answer is { Status: < FirstServerError }))
        {
            return finding with { Facts = Finding.AllFacts, FactsAtMost = Finding.AllFacts, Evidence = evidence };
        }

        if (attempts.FirstOrDefault(a => a.Fault is not null)?.Fault is { } fault)
        {
            return finding with { Unread = fault, FactsAtMost = Finding.AllFacts, Evidence = evidence };
        }

        var (failedUri, failed) = answers.OrderByDescending(a => a.Attempt.Answer?.Status is not null).First();
        var why = failed.Answer?.Status is { } status
            ? RuleTexts.All["Lb.Status", failedUri, status]
            : RuleTexts.All["Lb.NoAnswer", failedUri, RuleTexts.All[$"LbFailure.{failed.Answer?.Failure ?? WebFailure.TimedOut}"]];
        return finding with
        {
            Reason = why,
            Advice = RuleTexts.All["Lb.MendAnswer", ShellText.Word(failedUri.ToString())],
            IsForGood = attempts.All(a => a.Answer is { Failure: WebFailure.Blocked }),
            Evidence = evidence,
        };

        Evidence Show((Uri Uri, OptionalRead<WebResponse> Attempt) seen) => ExposureEvidence.OfAnswer(seen.Uri, seen.Attempt.Answer ?? new WebResponse(), cluster.Now);
    }

    private Uri UriOf(string address, int port)
    {
        var host = Uri.CheckHostName(address) == UriHostNameType.IPv6 ? $"[{address}]" : address;
        return new Uri($"{(port == HttpsPort ? Uri.UriSchemeHttps : Uri.UriSchemeHttp)}://{host}:{port}{path}");
    }
}
