using EksGrader.Simulator.Plans;

namespace EksGrader.Simulator.Endings;

/// <summary>What keeps probes from seeing anything for a while.</summary>
public enum PracticeWeather
{
    /// <summary>AWS denies: the role's rights are gone.</summary>
    Denied,

    /// <summary>AWS throttles.</summary>
    Throttled,

    /// <summary>AWS answers 5xx.</summary>
    Failing,

    /// <summary>AWS answers what makes no sense.</summary>
    Garbage,

    /// <summary>AWS does not answer: each observation takes all the time that it has.</summary>
    Hanging,
}

/// <summary>A time of bad weather.</summary>
/// <param name="From">From when.</param>
/// <param name="Until">Until when, exclusive.</param>
/// <param name="Kind">What goes wrong.</param>
public sealed record PracticeStorm(DateTimeOffset From, DateTimeOffset Until, PracticeWeather Kind);

/// <summary>What becomes of one cluster, decided beforehand: its state is a function of time alone.</summary>
public sealed record PracticeDeletion
{
    /// <summary>When its student begins to delete it; null where they never do.</summary>
    public DateTimeOffset? DeletedAt { get; init; }

    /// <summary>How long the deletion takes.</summary>
    public TimeSpan DeletionTakes { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>What is left behind.</summary>
    public PracticeLeftovers Left { get; init; }

    /// <summary>Whether observations have AWS access; without it DNS alone is asked.</summary>
    public bool HasAws { get; init; } = true;

    /// <summary>When probes see nothing. Weather of AWS does not affect probes by DNS alone.</summary>
    public IReadOnlyList<PracticeStorm> Storms { get; init; } = [];
}
