using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Jobs.Gradings;
using EksGrader.Jobs.Scheduling;

namespace EksGrader.Jobs.Submissions;

/// <summary>
/// What looks may change that came after the student was told that the cluster may be deleted. They can help but not harm: whoever did as
/// told has no cluster any more, and a later look cannot tell that from one that was never there.
/// </summary>
public static class ObservationsAfterSafe
{
    /// <summary>The looks from before the student was told; null where there is no other look.</summary>
    /// <param name="recording">Every look.</param>
    /// <param name="safeToDeleteAt">When the student was told; null where that has not happened.</param>
    public static Recording? Without(Recording recording, DateTimeOffset? safeToDeleteAt)
    {
        var early = recording.Looks.Where(l => !(l.At > safeToDeleteAt)).ToList();
        if (early.Count == recording.Looks.Count)
            return null;

        var shorter = new Recording { Assignment = recording.Assignment };
        early.ForEach(shorter.Add);
        return shorter;
    }

    /// <summary>The verdict of every look, or that of the early ones where the later ones would only harm.</summary>
    /// <param name="verdict">What every look comes to.</param>
    /// <param name="early">What the early looks come to by the same rules; null where none was recorded.</param>
    /// <param name="counting">What the grading that counts came to, by its own rules; null where it had no such check.</param>
    public static Verdict Hold(Verdict verdict, Verdict? early, Verdict? counting)
    {
        if ((early ?? counting) is { } was && Retries.IsDue(was))
        {
            // What somebody asked to be looked at again may have failed by that; such a grade stands.
            var harms = StudentUnknowns.Waits(verdict) || (verdict.Outcome == Outcome.Failed && counting is not { Outcome: Outcome.Failed });
            return harms ? was : verdict;
        }

        return early is null ? Charge(verdict) : verdict;
    }

    /// <summary>A verdict of looks that all came later: the student's fault is the grader's then.</summary>
    public static Verdict Charge(Verdict verdict) => !StudentUnknowns.Waits(verdict)
        ? verdict
        : Verdict.Unknown(FaultDomain.Grader, verdict.Summary) with
        {
            Feedback = [.. verdict.Feedback, JobTexts.Catalog["LookedAfterSafe"]],
            Evidence = verdict.Evidence,
            MayStillComeTrue = verdict.MayStillComeTrue,
            Assurance = verdict.Assurance,
        };
}
