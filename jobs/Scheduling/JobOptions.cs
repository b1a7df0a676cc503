using System.ComponentModel.DataAnnotations;

namespace EksGrader.Jobs.Scheduling;

/// <summary>The section <c>Jobs</c> of the configuration.</summary>
public sealed class JobOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Jobs";

    /// <summary>How many jobs this process has in flight at most: the back-pressure. Gradings wait rather than compute, so it is high.</summary>
    [Range(1, 4096, ErrorMessage = "Jobs:Concurrency is a whole number from 1 to 4096.")]
    public int Concurrency { get; set; } = 128;

    /// <summary>How long jobs in flight may go on when the program stops; what is not done by then is done after the next start.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00", ErrorMessage = "Jobs:ShutdownGrace lies between 0 and 5 minutes.")]
    public TimeSpan ShutdownGrace { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How often lost submissions are looked for.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00", ErrorMessage = "Jobs:SweepEvery lies between 1 second and 1 hour.")]
    public TimeSpan SweepEvery { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long what jobs did is shown at <c>GET /api/jobs</c>.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "90.00:00:00", ErrorMessage = "Jobs:KeepHistory lies between 1 hour and 90 days.")]
    public TimeSpan KeepHistory { get; set; } = TimeSpan.FromDays(7);

    /// <summary>How often a follower of live events reads the rows when nothing wakes it: another process may have written them.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00", ErrorMessage = "Jobs:FollowEvery lies between 0.1 and 60 seconds.")]
    public TimeSpan FollowEvery { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How often leases are drawn whose cluster must be looked at. An observation begins no later than 60 seconds after its time, and this is part of it.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:00:10", ErrorMessage = "Jobs:WatchEvery lies between 0.1 and 10 seconds.")]
    public TimeSpan WatchEvery { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How many clusters this process looks for at once whether they are gone. Looks wait rather than compute, so it is high.</summary>
    [Range(1, 4096, ErrorMessage = "Jobs:DeletionLooks is a whole number from 1 to 4096.")]
    public int DeletionLooks { get; set; } = 256;
}
