using EksGrader.Checks.Core;
using EksGrader.Checks.Reads;

namespace EksGrader.Checks.Checks;

/// <summary>
/// A read that was answered, or the reason why not. Reads that run side by side are waited for one by one: a failure of one neither
/// hides the answers of the others nor is lost.
/// </summary>
/// <typeparam name="T">The answer.</typeparam>
/// <param name="Answer">The answer; null where there is none.</param>
/// <param name="Fault">Why there is none; null where there is one.</param>
internal sealed record OptionalRead<T>(T? Answer, ReadError? Fault)
    where T : class;

/// <summary>Waits for reads.</summary>
internal static class OptionalRead
{
    /// <summary>Waits for a read; only cancellation gets through as an exception.</summary>
    public static async Task<OptionalRead<T>> Of<T>(Task<T> read)
        where T : class
    {
        try
        {
            return new OptionalRead<T>(await read, null);
        }
        catch (ReadException e)
        {
            return new OptionalRead<T>(null, e.Fault);
        }
    }

    /// <summary>What a fault makes of a verdict: unknown, with what was seen all the same.</summary>
    /// <param name="fault">Why something could not be read.</param>
    /// <param name="evidence">What was seen.</param>
    /// <param name="mayStillComeTrue">Whether what was seen may still come true by waiting, whatever becomes of the fault.</param>
    public static Verdict Unknown(ReadError fault, IReadOnlyList<Evidence> evidence, bool mayStillComeTrue = false) => Verdict.Unknown(fault.Fault, fault.Summary) with
    {
        Feedback = fault.Feedback,
        Evidence = evidence,
        MayStillComeTrue = fault.MayPass || mayStillComeTrue,
    };
}
