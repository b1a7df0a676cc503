using EksGrader.Checks.Core;
using EksGrader.Checks.Reads;

namespace EksGrader.Checks.Checks.Witnesses;

/// <summary>
/// What a second witness makes of a verdict that does not contradict it. An administrator of a cluster can write nodes, pods, Services
/// and their status; what AWS says of its own resources they cannot write.
/// </summary>
internal static class Witness
{
    public static TextCatalog Texts { get; } = TextCatalog.Beside(typeof(Witness), nameof(Witness));

    /// <summary>AWS was asked and confirms what the cluster says.</summary>
    public static Verdict Confirmed(Verdict verdict) => verdict with { Assurance = Assurance.Aws };

    /// <summary>
    /// AWS was not asked, or did not answer: the verdict stands on the cluster's word. Where the assignment asks for
    /// <c>assurance: aws</c>, what would earn points is unknown instead. Where it may answer later, what has passed is observed once more.
    /// </summary>
    /// <param name="verdict">The verdict by the cluster's word.</param>
    /// <param name="fault">Why the witness did not answer; null where there is no AWS access.</param>
    /// <param name="rules">The assignment's rules.</param>
    public static Verdict Missing(Verdict verdict, ReadError? fault, AssignmentRules rules)
    {
        var onItsWord = verdict with
        {
            Assurance = Assurance.Cluster,
            WitnessFault = fault?.Fault ?? FaultDomain.Student,
            MayStillComeTrue = verdict.MayStillComeTrue || (verdict.Outcome == Outcome.Passed && MayAnswerLater(fault)),
        };
        if (rules.Assurance == Assurance.Cluster || verdict.Outcome is not (Outcome.Passed or Outcome.Partial))
        {
            return onItsWord;
        }

        return fault is null
            ? Verdict.Unknown(FaultDomain.Student, Texts["NoAws"]).ShowingWhatWasSeen(verdict) with { Feedback = [Texts["GrantAws"]], Assurance = Assurance.Cluster }
            : fault.ToVerdict().ShowingWhatWasSeen(verdict) with { MayStillComeTrue = fault.MayPass || verdict.MayStillComeTrue, Assurance = Assurance.Cluster };
    }

    // AWS throttled or failed, the network did, or the grader was busy. A right that is missing is not waited for: the points are there without it.
    private static bool MayAnswerLater(ReadError? fault) =>
        fault is { MayPass: true, Fault: not FaultDomain.Student, Failure: not (ReadFailure.Denied or ReadFailure.Unauthenticated) };
}
