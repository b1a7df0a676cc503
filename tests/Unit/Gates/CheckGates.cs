using System.Diagnostics;
using System.Text;
using EksGrader.Checks.Checks;
using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes;
using EksGrader.Tests.Unit.Fakes;

namespace EksGrader.Tests.Unit.Gates;

/// <summary>
/// The gates that every check must pass (docs/checks.md). A check names its references, the mutations that break one fact each, and what
/// looks like a solution and is none; all tests are inherited. Each failure lists every case that went wrong.
/// </summary>
public abstract class CheckGates
{
    private const int VariantsOfAWay = 3;

    /// <summary>How long one judgement may take, whatever a cluster holds; a check has 30 s with all its reads.</summary>
    private static readonly TimeSpan LongestJudgement = TimeSpan.FromSeconds(10);

    /// <summary>The check.</summary>
    internal abstract ICheck Check { get; }

    /// <summary>Right solutions: exactly all points. At least three of each way of doing it.</summary>
    internal abstract IEnumerable<Reference> References { get; }

    /// <summary>Changes that break one fact each; every fact that a reference holds needs one on it.</summary>
    internal abstract IEnumerable<Mutation> Mutations { get; }

    /// <summary>What looks like a solution, or like a mistake, and is none; each with its share.</summary>
    internal virtual IEnumerable<Scenario> LookAlikes => [];

    /// <summary>What only this check could stumble over, on the first reference; strange and many objects of each kind that it reads are inherited.</summary>
    internal virtual IEnumerable<Hostile> Hostiles => [];

    /// <summary>What the assignment asks of a fresh cluster: more than it comes with.</summary>
    internal virtual IReadOnlyList<(string Name, object Value)> AskedOfFresh => [];

    /// <summary>What a fresh cluster honestly has already. Anything but 0 is published.</summary>
    internal virtual decimal FreshShare(FreshKind fresh) => 0;

    /// <summary>A fact broken.</summary>
    /// <param name="fact">The fact's id.</param>
    /// <param name="share">The share of the points that is left, written by hand.</param>
    /// <param name="what">What is changed.</param>
    /// <param name="change">Changes the cluster.</param>
    internal static Mutation Break(string fact, decimal share, string what, Func<FakeCluster, FakeCluster> change) => new(fact, what, share, change);

    /// <summary>A fact that does not hold and of which an instructor is asked; the share is that of the answer no.</summary>
    /// <inheritdoc cref="Break"/>
    internal static Mutation Ask(string fact, decimal share, string what, Func<FakeCluster, FakeCluster> change) => Break(fact, share, what, change) with { Answer = Answer.Asked };

    /// <summary>A fact whose time has not come.</summary>
    /// <inheritdoc cref="Break"/>
    internal static Mutation Wait(string fact, string what, Func<FakeCluster, FakeCluster> change) => Break(fact, 0, what, change) with { Answer = Answer.Waiting };

    [Fact]
    public async Task Nothing_EarnsNothing() => Hold(await TryNothingAsync());

    [Fact]
    public async Task Reference_EarnsAll() => Hold(await TryReferencesAsync());

    [Fact]
    public async Task OneRightLess_GivesTheSameOrUnknown() => Hold(await TryRightsAsync());

    [Fact]
    public async Task OneFactBroken_CostsItsShareAndSaysSo() => Hold(await TryMutationsAsync());

    [Fact]
    public async Task LookAlikes_EarnWhatTheyAreWorth() => Hold(GateResult.Sum(await Task.WhenAll(LookAlikes.Select(async s => new GateResult(1, FlawsOf(s, await Run.JudgeAsync(s)))))));

    [Fact]
    public async Task Hostile_StaysWithinItsLimitsAndKeepsNothingSecret() => Hold(await TryHostileAsync());

    [Fact]
    public async Task Replay_AYearLater_IsTheSame() => Hold(GateResult.Sum(await Task.WhenAll(Scenarios.Select(TryReplayAsync))));

    [Fact]
    public async Task TwoLooks_OfOneClusterAddUpAndThoseOfTwoDoNot()
    {
        var first = References.First();
        var which = Check.Info.Phase == CheckPhase.Live ? Mutations.Where(m => m is { IsHonest: true, Answer: Answer.Broken } && m.IsFor(first)) : [];
        Hold(await TwoLooks.TryAsync(Run, first, which));
    }

