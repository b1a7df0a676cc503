using EksGrader.Api.Features.Assignments;
using EksGrader.Api.Host;
using EksGrader.Db.Model;

namespace EksGrader.Api.Features.Submissions;

/// <summary>Who submits, for whom, to which assignment.</summary>
/// <param name="Caller">The caller.</param>
/// <param name="Course">The course's slug.</param>
/// <param name="Assignment">The assignment's slug.</param>
/// <param name="Student">The student's number, where an instructor submits for one; null for the caller.</param>
/// <param name="Sent">The idempotency key; null for none.</param>
internal sealed record SubmissionCall(CurrentUser Caller, string Course, string Assignment, string? Student, KeyedWrite? Sent);

/// <summary>Tries the access of a submission that was found valid, before it is taken.</summary>
/// <returns>Why it is not taken; null where it may be.</returns>
internal delegate Task<Error?> SubmissionTrial(CurrentAssignment current, Student student, ParsedSubmission parsed, CancellationToken cancellationToken);

/// <summary>Makes the trial that <c>tryFirst</c> asks for. It is made by the feature that knows how an access is tried.</summary>
internal interface ISubmissionTrials
{
    /// <summary>The trial of one request: it objects to what cannot work by the student's own doing, and to nothing that may pass.</summary>
    /// <param name="request">What was sent: faults are told at its fields.</param>
    SubmissionTrial Of(SubmissionRequest request);
}
