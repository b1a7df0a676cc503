namespace EksGrader.Checks.Grading;

/// <summary>How long looking may take, whatever a cluster does.</summary>
public sealed record GraderLimits
{
    /// <summary>One look, and so each check in it: 30 s.</summary>
    public TimeSpan Look { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>What a check may take to judge after the last read has ended: 2 s.</summary>
    public TimeSpan Judging { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>All looks of one grading together: 2 minutes.</summary>
    public TimeSpan Looking { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>The shortest wait between two looks of a settling grading: 15 s.</summary>
    public TimeSpan FirstWait { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The longest wait between two looks of a settling grading: 60 s.</summary>
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromSeconds(60);
}
