using System.Globalization;
using System.IO.Enumeration;
using EksGrader.Checks.Aws;
using EksGrader.Checks.Aws.Calls;
using EksGrader.Checks.Checks.Nodes;
using EksGrader.Checks.Checks.Replicas;
using EksGrader.Checks.Checks.Witnesses;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes;
using EksGrader.Checks.Reads;

namespace EksGrader.Checks.Checks.Fargate;

/// <summary>Asks for a workload of the student's on Fargate: a profile that selects its namespace, and a pod that runs, or a Job's that ran, by it.</summary>
public sealed class FargateCheck : ICheck
{
    private const string Profile = "profile";
    private const string Runs = "runs";
    private const string ProfilesRead = "aws eks list-fargate-profiles";
    private const string Default = "default";

    // The label that EKS's scheduler sets on a pod that it takes (EKS user guide, "Define which Pods use AWS Fargate when launched").
    private const string ProfileLabel = "eks.amazonaws.com/fargate-profile";
    private const int MostNamed = 5;

    /// <summary>Its id.</summary>
    public static CheckId Id { get; } = new("fargate");

    internal static TextCatalog Texts { get; } = TextCatalog.Beside(typeof(FargateCheck), nameof(FargateCheck));

    /// <inheritdoc/>
    public CheckInfo Info { get; } = CheckInfo.Describe(
        Id,
        Texts,
        [],
        [
            new DeclaredRead.Kubernetes(Namespace.Type),
            new DeclaredRead.Kubernetes(Node.Type),
            new DeclaredRead.Kubernetes(Pod.Type),
            .. NodeWitness.Reads,
            .. AwsActions.FargateProfiles.Select(a => new DeclaredRead.Aws(a)),
        ],
        FactInfo.Earning(Texts, Profile, 0.375m),
        FactInfo.Earning(Texts, Runs, 0.625m)) with
    {
        NeedsAws = true,
    };

    /// <inheritdoc/>
    public async ValueTask<Verdict> JudgeAsync(Cluster cluster, CheckParameters parameters, CancellationToken cancellationToken)
    {
        var aws = cluster.NeededAws;
        var asked = OptionalRead.Of(aws.Eks.ListFargateProfilesAsync(cancellationToken));
        var namespaces = cluster.Kubernetes.ListAsync<Namespace>(cancellationToken: cancellationToken);
        var nodes = cluster.Kubernetes.ListAsync<Node>(cancellationToken: cancellationToken);
        var pods = await cluster.Kubernetes.ListAsync<Pod>(cancellationToken: cancellationToken);
        var placed = new Placement(pods.Items, (await nodes).Items, parameters.Rules);
        var witness = await NodeWitness.AskAsync(cluster, placed.Places, cancellationToken);
        var profiles = new Profiles(await asked, [.. (await namespaces).Items.Select(n => n.Metadata.Name).Where(n => !parameters.Rules.IsSystemNamespace(n))]);

        var counted = placed.Running.Where(p => !witness.Contradicts(p.Node)).ToList();
        var runs = FindRuns(placed, profiles, [.. counted.Select(p => p.Pod)], witness);
        var verdict = new FactSheet(Info.Facts)
        {
            [Profile] = FindProfile(profiles, runs),
            [Runs] = runs,
            Evidence = [new Evidence("kubectl get pods --all-namespaces", TablePrinter.Print(pods, Placement.IsOnFargate), cluster.Now), .. profiles.Evidence(cluster.Now), .. witness.Evidence],
        }.ToVerdict();
        return witness.Judge(verdict, counted.Where(p => profiles.Took(p.Pod)).Select(p => p.Node), parameters.Rules);
    }

    // A cluster that was made for Fargate has a profile for default from the start: that one earns only with a pod of the student's on it.
    private static FactFinding FindProfile(Profiles profiles, FactFinding runs)
    {
        if (profiles.Fault is { } fault)
        {
            return FactFinding.Unread(fault);
        }

        var selected = profiles.Selected;
        if (selected.Any(n => n != Default) || (selected.Count > 0 && runs.State == FactState.Held))
        {
            return FactFinding.Held;
        }

        var seen = profiles.Described is { Length: > 0 } described ? Texts["ProfilesSeen", described] : Texts["NoProfile"];
        return FactFinding.Broken(new FactRow(Texts["Expect.Profile"], seen, Command: "aws eks list-fargate-profiles --cluster-name CLUSTER")) with
        {
            Advice = [Texts["MakeProfile"]],
            MayStillComeTrue = profiles.IsComing,
        };
    }

