using EksGrader.Checks.Aws;
using EksGrader.Checks.Checks.Finders;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes.Objects;

namespace EksGrader.Checks.Checks.GitOps;

/// <summary>Asks that the web application is in the cluster because it is in a repository.</summary>
public sealed class GitOpsCheck : ICheck
{
    internal const string Runs = "runs";
    internal const string Source = "source";
    internal const string InStep = "inStep";
    internal const string Owns = "owns";
    internal const string SelfHeals = "selfHeals";

    private const string Tools = "tools";
    private const string SelfHeal = "selfHeal";
    private const string AskRepository = "askRepository";
    private const string Repository = "repository";

    private static readonly string[] AllTools = ["argocd", "flux", "codepipeline", "spinnaker", "skaffold", "concourse"];

    /// <summary>Its id.</summary>
    public static CheckId Id { get; } = new("gitops");

    internal static TextCatalog Texts { get; } = TextCatalog.Beside(typeof(GitOpsCheck), nameof(GitOpsCheck));

    /// <inheritdoc/>
    public CheckInfo Info { get; } = CheckInfo.Describe(
        Id,
        Texts,
        [
            new ListParameter(Tools, Texts["Parameter.tools"], AllTools, AllTools),
            new BooleanParameter(AskRepository, Texts["Parameter.askRepository"], Default: false),
            new BooleanParameter(SelfHeal, Texts["Parameter.selfHeal"], Default: false),
        ],
        [
            .. StudentApplication.Reads.OfType<DeclaredRead.Kubernetes>().Concat(ToolReads.Declared.OfType<DeclaredRead.Kubernetes>()).Distinct(),
            .. new[] { Application.Type, GitRepository.Type, OCIRepository.Type, Kustomization.Type, HelmRelease.Type }.Select(t => new DeclaredRead.Kubernetes(t)),
            .. new[] { AwsActions.DescribeCluster, AwsActions.ListPipelines, AwsActions.GetPipeline, AwsActions.ListPipelineExecutions, AwsActions.DescribeImages }.Concat(AwsActions.Capabilities).Select(a => new DeclaredRead.Aws(a)),
        ],
        FactInfo.Earning(Texts, Runs, 0.2m),
        FactInfo.Earning(Texts, Source, 0.2m),
        FactInfo.Earning(Texts, InStep, 0.3m),
        FactInfo.Earning(Texts, Owns, 0.3m),
        FactInfo.Guarding(Texts, SelfHeals, 0.8m)) with
    {
        AskedTexts = [new AskedText(Repository, Texts["Asked.repository"], AskRepository, @"(https://|ssh://|git@)[\w.@:/~-]{3,300}", "https://git.example.org/team/web")],
    };

    /// <inheritdoc/>
    public async ValueTask<Verdict> JudgeAsync(Cluster cluster, CheckParameters parameters, CancellationToken cancellationToken)
    {
        var application = await StudentApplication.FindAsync(cluster.Kubernetes, parameters.Rules, cancellationToken);
        if (application.PodsFault is { } fault)
        {
            return FactSheet.Unread(Info.Facts, fault);
        }

        var of = new Delivered(cluster, application, new ToolFinder(await ToolReads.ReadAsync(cluster.Kubernetes, cancellationToken)), cluster.Target.Answer(Id, Repository));
        var asked = parameters.Words(Tools);
        List<Task<DeliveryFindings>> ways = [];
        if (asked.Contains("argocd", StringComparer.Ordinal))
        {
            ways.Add(ArgoCdWay.FindAsync(of, cancellationToken));
        }

        if (asked.Contains("flux", StringComparer.Ordinal))
        {
            ways.Add(FluxWay.FindAsync(of, cancellationToken));
        }

        if (asked.Contains("codepipeline", StringComparer.Ordinal) && cluster.Aws is { } aws)
        {
            ways.Add(CodePipelineWay.FindAsync(of, aws, cancellationToken));
        }

        ways.AddRange(MarkedWays.Find(of, asked).Select(Task.FromResult));
        List<Verdict> verdicts = [];
        foreach (var way in await Task.WhenAll(ways))
        {
            verdicts.Add(Judge(way, parameters.Flag(SelfHeal)));
        }

        // What passed counts; a way that could not be read, or that an instructor is asked about, might pass; else the one that came furthest.
        return verdicts.Find(v => v.Outcome == Outcome.Passed)
            ?? verdicts.Where(v => v.Share is null).OrderBy(v => v.Question is not null).FirstOrDefault()
            ?? verdicts.MaxBy(v => v.Share ?? 0)
            ?? Judge(DeliveryFindings.Nothing(Texts["NoTool"]), asksSelfHeal: false);
    }

    private Verdict Judge(DeliveryFindings way, bool asksSelfHeal) => new FactSheet(Info.Facts)
    {
        [Runs] = way.Runs,
        [Source] = way.Source,
        [InStep] = way.InStep,
        [Owns] = way.Owns,
        [SelfHeals] = asksSelfHeal ? way.SelfHeals : FactFinding.LeftOut,
        Evidence = way.Evidence,
    }.ToVerdict();
}