    /// <summary>What is published about the check.</summary>
    internal async Task<GateTally> TallyAsync()
    {
        var (rights, mutations) = (await TryRightsAsync(), await TryMutationsAsync());
        return new GateTally(Check.Info.Id)
        {
            Ways = References.DistinctBy(r => r.Way).Count(),
            References = References.Count(),
            Rights = rights.Tried,
            Mutations = mutations.Tried,
            Caught = mutations.Tried - mutations.Flaws.Count - Mutated.Count(m => m.Mutation.Answer == Answer.Escapes),
            LookAlikes = LookAlikes.Count(),
            Fresh = [.. FreshClusters.Kinds.Where(k => FreshShare(k) > 0).Select(k => k.Name)],
        };
    }

    private GateRun Run => new(Check);

    private IEnumerable<Scenario> Fresh =>
        from kind in FreshClusters.Kinds
        from hasAws in Check.Info.NeedsAws ? [true] : new[] { true, false }
        select new Scenario($"fresh cluster, {kind.Name}{(hasAws ? "" : ", without AWS access")}", () => hasAws ? FreshClusters.Make(kind) : FreshClusters.Make(kind).WithoutAws(), FreshShare(kind), AskedOfFresh);

    private IEnumerable<(Reference Reference, Mutation Mutation)> Mutated =>
        from reference in References
        from mutation in Mutations
        where mutation.IsFor(reference)
        select (reference, mutation);

    private IEnumerable<Scenario> Scenarios => [.. References, .. Mutated.Select(m => m.Mutation.Of(m.Reference)), .. LookAlikes, .. Fresh];

    private async Task<GateResult> TryNothingAsync() => GateResult.Sum(await Task.WhenAll(Fresh.Select(async fresh =>
    {
        var verdict = await Run.JudgeAsync(fresh);
        return new GateResult(1, verdict.Outcome == Outcome.Pending ? [] : FlawsOf(fresh, verdict));
    })));

    private async Task<GateResult> TryReferencesAsync()
    {
        List<string> flaws = [.. References.GroupBy(r => r.Way).Where(w => w.Count() < VariantsOfAWay).Select(w => $"{w.Key}: {w.Count()} of {VariantsOfAWay} variants")];
        foreach (var reference in References)
        {
            var verdict = await Run.JudgeAsync(reference);
            flaws.AddRange(FlawsOf(reference, verdict));
            flaws.AddRange(verdict.Facts.Where(f => f.State is not (FactState.Held or FactState.LeftOut)).Select(f => $"{reference}: fact {f.Id} is {f.State}"));
            flaws.AddRange(verdict.Facts
                .Where(f => f.State == FactState.Held && !Mutations.Any(m => m.Fact == f.Id && m.IsFor(reference)))
                .Select(f => $"{reference}: no mutation breaks fact {f.Id}"));
            var seen = await Run.RecordAsync(reference);
            flaws.AddRange(seen.Reads.Where(r => r.Cut > 0).Select(r => $"{reference}: {r.Key} is too large for a recording"));
        }

        return new GateResult(References.Count(), flaws);
    }

    private async Task<GateResult> TryRightsAsync()
    {
        List<GateResult> results = [];
        foreach (var scenario in Scenarios.Where(s => s.IsHonest))
        {
            results.Add(await OneReadLess.TryAsync(Run, scenario));
            if (scenario is Reference || scenario.Deciding is not null)
            {
                var exact = new OneRightLess(Check, scenario.Cluster, [.. scenario.Parameters]) { IsExact = scenario.Deciding is not null };
                var gate = scenario.Deciding?.Invoke(exact) ?? exact;
                var flaws = await gate.FlawsAsync();
                results.Add(new GateResult(gate.Refused, [.. flaws.Select(f => $"{scenario}: {f}")]));
            }
        }

        return GateResult.Sum(results);
    }

    private async Task<GateResult> TryMutationsAsync()
    {
        List<string> flaws = [];
        foreach (var (reference, mutation) in Mutated)
        {
            var scenario = mutation.Of(reference);
            var broken = await Run.JudgeAsync(scenario);
            var wrong = FactBroken.FlawsOf(Check.Info, mutation, await Run.JudgeAsync(reference), broken).Concat(VerdictRules.FlawsOf(broken)).ToList();
            flaws.AddRange(wrong.Count == 0 ? [] : [$"{scenario}: {string.Join("; ", wrong)}"]);
        }

        return new GateResult(Mutated.Count(), flaws);
    }

