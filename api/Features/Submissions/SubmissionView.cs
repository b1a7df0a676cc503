using System.Text.Json.Serialization;
using EksGrader.Api.Shared;
using EksGrader.Checks.Core;
using EksGrader.Db.Model;

namespace EksGrader.Api.Features.Submissions;

/// <summary>A submission.</summary>
public sealed record SubmissionView
{
    /// <summary>Its id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The student's number.</summary>
    public required string Student { get; init; }

    /// <summary>The course's slug.</summary>
    public required string Course { get; init; }

    /// <summary>The assignment's slug.</summary>
    public required string Assignment { get; init; }

    /// <summary>The version of the assignment that it is graded by.</summary>
    public required int AssignmentVersion { get; init; }

    /// <summary>Its number among the student's submissions for the assignment, from 1.</summary>
    public required int Attempt { get; init; }

    /// <summary>When it was submitted: the time that lateness is judged by.</summary>
    public required DateTimeOffset SubmittedAt { get; init; }

    /// <summary>Whether it came after the student's due date.</summary>
    public required bool Late { get; init; }

    /// <summary><c>queued</c>, <c>grading</c>, <c>settling</c> or <c>graded</c>.</summary>
    public required SubmissionStatus Status { get; init; }

    /// <summary>The points that are there; null before the first observation.</summary>
    public required decimal? Score { get; init; }

    /// <summary>What the score rests on, the lowest of the checks that have a second witness: <c>aws</c> or <c>cluster</c>; null where none has, and before the first observation.</summary>
    public Assurance? Assurance { get; init; }

    /// <summary>The points of every check.</summary>
    public required decimal MaxScore { get; init; }

    /// <summary>What the student answered to what the checks ask, by <c>CHECK.NAME</c>.</summary>
    public IReadOnlyDictionary<string, string> Answers { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Whether the grade stands.</summary>
    public required bool Final { get; init; }

    /// <summary>Whether the cluster may be deleted without harm to the grade.</summary>
    public required bool SafeToDelete { get; init; }

    /// <summary>One result a check, in the assignment's order; empty before the first verdict.</summary>
    public required IReadOnlyList<CheckView> Checks { get; init; }

    /// <summary>Integrity flags; only for those who teach the course.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<FlagView>? Signs { get; init; }

    /// <summary>The promise to delete the cluster; null while there is none.</summary>
    public LeaseView? Lease { get; init; }
}

/// <summary>The promise to delete a cluster.</summary>
/// <param name="Cluster">The cluster's name or address.</param>
/// <param name="Deadline">By when it must be deleted.</param>
/// <param name="State"><c>active</c>, <c>deleting</c>, <c>gone</c>, <c>overdue</c> or <c>quarantined</c>.</param>
/// <param name="KeepUntil">
/// Until when the cluster is kept for the instructor because it was submitted late; with every live check passed it may be deleted earlier. Null where it
/// was submitted on time.
/// </param>
public sealed record LeaseView(string? Cluster, DateTimeOffset Deadline, LeaseState State, DateTimeOffset? KeepUntil);

/// <summary>Has a submission graded again.</summary>
/// <param name="From"><c>recording</c>: by what was observed, with the assignment's newest version; <c>cluster</c>: by a new observation.</param>
public sealed record RegradeRequest(string? From);

/// <summary>Points given by hand.</summary>
/// <param name="Points">The points, from 0 to what the check is worth.</param>
/// <param name="Reason">Why.</param>
public sealed record OverrideRequest(decimal? Points, string? Reason);