    private static FactFinding FindRuns(Placement placed, Profiles profiles, IReadOnlyList<Pod> running, NodeWitness witness)
    {
        var taken = running.Concat(placed.Finished).ToList();
        if (taken.Exists(profiles.Took))
        {
            return FactFinding.Held;
        }

        if (taken.Count > 0 && profiles.Fault is { } fault)
        {
            return FactFinding.Unread(fault);
        }

        List<FactRow> rows =
        [
            .. placed.Running.Where(p => witness.Contradicts(p.Node)).Select(p => RowOf(p.Pod, Texts["Pod.Contradicted"])),
            .. taken.Select(p => RowOf(p, Texts["Pod.OfNoProfile"])),
            .. placed.Coming.Select(p => RowOf(p, Texts["Pod.NotReady"])),
            .. placed.Elsewhere.Where(profiles.WouldTake).Select(p => RowOf(p, Texts["Pod.Elsewhere"])),
        ];
        return FactFinding.Broken(rows.Count > 0 ? rows : [new FactRow(Texts["Expect.Runs"], Texts["NonePlaced"], Command: "kubectl get pods --all-namespaces -o wide")]) with
        {
            Advice = [Texts[placed.Elsewhere.Any(profiles.WouldTake) ? "Restart" : "RunThere"]],
            MayStillComeTrue = placed.Coming.Count > 0 || profiles.IsComing || placed.Running.Any(p => witness.Contradicts(p.Node)),
        };
    }

    private static FactRow RowOf(Pod pod, LocalizedText seen)
    {
        var (ns, name) = (ShellText.Word(pod.Metadata.Namespace), ShellText.Word(pod.Metadata.Name));
        return new FactRow(Texts["Expect.Runs"], seen, $"Pod {ShellText.Name(pod.Metadata)}", $"kubectl describe pod {name} --namespace {ns}");
    }

    /// <summary>Where the student's pods are.</summary>
    private sealed class Placement
    {
        public Placement(IReadOnlyList<Pod> pods, IReadOnlyList<Node> nodes, AssignmentRules rules)
        {
            var byName = nodes.GroupBy(n => n.Metadata.Name, StringComparer.Ordinal).ToDictionary(n => n.Key, n => n.First(), StringComparer.Ordinal);
            foreach (var pod in pods.Where(p => !rules.IsSystemNamespace(p.Metadata.Namespace) && !p.Metadata.IsBeingDeleted))
            {
                var node = byName.GetValueOrDefault(pod.Spec.NodeName);
                if (!pod.Metadata.Labels.ContainsKey(ProfileLabel))
                {
                    Elsewhere.Add(pod);
                }
                else if (pod.Status.Phase == "Succeeded" && WorkloadFinder.ControllerOf(pod.Metadata)?.Kind == "Job")
                {
                    Finished.Add(pod);
                }
                else if (node is not null && UsableNodes.IsFargate(node) && pod.Status.Phase == "Running" && pod.Status.Conditions.Any(c => c.Type == "Ready" && c.IsTrue))
                {
                    Running.Add((pod, node));
                }
                else
                {
                    Coming.Add(pod);
                }
            }
        }

        public List<(Pod Pod, Node Node)> Running { get; } = [];

        public List<Pod> Finished { get; } = [];

        public List<Pod> Coming { get; } = [];

        public List<Pod> Elsewhere { get; } = [];

        public IReadOnlyList<Node> Places => [.. Running.Select(r => r.Node).Take(MostNamed * MostNamed)];

        public static bool IsOnFargate(Pod pod) => pod.Metadata.Labels.ContainsKey(ProfileLabel);
    }

    /// <summary>The profiles, as far as AWS told.</summary>
    private sealed class Profiles(OptionalRead<AwsItems<AwsFargateProfile>> asked, IReadOnlyList<string> namespaces)
    {
        private readonly List<AwsFargateProfile> active = [.. (asked.Answer?.Items ?? []).Where(p => p.Status == "ACTIVE")];

        // What is beyond the cut may hold the profile that is missing.
        public ReadError? Fault => asked.Fault ?? (asked.Answer?.Cut == true && Selected.Count == 0 ? ReadErrors.Cut(ProfilesRead) : null);

        public bool IsComing => asked.Answer?.Items.Any(p => p.Status == "CREATING") == true;

        /// <summary>The student's namespaces that a profile selects.</summary>
        public IReadOnlyList<string> Selected => [.. namespaces.Where(n => active.Exists(p => p.Selectors.Any(s => Fits(s.Namespace, n))))];

        public string Described => string.Join(", ", (asked.Answer?.Items ?? []).Take(MostNamed).Select(p => string.Create(CultureInfo.InvariantCulture, $"{ShellText.Name(p.Name)} ({ShellText.Name(p.Status)}: {string.Join(' ', p.Selectors.Select(s => ShellText.Name(s.Namespace)))})")));

        /// <summary>Whether the profile that a pod names is there, and selects it.</summary>
        public bool Took(Pod pod) => active.Exists(p => p.Name == pod.Metadata.Labels.GetValueOrDefault(ProfileLabel) && Selects(p, pod));

        /// <summary>Whether a profile would take a pod that is made anew.</summary>
        public bool WouldTake(Pod pod) => active.Exists(p => Selects(p, pod));

        public IEnumerable<Evidence> Evidence(DateTimeOffset now) => asked.Answer is null ? [] : [new Evidence("aws eks describe-fargate-profile", Described is { Length: > 0 } text ? text.Replace(", ", "\n", StringComparison.Ordinal) : "–", now)];

        private static bool Selects(AwsFargateProfile profile, Pod pod) => profile.Selectors.Any(s =>
            Fits(s.Namespace, pod.Metadata.Namespace) && s.Labels.All(l => pod.Metadata.Labels.TryGetValue(l.Key, out var value) && Fits(l.Value, value)));

        private static bool Fits(string pattern, string name) => FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false);
    }
}
