namespace EksGrader.Api.Features.Jobs;

/// <summary>What jobs do.</summary>
/// <param name="Running">In flight, the oldest first.</param>
/// <param name="Waiting">Queued or put off, the next first.</param>
/// <param name="Failed">Failed lately, the newest first.</param>
/// <param name="WaitingCount">How many wait in all.</param>
public sealed record JobsView(IReadOnlyList<JobView> Running, IReadOnlyList<JobView> Waiting, IReadOnlyList<JobView> Failed, int WaitingCount)
{
    /// <summary>Since when failures are known: the start of the service where jobs are kept in its memory; null where they outlive it.</summary>
    public DateTimeOffset? Since { get; init; }
}

/// <summary>A job.</summary>
/// <param name="Job">The kind of job.</param>
/// <param name="Name">What it is for, such as <c>grade-</c> and a submission's id.</param>
/// <param name="At">Since when it runs, when it is due, or when it began to fail.</param>
/// <param name="Error">What the failure was; null where there was none.</param>
public sealed record JobView(string Job, string Name, DateTimeOffset? At, string? Error)
{
    /// <summary>What a failed run is tried again by; null where it is not.</summary>
    public string? Id { get; init; }

    /// <summary>The kind of exception that it ended by; null where there was none.</summary>
    public string? ErrorType { get; init; }

    /// <summary>The course's slug, where it is about one.</summary>
    public string? Course { get; init; }

    /// <summary>The assignment's slug, where it is about one.</summary>
    public string? Assignment { get; init; }

    /// <summary>The submission, where it is about one.</summary>
    public Guid? Submission { get; init; }

    /// <summary>The number of the submission's student.</summary>
    public string? Student { get; init; }
}
