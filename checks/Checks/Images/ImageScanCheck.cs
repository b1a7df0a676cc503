using EksGrader.Checks.Aws;
using EksGrader.Checks.Checks.Finders;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes;
using EksGrader.Checks.Kubernetes.Objects;

namespace EksGrader.Checks.Checks.Images;

/// <summary>Asks that the images which the web application runs were scanned, by ECR or by the trivy operator, and that what was found is bearable.</summary>
public sealed class ImageScanCheck : ICheck
{
    private const string SetUp = "setUp";
    private const string Scanned = "scanned";
    private const string Within = "within";

    private const string Via = "via";
    private const string Any = "any";
    private const string Ecr = "ecr";
    private const string Trivy = "trivyOperator";
    private const string MaxCritical = "maxCritical";
    private const string MaxHigh = "maxHigh";
    private const string Freshness = "freshness";

    private const int MostAllowed = 10000;

    // What "scanned" earns where no limits are set.
    private const decimal WithoutLimits = 0.7m;

    /// <summary>Its id.</summary>
    public static CheckId Id { get; } = new("image-scan");

    internal static TextCatalog Texts { get; } = TextCatalog.Beside(typeof(ImageScanCheck), nameof(ImageScanCheck));

    /// <inheritdoc/>
    public CheckInfo Info { get; } = CheckInfo.Describe(
        Id,
        Texts,
        [
            new ChoiceParameter(Via, Texts["Parameter.via"], Any, [Any, Ecr, Trivy]),
            new OptionalIntegerParameter(MaxCritical, Texts["Parameter.maxCritical"], 0, MostAllowed),
            new OptionalIntegerParameter(MaxHigh, Texts["Parameter.maxHigh"], 0, MostAllowed),
            new DurationParameter(Freshness, Texts["Parameter.freshness"], "7d", "30d"),
        ],
        [
            .. StudentApplication.Reads.OfType<DeclaredRead.Kubernetes>().Concat(ToolReads.Declared.OfType<DeclaredRead.Kubernetes>()).Distinct(),
            new DeclaredRead.Kubernetes(VulnerabilityReport.Type),
            .. new[] { AwsActions.DescribeCluster, AwsActions.DescribeRepositories, AwsActions.GetRegistryScanningConfiguration, AwsActions.DescribeImages }.Select(a => new DeclaredRead.Aws(a)),
        ],
        FactInfo.Earning(Texts, SetUp, 0.3m),
        FactInfo.Earning(Texts, Scanned, 0.4m),
        FactInfo.Earning(Texts, Within, 0.3m, Scanned));

    /// <inheritdoc/>
    public async ValueTask<Verdict> JudgeAsync(Cluster cluster, CheckParameters parameters, CancellationToken cancellationToken)
    {
        var via = parameters.Word(Via);
        var application = await StudentApplication.FindAsync(cluster.Kubernetes, parameters.Rules, cancellationToken);
        if (application.PodsFault is { } fault)
        {
            return FactSheet.Unread(Info.Facts, fault);
        }

        var images = RunningImage.Of(application);
        if (images.Count == 0)
        {
            return Judge(new ScanFindings(NothingRuns(), NothingRuns(), []), parameters, [])
                with
            { MayStillComeTrue = true };
        }

        // Without AWS access the trivy operator alone can be seen; where ECR alone counts, that is a reason of its own.
        var verdicts = new List<Verdict>();
        if (via == Ecr || (via == Any && cluster.Aws is not null))
        {
            var (ecr, evidence) = await EcrScans.ReadAsync(cluster, images, cancellationToken);
            verdicts.Add(Judge(ecr, parameters, evidence));
        }

        if (via != Ecr)
        {
            var (trivy, evidence) = await TrivyScans.ReadAsync(cluster, images, parameters.Duration(Freshness), cancellationToken);
            verdicts.Add(Judge(trivy, parameters, evidence));
        }

        // What passed counts; a way that could not be read might pass; else the one that came further.
        return verdicts.Find(v => v.Outcome == Outcome.Passed)
            ?? verdicts.Where(v => v.Share is null).OrderBy(v => v.Question is not null).FirstOrDefault()
            ?? verdicts.MaxBy(v => v.Share ?? 0)
            ?? throw new InvalidOperationException("No way of scanning was judged.");
    }

    private static FactFinding NothingRuns() => FactFinding.Broken(new FactRow(Texts["Expect.Scanned"], Texts["NothingRuns"], Command: "kubectl get pods --all-namespaces")) with { Advice = [Texts["Run"]] };

    private Verdict Judge(ScanFindings findings, CheckParameters parameters, IReadOnlyList<Evidence> evidence)
    {
        var (critical, high) = (parameters.OptionalNumber(MaxCritical), parameters.OptionalNumber(MaxHigh));
        var hasLimits = critical is not null || high is not null;
        var sheet = new FactSheet(Info.Facts)
        {
            [SetUp] = findings.SetUp,
            [Scanned] = hasLimits ? findings.Scanned : findings.Scanned with { Share = WithoutLimits },
            Evidence = evidence,
        };
        if (!hasLimits)
        {
            sheet.Set(Within, FactFinding.LeftOut);
        }
        else if (findings.Scanned.State is FactState.Held or FactState.Partial)
        {
            sheet.Set(Within, FindWithin(findings.Findings, critical ?? int.MaxValue, high ?? int.MaxValue));
        }

        return sheet.ToVerdict();
    }

    private static FactFinding FindWithin(IReadOnlyList<ImageFindings> findings, int critical, int high)
    {
        var expected = Texts["Expect.Within", critical == int.MaxValue ? "–" : critical, high == int.MaxValue ? "–" : high];
        var open = findings.Where(f => f.Critical is null).ToList();
        var over = findings.Where(f => f.Critical > critical || f.High > high).ToList();
        return over.Count == 0 && open.Count == 0
            ? FactFinding.Held
            : FactFinding.Broken(
            [
                .. over.Select(f => new FactRow(expected, Texts["Found", f.Critical ?? 0, f.High ?? 0], ShellText.Name(f.Image.Image))),
                .. open.Select(f => new FactRow(expected, Texts["NoCounts"], ShellText.Name(f.Image.Image))),
            ]) with
            {
                Advice = [Texts["Rebuild"]],
                MayStillComeTrue = over.Count == 0,
            };
    }
}
