using EksGrader.Api.Features.Assignments;
using EksGrader.Api.Shared;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Receipts;
using EksGrader.Db.Model;
using NodaTime;

namespace EksGrader.Api.Features.Submissions;

/// <summary>An assignment as one student sees it: what is asked, until when, and what became of what was submitted.</summary>
public sealed record StudentPageModel
{
    /// <summary>The assignment.</summary>
    public required CurrentAssignment Current { get; init; }

    /// <summary>The student; null where an instructor looks at the page.</summary>
    public required Student? Student { get; init; }

    /// <summary>Whether the caller is an assistant of the course and nothing more.</summary>
    public bool IsAssistant { get; init; }

    /// <summary>The last moment that is on time for this student; null where nothing is late.</summary>
    public required Instant? Due { get; init; }

    /// <summary>The last moment at which anything is taken; null where it never closes.</summary>
    public required Instant? Closes { get; init; }

    /// <summary>The due date that an instructor gave this student; null where there is none, or where it gives nothing.</summary>
    public Instant? ExtendedTo { get; init; }

    /// <summary>Everything that the student submitted, the newest first.</summary>
    public IReadOnlyList<Submission> Attempts { get; init; } = [];

    /// <summary>The attempt that counts; null while there is none.</summary>
    public Submission? Counting { get; init; }

    /// <summary>The attempt that is shown: the newest, where no other was asked for; null before the first.</summary>
    public StudentSubmission? Shown { get; init; }

    /// <summary>The verdicts of the attempt that counts; empty while it has none.</summary>
    public IReadOnlyList<CheckView> CountingChecks { get; init; } = [];

    /// <summary>The student's clusters under this assignment, the newest first.</summary>
    public IReadOnlyList<StudentCluster> Clusters { get; init; } = [];

    /// <summary>Whether the newest attempt's access is still kept, so that its cluster can be looked at.</summary>
    public bool HoldsAccess { get; init; }

    /// <summary>Why the newest attempt is being graded; null where it is not.</summary>
    public GradingReason? OpenReason { get; init; }

    /// <summary>The newest attempt; null before the first.</summary>
    public Submission? Newest => Attempts.Count > 0 ? Attempts[0] : null;

    /// <summary>How often the student may still submit; null for any number.</summary>
    public int? AttemptsLeft => Current.Assignment.MaxAttempts is { } most ? Math.Max(0, most - Attempts.Count) : null;

    /// <summary>Whether the newest attempt is shown, the one that goes on.</summary>
    public bool IsNewestShown => Shown is null || Shown.Submission.Id == Newest?.Id;

    /// <summary>Whether a submission would be taken at a moment.</summary>
    public bool IsOpen(Instant now) => Student is not null && !Current.Course.IsArchived && Current.Deadlines.IsShown(now) && !(now > Closes) && AttemptsLeft != 0;
}

/// <summary>One attempt with its verdicts.</summary>
/// <param name="Submission">The attempt.</param>
/// <param name="Checks">Its verdicts in the assignment's order, those that fell in an observation that goes on included.</param>
/// <param name="Awaited">The checks that the next observation is for.</param>
/// <param name="MaxScore">The points of every check.</param>
public sealed record StudentSubmission(Submission Submission, IReadOnlyList<CheckView> Checks, IReadOnlySet<string> Awaited, decimal MaxScore)
{
    /// <summary>The points that are there; null before the first verdict.</summary>
    public decimal? Score => Submission.Score;
}

/// <summary>A cluster of the student that has to be gone by a deadline.</summary>
/// <param name="Lease">The promise to delete it.</param>
/// <param name="Name">Its name, where it is known.</param>
/// <param name="Region">Its region, where it is known.</param>
/// <param name="Probes">The observations for its deletion, the newest first.</param>
public sealed record StudentCluster(Lease Lease, string? Name, string? Region, IReadOnlyList<LeaseProbe> Probes)
{
    /// <summary>The proof of its deletion; null while there is none.</summary>
    public DeletionReceipt? Receipt { get; init; }

    /// <summary>Whether someone still watches it.</summary>
    public bool IsLive => Lease.EndedAt is null;

    /// <summary>What is left and can still be removed: what the newest observation that could look for it saw. Empty where nothing is, or where it could not be read.</summary>
    public IReadOnlyList<Leftover> Leftovers => Probes.FirstOrDefault(l => l.Leftovers is not null)?.ReadLeftovers() ?? [];

    /// <summary>
    /// Whether its access no longer opens it, so that the student is to renew it: at the newest look, what was given brought no proof or no
    /// list of leftovers, and the cause lies with the student.
    /// </summary>
    public bool NeedsAccess => IsLive && Probes is [{ Fault: FaultDomain.Student }, ..];

    /// <summary>How it may be renewed: AWS access only where it is known which cluster of AWS it is.</summary>
    public bool IsKnownToAws => Lease.ClusterArn is not null;
}