    private async Task<GateResult> TryHostileAsync()
    {
        List<string> flaws = [];
        var empty = FreshClusters.Kinds.Single(k => k.Name == "no nodes");
        foreach (var documents in new Func<ResourceType, IEnumerable<string>>[] { HostileDocuments.Strange, HostileDocuments.Many })
        {
            FakeCluster Among(FakeCluster cluster)
            {
                cluster.Kubernetes.Documents = type => Check.Info.Reads.Contains(new DeclaredRead.Kubernetes(type)) ? documents(type) : [];
                return cluster;
            }

            var name = documents == HostileDocuments.Strange ? "strange objects" : "many objects";
            flaws.AddRange(await TryHostileAsync(new Scenario($"{name}, on an empty cluster", () => Among(FreshClusters.Make(empty)), 0, AskedOfFresh), HostileDocuments.Secret));
            foreach (var reference in References.DistinctBy(r => r.Way))
            {
                flaws.AddRange(await TryHostileAsync(new Scenario($"{reference.Name}, {name}", () => Among(reference.Cluster()), null, reference.Parameters), HostileDocuments.Secret));
            }
        }

        foreach (var hostile in Hostiles)
        {
            var first = References.First();
            flaws.AddRange(await TryHostileAsync(new Scenario(hostile.Name, () => hostile.Change(first.Cluster()), hostile.Share, first.Parameters), hostile.Secret ?? HostileDocuments.Secret, isExact: true));
        }

        return new GateResult(1, flaws);
    }

    // A stranger's objects may make a verdict unknown or lower, but never worth something where there is nothing.
    private async Task<IEnumerable<string>> TryHostileAsync(Scenario scenario, string secret, bool isExact = false)
    {
        var started = Stopwatch.GetTimestamp();
        var verdict = await Run.JudgeAsync(scenario);
        var took = Stopwatch.GetElapsedTime(started);
        var seen = await Run.RecordAsync(scenario);
        return
        [
            .. VerdictRules.FlawsOf(verdict).Select(f => $"{scenario}: {f}"),
            .. took > LongestJudgement ? [$"{scenario}: judged in {took}"] : Array.Empty<string>(),
            .. (isExact ? !FactBroken.IsSame(scenario.Share, verdict.Share) : scenario.Share == 0 && verdict.Share > 0) ? [$"{scenario}: {verdict.Share}: {verdict.Summary.En}"] : Array.Empty<string>(),
            .. seen.Reads.Where(r => Encoding.UTF8.GetString(r.Answer.Span).Contains(secret, StringComparison.Ordinal)).Select(r => $"{scenario}: the recording of {r.Key} holds a secret"),
        ];
    }

    private async Task<GateResult> TryReplayAsync(Scenario scenario)
    {
        List<string> flaws = [];
        if (GateRun.Written(await Run.JudgeAsync(scenario)) != GateRun.Written(await Run.ReplayAsync(scenario, await Run.RecordAsync(scenario))))
        {
            flaws.Add($"{scenario}: the recording of the check gives another verdict");
        }

        if (scenario is Reference && Check.Info.Phase == CheckPhase.Live)
        {
            var observed = await Run.ObserveAsync(scenario);
            var report = await Run.ReplayAsync(scenario, (observed.Recorded ?? throw new InvalidOperationException("Nothing was recorded."), null));
            if (GateRun.Written(observed.Verdicts[Check.Info.Id]) != GateRun.Written(report.Checks[0].Verdict) || report.Checks[0].Verdict.Share != scenario.Share)
            {
                flaws.Add($"{scenario}: the recording of the grading gives another verdict: {report.Checks[0].Verdict.Summary.En}");
            }
        }

        return new GateResult(1, flaws);
    }

    private static List<string> FlawsOf(Scenario scenario, Verdict verdict) =>
    [
        .. FactBroken.IsSame(scenario.Share, verdict.Share) ? Array.Empty<string>() : [$"{scenario}: {verdict.Outcome} with {verdict.Share}, where {scenario.Share} was meant: {verdict.Summary.En}"],
        .. VerdictRules.FlawsOf(verdict).Select(f => $"{scenario}: {f}"),
    ];

    private static void Hold(GateResult result) => Assert.True(result.Flaws.Count == 0, $"{result.Flaws.Count} of {result.Tried}:\n{string.Join('\n', result.Flaws.Take(30))}");
}
