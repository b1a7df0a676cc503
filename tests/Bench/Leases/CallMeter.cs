using EksGrader.Simulator.Endings;

namespace EksGrader.Bench.Leases;

/// <summary>Holds calls to what AWS allows an account's region: buckets of 40, refilled with 10 a second (docs/eks-facts.md, "Load balancers of a Service"), one a service.</summary>
internal sealed class CallMeter
{
    private const double Refill = 10;

    private readonly Lock gate = new();
    private readonly Dictionary<(string Account, string Service), (double Level, DateTimeOffset At)> buckets = [];

    public long Count { get; private set; }

    /// <summary>The highest that any bucket was filled.</summary>
    public double Fullest { get; private set; }

    public string FullestOf { get; private set; } = "";

    public void Called(PracticeCall call)
    {
        lock (gate)
        {
            Count++;
            var key = (call.Account, call.Service);
            var (level, at) = buckets.TryGetValue(key, out var known) ? known : (0, call.At);
            level = Math.Max(0, level - ((call.At - at).TotalSeconds * Refill)) + 1;
            buckets[key] = (level, call.At);
            if (level > Fullest)
                (Fullest, FullestOf) = (level, $"{call.Service} of account {call.Account}");
        }
    }
}
