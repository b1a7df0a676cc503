using EksGrader.Checks.Checks;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Grading;
using EksGrader.Checks.Reads;
using EksGrader.Tests.Unit.Fakes;

namespace EksGrader.Tests.Unit.Checks.Checks;

/// <summary>
/// The gate "one right less" over a recording: each of its reads, replaced by a refusal, gives the same verdict or unknown. What a
/// check asks only because something else was refused is not in the recording, so here unknown is never too much.
/// </summary>
internal static class OneReadLess
{
    /// <summary>Refuses each recorded read in turn.</summary>
    /// <param name="check">The check.</param>
    /// <param name="look">What was recorded.</param>
    /// <param name="parameters">The assignment's values for the check.</param>
    public static async Task HoldsAsync(ICheck check, RecordedObservation look, CheckParameters parameters)
    {
        var whole = await JudgeAsync(check, look, parameters);
        List<string> wrong = [];
        foreach (var read in look.Reads.Where(r => r.Fault is null))
        {
            var refused = read with { Answer = default, Fault = Faults.Denied(read.Key) };
            var without = await JudgeAsync(check, look with { Reads = [.. look.Reads.Select(r => r.Key == read.Key ? refused : r)] }, parameters);
            if (without is not { Outcome: Outcome.Unknown, Fault: FaultDomain.Grader })
            {
                wrong.AddRange(OneRightLess.FlawsOf(whole, without).Select(flaw => $"{read.Key} refused: {flaw}"));
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    private static async Task<Verdict> JudgeAsync(ICheck check, RecordedObservation look, CheckParameters parameters)
    {
        try
        {
            return await check.JudgeAsync(Replayer.Open(look), parameters, TestContext.Current.CancellationToken);
        }
        catch (ReadException e)
        {
            return Verdict.Unknown(e.Fault.Fault, e.Fault.Summary);
        }
    }
}
