using EksGrader.Checks.Aws;
using EksGrader.Checks.Aws.Calls;
using EksGrader.Checks.Checks.Finders;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes;

namespace EksGrader.Checks.Checks.Logs;

/// <summary>Asks that what the web application writes reaches CloudWatch Logs.</summary>
public sealed class LogShippingCheck : ICheck
{
    private const string Shipper = "shipper";
    private const string Events = "events";
    private const string Request = "request";

    private const string LogGroup = "logGroup";
    private const string Proof = "proof";
    private const string Any = "any";
    private const string OfNonce = "nonce";
    private const string Since = "since";

    /// <summary>Its id.</summary>
    public static CheckId Id { get; } = new("log-shipping");

    internal static TextCatalog Texts { get; } = TextCatalog.Beside(typeof(LogShippingCheck), nameof(LogShippingCheck));

    /// <inheritdoc/>
    public CheckInfo Info { get; } = CheckInfo.Describe(
        Id,
        Texts,
        [
            new TextParameter(LogGroup, Texts["Parameter.logGroup"], "", @"([\w./#-]|\{cluster\}){0,512}"),
            new ChoiceParameter(Proof, Texts["Parameter.proof"], Any, [Any, OfNonce]),
            new DurationParameter(Since, Texts["Parameter.since"], "15m", "24h"),
        ],
        [
            .. StudentApplication.Reads.OfType<DeclaredRead.Kubernetes>().Concat(NodeShippers.Reads.OfType<DeclaredRead.Kubernetes>()).Distinct(),
            .. new[] { AwsActions.DescribeCluster }.Concat(AwsActions.Logs).Select(a => new DeclaredRead.Aws(a)),
        ],
        FactInfo.Earning(Texts, Shipper, 0.3m),
        FactInfo.Earning(Texts, Events, 0.4m),
        FactInfo.Earning(Texts, Request, 0.3m)) with
    {
        NeedsAws = true,
        MarksRequests = true,
    };

    /// <inheritdoc/>
    public async ValueTask<Verdict> JudgeAsync(Cluster cluster, CheckParameters parameters, CancellationToken cancellationToken)
    {
        var aws = cluster.NeededAws;
        var askedShippers = NodeShippers.ReadAsync(cluster.Kubernetes, parameters.Rules, cancellationToken);
        var described = await aws.DescribeClusterAsync(cancellationToken);
        var askedGroups = ClusterLogGroups.ListAsync(aws, described.Name, parameters.Word(LogGroup), cancellationToken);
        var application = await StudentApplication.FindAsync(cluster.Kubernetes, parameters.Rules, cancellationToken);
        var nonce = await cluster.NonceAsync(cancellationToken);
        var sent = await RequestMark.SendAsync(cluster, application, nonce, cancellationToken);
        var groups = await askedGroups;
        var isWorthWaiting = sent.IsAnswered && groups.Groups.Count > 0;
        if (isWorthWaiting)
        {
            // What a request makes arrives after some seconds; what is late counts at the next observation.
            await cluster.PauseAsync(cancellationToken);
        }

        var newest = application.ReadyPods.Select(p => p.Metadata.CreationTimestamp).Max();
        var from = cluster.Now - parameters.Duration(Since) is var oldest && newest > oldest ? newest.Value : oldest;
        var found = application.ReadyPods.Count == 0 ? LogSearch.None : await LogSearch.OfPodsAsync(aws, groups.Groups, application.ReadyPods, from, cancellationToken);
        var marked = isWorthWaiting ? await LogSearch.OfTextAsync(aws, groups.Groups, nonce.Text, cluster.Now, cancellationToken) : LogSearch.None;
        var shippers = await askedShippers;
        return new FactSheet(Info.Facts)
        {
            [Shipper] = shippers.Find(),
            [Events] = FindEvents(found, marked, groups, application, shippers),
            [Request] = FindRequest(marked, sent, parameters.Word(Proof) == OfNonce, groups, application, shippers),
            Evidence =
            [
                .. shippers.Evidence(cluster.Now),
                new Evidence("aws logs filter-log-events", string.Concat(groups.Groups.Select(g => $"{ShellText.Name(g.Name)}{LineOf(found, g)}\n")) is { Length: > 0 } text ? text : "–", cluster.Now),
            ],
        }.ToVerdict();
    }

    private static FactFinding FindEvents(LogSearch found, LogSearch marked, ClusterLogGroups groups, StudentApplication application, NodeShippers shippers)
    {
        if (found.Event is not null || marked.Event is not null)
        {
            return FactFinding.Held;
        }

        if ((application.PodsFault ?? groups.Fault ?? found.Fault) is { } fault)
        {
            return FactFinding.Unread(fault);
        }

        var seen = application.Workload is null ? Texts["NoApplication"] : application.ReadyPods.Count == 0 ? Texts["NotReady"] : groups.Groups.Count == 0 ? Texts["NoGroup"] : Texts["NoEvent", string.Join(", ", groups.Groups.Select(g => ShellText.Name(g.Name)))];
        return FactFinding.Broken(new FactRow(Texts["Expect.Events"], seen, application.Workload is { } workload ? $"{workload}" : "", "aws logs describe-log-groups")) with
        {
            Advice = [shippers.Any ? Texts["SeeShipper"] : Texts["InstallShipper"]],
            MayStillComeTrue = shippers.Any,
        };
    }

    // Not every program writes of requests: unless the proof is asked for, what does not come up is left out.
    private static FactFinding FindRequest(LogSearch marked, RequestMark sent, bool isAsked, ClusterLogGroups groups, StudentApplication application, NodeShippers shippers)
    {
        if (marked.Event is not null)
        {
            return FactFinding.Held;
        }

        if (!isAsked)
        {
            return FactFinding.LeftOut;
        }

        return (application.PodsFault ?? sent.Fault ?? groups.Fault ?? marked.Fault) is { } fault
            ? FactFinding.Unread(fault)
            : FactFinding.Broken(new FactRow(Texts["Expect.Request"], sent.IsAnswered ? Texts["NoRequest"] : Texts["NoAnswer"], application.Workload is { } workload ? $"{workload}" : "", "kubectl logs --selector app=web")) with
            {
                Advice = [Texts["LogRequests"]],
                MayStillComeTrue = shippers.Any || !sent.IsAnswered,
            };
    }

    private static string LineOf(LogSearch found, AwsLogGroup group) => found.Event is { } seen && found.Group == group.Name ? $"  {seen.At:u}  {ShellText.Name(seen.Stream)}" : "";
}
