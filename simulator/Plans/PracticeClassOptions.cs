using System.Collections.Immutable;
using EksGrader.Checks.Core;

namespace EksGrader.Simulator.Plans;

/// <summary>What a practice class is like.</summary>
public sealed record PracticeClassOptions
{
    /// <summary>How many students, each with a cluster; 1 to 10,000.</summary>
    public int Students { get; init; } = 30;

    /// <summary>The kinds of cluster by name, dealt out in turn; empty for a plausible class out of all of them.</summary>
    public IReadOnlyList<string> Kinds { get; init; } = [];

    /// <summary>
    /// The checks of the lecture's labs that the class did, each student more or less well; empty for a class of the exam. It comes before
    /// <see cref="Kinds"/>.
    /// </summary>
    public IReadOnlyList<CheckId> Labs { get; init; } = [];

    /// <summary>The kinds of further clusters, whatever the class is made of; their students come after the others.</summary>
    public IReadOnlyList<string> Further { get; init; } = [];

    /// <summary>The distance to the clusters: connecting, TLS and every request cost one each.</summary>
    public TimeSpan RoundTripDelay { get; init; }

    /// <summary>How long after the first request a cluster that settles has settled.</summary>
    public TimeSpan SettlesAfter { get; init; } = TimeSpan.FromSeconds(45);

    /// <summary>How long a deletion takes.</summary>
    public TimeSpan DeletionTakes { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The same seed makes the same class.</summary>
    public int Seed { get; init; } = 2026;

    /// <summary>The region of every cluster.</summary>
    public string Region { get; init; } = "ap-northeast-2";

    /// <summary>
    /// Whether clusters tell their endpoint by its EKS host name, which only <see cref="PracticeNames"/> resolves, instead of by its
    /// loopback address, which every <c>kubectl</c> can reach. Such an endpoint has no port, as with EKS: <see cref="PracticeClass.DialAsync"/>
    /// leads there.
    /// </summary>
    public bool HostNames { get; init; }

    /// <summary>The clock of delays, ages, settling and expiry.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>What AWS answers of every cluster, as <see cref="ClusterPlan.AwsAnswers"/> says it; empty for what each plan says.</summary>
    internal ImmutableDictionary<string, string> AwsAnswers { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>The port of the Kubernetes APIs; 0 for any.</summary>
    public int KubernetesPort { get; init; }

    /// <summary>The port of the AWS APIs; 0 for any.</summary>
    public int AwsPort { get; init; }

    /// <summary>The port of the load balancers and of the Services behind them; 0 for any.</summary>
    public int WebPort { get; init; }
}
