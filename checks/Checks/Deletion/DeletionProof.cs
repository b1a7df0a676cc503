using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;

namespace EksGrader.Checks.Checks.Deletion;

/// <summary>How a deletion was proved.</summary>
internal enum ProofKind
{
    /// <summary>eks:DescribeCluster did not find it, twice.</summary>
    Aws,

    /// <summary>The endpoint's name is gone from public DNS, three times: evidence, weaker than AWS's word.</summary>
    Names,
}

/// <summary>What the looks say about whether the cluster is gone.</summary>
/// <param name="GoneAt">The first look that found it gone, in the run of looks since it was last seen; null where none did.</param>
/// <param name="Kind">How it was proved; null while it is not.</param>
internal sealed record DeletionProof(DateTimeOffset? GoneAt, ProofKind? Kind)
{
    /// <summary>The least time between two answers of AWS that it does not exist.</summary>
    public static readonly TimeSpan BetweenAnswers = TimeSpan.FromMinutes(2);

    /// <summary>The least time that three answers of DNS span.</summary>
    public static readonly TimeSpan BetweenNames = TimeSpan.FromMinutes(10);

    private const int NamesNeeded = 3;

    /// <summary>Whether it is proved that the cluster is gone.</summary>
    public bool IsProved => Kind is not null;

    /// <summary>
    /// Judges the looks. Only those since the cluster was last seen count; answers that prove nothing neither prove nor break the run
    /// (refused connections, denied or throttled calls and timeouts never mean gone).
    /// </summary>
    /// <param name="looks">Every look, oldest first.</param>
    public static DeletionProof Of(IReadOnlyList<DeletionObservation> looks)
    {
        var run = Read(looks).AsEnumerable().Reverse().TakeWhile(l => !IsSeen(l)).Where(IsGone).Reverse().ToList();
        if (run.Count == 0)
        {
            return new DeletionProof(null, null);
        }

        ProofKind? kind = null;
        if (Span(run, ExistenceAnswer.NotFound) >= BetweenAnswers)
        {
            kind = ProofKind.Aws;
        }
        else if (run.Count(l => l.Answer is ExistenceAnswer.NameGone) >= NamesNeeded && Span(run, ExistenceAnswer.NameGone) >= BetweenNames)
        {
            kind = ProofKind.Names;
        }

        return new DeletionProof(run[0].At, kind);
    }

    /// <summary>
    /// The looks as they count: once AWS has said that the cluster does not exist, a name that is still there proves nothing until AWS has
    /// shown the cluster again. Names outlive what they named in caches, and clusters whose access ended in between did not come back.
    /// </summary>
    /// <param name="looks">Every look, oldest first.</param>
    public static List<DeletionObservation> Read(IReadOnlyList<DeletionObservation> looks)
    {
        var read = new List<DeletionObservation>(looks.Count);
        var isGoneByAws = false;
        foreach (var look in looks)
        {
            var isByName = look is { Answer: ExistenceAnswer.Alive, Fault: FaultDomain.Student };
            isGoneByAws = look.Answer == ExistenceAnswer.NotFound || (isGoneByAws && (!IsSeen(look) || isByName));
            read.Add(isByName && isGoneByAws ? look with { Answer = ExistenceAnswer.NoProof } : look);
        }

        return read;
    }

    /// <summary>Whether a look saw the cluster.</summary>
    public static bool IsSeen(DeletionObservation look) => look.Answer is ExistenceAnswer.Alive or ExistenceAnswer.Deleting;

    /// <summary>Whether a look found the cluster gone.</summary>
    public static bool IsGone(DeletionObservation look) => look.Answer is ExistenceAnswer.NotFound or ExistenceAnswer.NameGone;

    private static TimeSpan Span(IReadOnlyList<DeletionObservation> run, ExistenceAnswer answer)
    {
        var times = run.Where(l => l.Answer == answer).Select(l => l.At).ToList();
        return times.Count == 0 ? TimeSpan.Zero : times[^1] - times[0];
    }
}

/// <summary>What the looks since a cluster was gone say of what it left behind.</summary>
/// <param name="Left">
/// What was left: of the looks that could see it, the first one at or after the time that counts, else the last one before it. Null where none
/// could.
/// </param>
/// <param name="Unread">
/// Whose doing it is that the newest look could not tell, where that matters: nothing was seen yet, or what was seen left may be gone by now.
/// </param>
/// <param name="IsDue">Whether what was seen left before the time that counts was not looked for again since.</param>
internal sealed record LeftoverCase(IReadOnlyList<string>? Left, FaultDomain? Unread, bool IsDue)
{
    /// <summary>For how long since the cluster was found gone a verdict waits for AWS to say what is left.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(30);

    /// <summary>Judges the looks.</summary>
    /// <param name="looks">Those since the cluster was gone, oldest first.</param>
    /// <param name="limit">The time that counts.</param>
    public static LeftoverCase Of(List<DeletionObservation> looks, DateTimeOffset limit)
    {
        var told = looks.FindIndex(l => l.At >= limit && l.Leftovers is not null);
        if (told < 0)
            told = looks.FindLastIndex(l => l.Leftovers is not null);
        var seen = told < 0 ? null : looks[told];
        // Nothing comes back once the cluster is gone, and what was there at the limit counts.
        if (seen is { Leftovers.Count: 0 } || seen?.At >= limit)
            return new LeftoverCase(seen.Leftovers, Unread: null, IsDue: false);
        // Rights that were taken away hide nothing that was seen before.
        var unread = told == looks.Count - 1 || looks[^1].Fault is not { } fault || fault == FaultDomain.Student ? null : looks[^1].Fault;
        return new LeftoverCase(seen?.Leftovers, unread, IsDue: seen is not null && looks[^1].At < limit);
    }
}
