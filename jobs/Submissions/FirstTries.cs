using EksGrader.Checks.Grading;
using EksGrader.Checks.Kubernetes;
using EksGrader.Checks.Reads;
using EksGrader.Db.Model;
using EksGrader.Db.Reminders;
using EksGrader.Db.Storage;
using EksGrader.Jobs.Gradings;

namespace EksGrader.Jobs.Submissions;

/// <summary>
/// A submission that was refused by the due date and corrected within 15 minutes keeps its first time. There was nothing to correct where the cluster
/// did not exist yet: a refusal that was sent in to win time to build one wins nothing.
/// </summary>
internal static class FirstTries
{
    /// <summary>When the cluster was made that an observation saw: by EKS, else by its namespace <c>kube-system</c>. Null where neither was read.</summary>
    public static async Task<DateTimeOffset?> MadeAtAsync(Observation observation, CancellationToken cancellationToken)
    {
        if (observation.Identity?.CreatedAt is { } createdAt)
            return createdAt;
        if (observation.Identity?.KubeSystemUid is null || observation.Recorded is not { } recorded)
            return null;
        try
        {
            var namespaces = await Replayer.Open(recorded).Kubernetes.ListAsync<Namespace>(cancellationToken: cancellationToken);
            return namespaces.Items.FirstOrDefault(n => n.Metadata.Name == "kube-system")?.Metadata.CreationTimestamp;
        }
        catch (ReadException)
        {
            // What was not recorded proves nothing against the student.
            return null;
        }
    }

    /// <summary>Takes the first time back where the cluster is younger, in the caller's transaction; in the audit trail, and told at once where that is late.</summary>
    public static async Task JudgeAsync(
        EksGraderDb db, GradingCase known, Submission submission, DateTimeOffset? madeAt, TimeProvider time, CancellationToken cancellationToken)
    {
        if (submission.FirstTriedAt is not { } tried || !(madeAt > tried))
            return;
        var wasLate = submission.Late;
        submission.CountFromTaking(known.Known.Deadlines.IsLate(GradingCases.At(submission.SubmittedAt), known.Extension));
        if (!submission.Late || wasLate)
            return;
        db.AuditEntries.Add(new AuditEntry(Id.New<AuditEntryId>(time), time.GetUtcNow(), "service", "submission.late", $"submission {submission.Id}", submission.CourseId)
        {
            From = "on time",
            To = "late",
            Why = FormattableString.Invariant($"the cluster was made at {madeAt:u}, after the refused submission at {tried:u}"),
        });
        await LateNotices.AddAsync(db, submission, time, cancellationToken);
    }
}
