using EksGrader.Tests.Unit.Fakes;

namespace EksGrader.Tests.Unit.Gates;

/// <summary>A cluster that a check is judged by, and the share of the points that it must come to.</summary>
/// <param name="Name">What is special about it.</param>
/// <param name="Cluster">Makes it anew.</param>
/// <param name="Share">The share of the points, written by hand; null where the verdict waits, or an instructor is asked.</param>
/// <param name="Parameters">The assignment's values for the check.</param>
internal record Scenario(string Name, Func<FakeCluster> Cluster, decimal? Share, params IReadOnlyList<(string Name, object Value)> Parameters)
{
    /// <summary>Whether nothing in it is forged. Where something is, the refusal of a second witness may raise the verdict.</summary>
    public bool IsHonest { get; init; } = true;

    /// <summary>
    /// For each read that decides here an answer that gives another verdict; every other read may be refused without the verdict becoming
    /// unknown. Null where the scenario does not say so exactly.
    /// </summary>
    public Func<OneRightLess, OneRightLess>? Deciding { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}

/// <summary>A right solution: it has exactly all points.</summary>
/// <param name="Way">The tool or the way of doing it; each has three variants at least.</param>
/// <param name="Variant">What is special about this one.</param>
/// <param name="Cluster">Makes it anew.</param>
/// <param name="Parameters">The assignment's values for the check.</param>
internal sealed record Reference(string Way, string Variant, Func<FakeCluster> Cluster, params IReadOnlyList<(string Name, object Value)> Parameters)
    : Scenario($"{Way}, {Variant}", Cluster, 1, Parameters)
{
    /// <inheritdoc/>
    public override string ToString() => Name;
}

/// <summary>How a verdict must answer to a broken fact.</summary>
internal enum Answer
{
    /// <summary>The fact is broken, in whole or in part, and the share is what the case says.</summary>
    Broken,

    /// <summary>An instructor is asked; the share is that of the answer no.</summary>
    Asked,

    /// <summary>The verdict waits.</summary>
    Waiting,

    /// <summary>The check cannot see it, as the case admits: it is published as not caught.</summary>
    Escapes,
}

/// <summary>A change of a reference that breaks one fact.</summary>
/// <param name="Fact">The fact's id.</param>
/// <param name="What">What is changed.</param>
/// <param name="Share">The share of the points that is left, written by hand.</param>
/// <param name="Change">Changes the cluster.</param>
internal sealed record Mutation(string Fact, string What, decimal Share, Func<FakeCluster, FakeCluster> Change)
{
    /// <summary>The references that it is made on: all that hold the fact unless it says otherwise.</summary>
    public Func<Reference, bool> IsFor { get; init; } = _ => true;

    /// <summary>Facts that change with it, besides those that require the broken one.</summary>
    public IReadOnlyList<string> Also { get; init; } = [];

    /// <summary>How the verdict must answer.</summary>
    public Answer Answer { get; init; } = Answer.Broken;

    /// <summary>Whether nothing in it is forged.</summary>
    public bool IsHonest { get; init; } = true;

    /// <summary>Makes it on some references only, by their names or ways.</summary>
    public Mutation On(params IReadOnlyList<string> names) => this with { IsFor = r => IsFor(r) && Names(names, r) };

    /// <summary>Leaves some references out, by their names or ways.</summary>
    public Mutation NotOn(params IReadOnlyList<string> names) => this with { IsFor = r => IsFor(r) && !Names(names, r) };

    /// <summary>Names further facts that change with it.</summary>
    public Mutation With(params IReadOnlyList<string> facts) => this with { Also = facts };

    /// <summary>The reference with this fact broken.</summary>
    public Scenario Of(Reference reference) => new($"{reference.Name}: {Fact}: {What}", () => Change(reference.Cluster()), Answer switch { Answer.Broken => Share, Answer.Escapes => 1, _ => null }, reference.Parameters)
    {
        IsHonest = IsHonest && reference.IsHonest,
    };

    private static bool Names(IReadOnlyList<string> names, Reference reference) => names.Contains(reference.Name) || names.Contains(reference.Way);
}

/// <summary>A reference in which a stranger, or a student, wrote what no one should.</summary>
/// <param name="Name">What is hostile.</param>
/// <param name="Change">Changes the cluster.</param>
/// <param name="Share">The share of the points, written by hand.</param>
internal sealed record Hostile(string Name, Func<FakeCluster, FakeCluster> Change, decimal? Share = 1)
{
    /// <summary>A text that the recording must not hold, besides those that every hostile cluster has.</summary>
    public string? Secret { get; init; }
}
