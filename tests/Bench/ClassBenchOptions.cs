using System.Globalization;
using EksGrader.Checks.Assignments;

namespace EksGrader.Bench;

/// <summary>What a measurement of a class is told.</summary>
/// <param name="Clusters">How many clusters there are; each is graded once.</param>
/// <param name="Delay">The round trip to each of them.</param>
/// <param name="InFlight">How many gradings run at once.</param>
/// <param name="Kinds">The kinds of cluster, dealt out in turn.</param>
/// <param name="Assignment">The assignment that it is graded by, one of those that ship.</param>
internal sealed record ClassBenchOptions(int Clusters, TimeSpan Delay, int InFlight, IReadOnlyList<string> Kinds, string Assignment)
{
    // Clusters that answer: how long one that hangs takes is a time limit, not a speed.
    private const string Answering = "good-classic,good-network,good-kubeconfig,good-auto-mode";

    public static ClassBenchOptions Parse(string[] args)
    {
        string Value(string name, string otherwise) => Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : otherwise;
        int Number(string name, int otherwise) => int.Parse(Value(name, otherwise.ToString(CultureInfo.InvariantCulture)), CultureInfo.InvariantCulture);
        return new ClassBenchOptions(
            Number("--clusters", 1000),
            TimeSpan.FromMilliseconds(Number("--delay-ms", 100)),
            Number("--in-flight", 40),
            Value("--kinds", Answering).Split(','),
            Value("--assignment", ShippedAssignments.Names[0]));
    }

    public string[] ToArguments() =>
        ["--clusters", Clusters.ToString(CultureInfo.InvariantCulture), "--delay-ms", ((int)Delay.TotalMilliseconds).ToString(CultureInfo.InvariantCulture), "--kinds", string.Join(',', Kinds), "--assignment", Assignment];
}
