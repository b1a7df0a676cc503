using System.Text.Json.Serialization;
using EksGrader.Db.Model;
using EksGrader.Jobs.Scheduling;

namespace EksGrader.Jobs.Submissions;

/// <summary>Has a submission graded: the first time, again, or on with settling.</summary>
/// <param name="Id">The submission.</param>
/// <param name="Reason">Why, where a new grading is begun.</param>
/// <param name="AssignmentVersion">The version of the assignment to grade by; null for the one that the submission was last graded by.</param>
public sealed record GradeInput(Guid Id, GradingReason Reason, int? AssignmentVersion = null)
{
    /// <summary>The submission.</summary>
    [JsonIgnore]
    public SubmissionId Submission => new(Id);
}

/// <summary>Has a submission graded by what was recorded, with a version of its assignment.</summary>
/// <param name="Id">The submission.</param>
/// <param name="AssignmentVersion">The version to grade by.</param>
internal sealed record RegradeInput(Guid Id, int AssignmentVersion)
{
    /// <summary>The submission.</summary>
    [JsonIgnore]
    public SubmissionId Submission => new(Id);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(GradeInput))]
[JsonSerializable(typeof(RegradeInput))]
internal sealed partial class GradeJson : JsonSerializerContext;

/// <summary>What others ask of the jobs that grade.</summary>
public static class GradeQueue
{
    /// <summary>Queues a submission that was just submitted. Call it after the transaction; the sweep finds what was never queued.</summary>
    public static Task GradeAsync(this IJobQueue queue, SubmissionId submission, CancellationToken cancellationToken) =>
        queue.GradeAsync(submission, GradingReason.First, at: null, cancellationToken);

    /// <summary>Queues another observation of a graded submission's cluster ("look again"): everything that has not passed is looked at.</summary>
    public static Task ObserveAgainAsync(this IJobQueue queue, SubmissionId submission, CancellationToken cancellationToken) =>
        queue.GradeAsync(submission, GradingReason.Look, at: null, cancellationToken);

    /// <summary>Queues a grading of the cluster from scratch, with a version of the assignment.</summary>
    public static Task GradeAnewAsync(this IJobQueue queue, SubmissionId submission, int assignmentVersion, CancellationToken cancellationToken) =>
        queue.EnqueueAsync($"grade-{submission}", new GradeInput(submission.Value, GradingReason.Anew, assignmentVersion), at: null, cancellationToken);

    /// <summary>Queues a grading by the recording, with a version of the assignment.</summary>
    public static Task RegradeAsync(this IJobQueue queue, SubmissionId submission, int assignmentVersion, CancellationToken cancellationToken) =>
        queue.EnqueueAsync($"regrade-{submission}", new RegradeInput(submission.Value, assignmentVersion), at: null, cancellationToken);

    internal static Task<bool> GradeAsync(this IJobQueue queue, SubmissionId submission, GradingReason reason, DateTimeOffset? at, CancellationToken cancellationToken) =>
        queue.EnqueueAsync($"grade-{submission}", new GradeInput(submission.Value, reason), at, cancellationToken);
}
