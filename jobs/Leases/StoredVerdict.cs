using EksGrader.Checks.Core;
using EksGrader.Checks.Reads;
using EksGrader.Db.Model;

namespace EksGrader.Jobs.Leases;

/// <summary>What a check stands at in a grading that counts, without its evidence.</summary>
internal sealed record StoredVerdict(GradingId Grading, CheckId Check, Outcome Outcome, decimal? Share, FaultDomain? Fault, string Summary, string Feedback)
{
    private static readonly IReadOnlyList<LocalizedText> NotEks = [ReadErrors.Texts["NotEks"], ReadErrors.Texts["ForeignApiGroups"]];
    private static readonly IReadOnlyList<string> NotEksJson = [.. NotEks.Select(text => VerdictJson.Write(text))];

    /// <summary>Whether a verdict stands in for every check of a cluster whose API server is none of EKS: no watch can change that.</summary>
    public static bool IsNotEks(Verdict verdict) => verdict.Outcome == Outcome.Failed && NotEks.Contains(verdict.Summary);

    /// <summary>Whether it says that the API server is none of EKS.</summary>
    public bool IsForNoEks => Outcome == Outcome.Failed && NotEksJson.Contains(Summary, StringComparer.Ordinal);

    /// <summary>Whether a verdict is another one. While a deadline is not firm, the words about it move with every look; nobody needs each.</summary>
    /// <param name="verdict">The verdict.</param>
    /// <param name="isFirm">Whether the deadline is firm.</param>
    public bool Becomes(Verdict verdict, bool isFirm) =>
        !IsForNoEks
        && (Outcome != verdict.Outcome || Share != verdict.Share || Fault != verdict.Fault
            || ((isFirm || Outcome != Outcome.Pending) && (Summary != VerdictJson.Write(verdict.Summary) || Feedback != VerdictJson.Write(verdict.Feedback))));
}

/// <summary>A verdict that becomes another one.</summary>
/// <param name="Submission">Whose.</param>
/// <param name="Stored">What it was.</param>
/// <param name="Verdict">What it is.</param>
/// <param name="By">What it comes from, for the audit trail.</param>
internal sealed record AmendedVerdict(SubmissionId Submission, StoredVerdict Stored, Verdict Verdict, string By);
