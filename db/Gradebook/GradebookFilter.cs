using EksGrader.Checks.Core;

namespace EksGrader.Db.Gradebook;

/// <summary>What a gradebook can be ordered by.</summary>
public enum GradebookOrder
{
    /// <summary>The student's number.</summary>
    Number,

    /// <summary>The student's name.</summary>
    Name,

    /// <summary>The points of the submission that counts.</summary>
    Score,

    /// <summary>When the submission that counts was submitted.</summary>
    Submitted,

    /// <summary>By when the student's cluster must be gone.</summary>
    Cluster,

    /// <summary>The points of one check.</summary>
    Check,
}

/// <summary>In which order the lines come; of equals, the student's number decides. Who has nothing to order by comes last in both directions.</summary>
/// <param name="By">What they are ordered by.</param>
/// <param name="Descending">Whether the largest comes first.</param>
/// <param name="Check">The check, with <see cref="GradebookOrder.Check"/>.</param>
public sealed record GradebookSort(GradebookOrder By = GradebookOrder.Number, bool Descending = false, CheckId? Check = null)
{
    /// <summary>Whether the order can be told only once it is known which submission of everyone counts.</summary>
    internal bool AsksWhatCounts => By is GradebookOrder.Score or GradebookOrder.Submitted || this is { By: GradebookOrder.Check, Check: not null };
}

/// <summary>Kinds of line that a gradebook can be narrowed to.</summary>
public enum GradebookShow
{
    /// <summary>Everyone.</summary>
    All,

    /// <summary>Who submitted.</summary>
    Submitted,

    /// <summary>Who has not submitted.</summary>
    Missing,

    /// <summary>Whose submission that counts came late.</summary>
    Late,

    /// <summary>Who passed every check that is judged while the cluster lives (<see cref="Standing.PassedLive"/>).</summary>
    Passed,

    /// <summary>Whose grade stands and misses no point (<see cref="Standing.FullMarks"/>).</summary>
    Full,

    /// <summary>Who has a submission that needs an instructor (<see cref="AttentionQueries.NeedsAttention"/>).</summary>
    Attention,

    /// <summary>Who has a submission that is being graded or waits for it.</summary>
    UnderWay,

    /// <summary>Whose cluster lives.</summary>
    Alive,

    /// <summary>Whose cluster lives after its deadline.</summary>
    Overdue,
}

/// <summary>Which lines are shown: those that meet everything that is said.</summary>
public sealed record GradebookFilter
{
    /// <summary>Everyone.</summary>
    public static GradebookFilter None { get; } = new();

    /// <summary>Words of which each must be in the student's number, name or e-mail address; letters of any case.</summary>
    public string Search { get; init; } = "";

    /// <summary>The numbers of the students that are meant; null for all.</summary>
    public IReadOnlyList<string>? Numbers { get; init; }

    /// <summary>The kind of line.</summary>
    public GradebookShow Show { get; init; }

    /// <summary>The section of the course; null for all.</summary>
    public string? Section { get; init; }

    /// <summary>The check that <see cref="Outcome"/> is about.</summary>
    public CheckId? Check { get; init; }

    /// <summary>What that check counts as in the submission that counts: points given by hand decide where there are any (<see cref="Standing.Counted"/>).</summary>
    public Outcome? Outcome { get; init; }

    /// <summary>What the submission that counts rests on; null for anything.</summary>
    public Assurance? Assurance { get; init; }

    /// <summary>The least score; null for none.</summary>
    public decimal? ScoreFrom { get; init; }

    /// <summary>The score that is too much; null for none.</summary>
    public decimal? ScoreBelow { get; init; }

    /// <summary>When it is: what is overdue depends on it.</summary>
    public DateTimeOffset Now { get; init; }

    /// <summary>Whether it can be told only once it is known which submission of everyone counts.</summary>
    internal bool AsksWhatCounts =>
        Show is GradebookShow.Late or GradebookShow.Passed or GradebookShow.Full || this is { Check: not null, Outcome: not null } || Assurance is not null || ScoreFrom is not null || ScoreBelow is not null;

    /// <summary>Whether counting those who meet it takes next to nothing, whatever the class's size.</summary>
    internal bool IsLight => !AsksWhatCounts && Show is GradebookShow.All or GradebookShow.Submitted or GradebookShow.Missing;
}
