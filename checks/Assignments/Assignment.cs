using EksGrader.Checks.Core;
using NodaTime;

namespace EksGrader.Checks.Assignments;

/// <summary>Which submission of a student counts.</summary>
public enum CountingRule
{
    /// <summary>The one with the highest score.</summary>
    Best,

    /// <summary>The newest.</summary>
    Last,
}

/// <summary>From which day the deletion deadline is counted.</summary>
public enum DeleteBy
{
    /// <summary>The end of the submission's local day.</summary>
    SubmissionDay,

    /// <summary>The end of the due date's local day, for homework submitted early.</summary>
    DueDay,
}

/// <summary>What students are asked for, what it is worth, and until when. Immutable: a change makes a new version.</summary>
public sealed record Assignment
{
    /// <summary>The slug.</summary>
    public required string Slug { get; init; }

    /// <summary>What people call it.</summary>
    public required LocalizedText Title { get; init; }

    /// <summary>The due date in local time of <see cref="TimeZone"/>; null where nothing is late.</summary>
    public LocalDateTime? Due { get; init; }

    /// <summary>The time zone; null for the course's.</summary>
    public DateTimeZone? TimeZone { get; init; }

    /// <summary>From when on nothing is taken any more, in local time; null for never.</summary>
    public LocalDateTime? ClosesAt { get; init; }

    /// <summary>Which submission counts.</summary>
    public CountingRule Counts { get; init; } = CountingRule.Best;

    /// <summary>How often a student may submit; null for any number.</summary>
    public int? MaxAttempts { get; init; }

    /// <summary>The share taken off a late submission, 0 to 1.</summary>
    public decimal LatePenalty { get; init; }

    /// <summary>How long after the first observation a grading may settle.</summary>
    public Duration SettleFor { get; init; } = Duration.FromMinutes(10);

    /// <summary>The kinds of access that are taken.</summary>
    public IReadOnlyList<AccessKind> Access { get; init; } = [AccessKind.AwsRole, AccessKind.Kubeconfig, AccessKind.Course];

    /// <summary>Whether <c>awsKeys</c> without a session token are taken: keys that never expire.</summary>
    public bool LongLivedKeys { get; init; }

    /// <summary>The rules that hold for every check.</summary>
    public AssignmentRules Rules { get; init; } = new();

    /// <summary>By when clusters must be gone.</summary>
    public DeletionRule Deletion { get; init; } = new();

    /// <summary>The checks with their points, in the order of the assignment.</summary>
    public required IReadOnlyList<AssignedCheck> Checks { get; init; }

    /// <summary>The sum of all points.</summary>
    public decimal MaxScore => Checks.Sum(c => c.Points);
}

/// <summary>A check of an assignment.</summary>
/// <param name="Check">The check's id.</param>
/// <param name="Points">What it is worth, two decimals at most.</param>
/// <param name="Parameters">The parameters that the assignment sets: <see cref="int"/>, <see cref="bool"/> or <see cref="string"/>, by name.</param>
public sealed record AssignedCheck(CheckId Check, decimal Points, IReadOnlyDictionary<string, object> Parameters);

/// <summary>By when clusters must be gone, and what happens to those that are not.</summary>
public sealed record DeletionRule
{
    /// <summary>From which day the deadline is counted.</summary>
    public DeleteBy DeleteBy { get; init; } = DeleteBy.SubmissionDay;

    /// <summary>The least time between an on-time submission and its deadline.</summary>
    public Duration Minimum { get; init; } = Duration.FromHours(1);

    /// <summary>How long the cluster of a late submission is the instructor's to inspect: the lecture's "message me, and delete after one hour".</summary>
    public Duration LateAfter { get; init; } = Duration.FromHours(1);

    /// <summary>The time after <see cref="LateAfter"/> by which the deletion of a late submission's cluster must have begun.</summary>
    public Duration LateGrace { get; init; } = Duration.FromHours(1);

    /// <summary>Whether the service deletes what is overdue, where the access can.</summary>
    public bool Enforce { get; init; }

    /// <summary>How long after the deadline it waits with that.</summary>
    public Duration Grace { get; init; } = Duration.FromMinutes(30);
}
