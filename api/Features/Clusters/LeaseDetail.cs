using EksGrader.Db.Model;
using EksGrader.Jobs.Enforcement;

namespace EksGrader.Api.Features.Clusters;

/// <summary>A lease with all that is known of it.</summary>
/// <param name="Row">Its line.</param>
/// <param name="Looks">Every look, the newest first.</param>
/// <param name="Orders">Every order to delete the cluster, the newest first.</param>
/// <param name="Submissions">The submissions under it, the oldest first.</param>
public sealed record LeaseDetail(LeaseRow Row, IReadOnlyList<LeaseProbe> Looks, IReadOnlyList<OrderWithSteps> Orders, IReadOnlyList<LeaseSubmission> Submissions);

/// <summary>A submission under a lease.</summary>
/// <param name="Id">The submission.</param>
/// <param name="Assignment">The slug of its assignment.</param>
/// <param name="Attempt">Its number among the student's submissions for the assignment.</param>
public sealed record LeaseSubmission(SubmissionId Id, string Assignment, int Attempt);
