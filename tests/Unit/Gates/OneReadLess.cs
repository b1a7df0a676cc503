using EksGrader.Checks.Core;
using EksGrader.Tests.Unit.Fakes;

namespace EksGrader.Tests.Unit.Gates;

/// <summary>
/// The gate "one right less" over a recording: each of its reads, replaced by a refusal, gives the same verdict or unknown. What a
/// check asks only because something else was refused is not in the recording, so here unknown is never too much.
/// </summary>
internal static class OneReadLess
{
    /// <summary>Refuses each recorded read in turn.</summary>
    public static async Task<GateResult> TryAsync(GateRun run, Scenario scenario)
    {
        var seen = await run.RecordAsync(scenario);
        var whole = await run.ReplayAsync(scenario, seen);
        List<string> flaws = [];
        var tried = 0;
        foreach (var read in seen.Reads.Where(r => r.Fault is null))
        {
            tried++;
            var refused = read with { Answer = default, Fault = Faults.Denied(read.Key) };
            var without = await run.ReplayAsync(scenario, seen with { Reads = [.. seen.Reads.Select(r => r.Key == read.Key ? refused : r)] });
            if (without is not { Outcome: Outcome.Unknown, Fault: FaultDomain.Grader })
            {
                flaws.AddRange(OneRightLess.FlawsOf(whole, without).Select(flaw => $"{scenario}: {read.Key} refused: {flaw}"));
            }
        }

        return new GateResult(tried, flaws);
    }
}

/// <summary>What a gate came to.</summary>
/// <param name="Tried">How many cases it tried.</param>
/// <param name="Flaws">What it does not let through.</param>
internal sealed record GateResult(int Tried, IReadOnlyList<string> Flaws)
{
    /// <summary>Several as one.</summary>
    public static GateResult Sum(IEnumerable<GateResult> results)
    {
        var all = results.ToList();
        return new GateResult(all.Sum(r => r.Tried), [.. all.SelectMany(r => r.Flaws)]);
    }
}
