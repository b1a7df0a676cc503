using System.Globalization;
using EksGrader.Checks.Core;
using EksGrader.Checks.Deletion;
using EksGrader.Db.Model;
using EksGrader.Simulator.Endings;
using EksGrader.Simulator.Plans;

namespace EksGrader.Bench.Leases;

/// <summary>What a lease must have come to two hours after its deadline.</summary>
/// <param name="Outcome">Of <c>cluster-deletion</c>.</param>
/// <param name="Score">Of the submission; the living cluster has 80 already.</param>
/// <param name="State">Of the lease.</param>
internal sealed record ExpectedEnd(Outcome Outcome, decimal Score, LeaseState State);

/// <summary>One kind of ending.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Fate">What becomes of the cluster.</param>
/// <param name="Expected">What that must come to.</param>
internal sealed record LeaseEnding(string Name, PracticeDeletion Fate, ExpectedEnd Expected);

/// <summary>
/// What becomes of ten thousand clusters whose deadline is one midnight: by their number, the same in every process. What a cluster does
/// lies minutes away from the times of probes, so that a probe's own second does not decide.
/// </summary>
/// <param name="deadline">The midnight.</param>
/// <param name="shape">What is special about the class.</param>
internal sealed class LeaseFates(DateTimeOffset deadline, LeaseShape shape)
{
    private const string Hanging = "hanging around the deadline";

    private static readonly ExpectedEnd Passed = new(Outcome.Passed, 100, LeaseState.Gone);
    private static readonly ExpectedEnd Late = new(Outcome.Failed, 80, LeaseState.Gone);
    private static readonly ExpectedEnd Overdue = new(Outcome.Failed, 80, LeaseState.Overdue);

    private readonly LeaseEnding[] endings =
    [
        .. Enumerable.Range(0, 7).Select(i => new LeaseEnding("in time", Ends(deadline, -22 - (3 * i)), Passed)),
        new("early", Ends(deadline, -150), Passed),
        new("early", Ends(deadline, -200), Passed),
        new("begun in time", Ends(deadline, -3, takes: 20), Passed),
        new("begun in time, over an hour", Ends(deadline, -3, takes: 180), Overdue),
        new("late", Ends(deadline, 8), Late),
        new("late", Ends(deadline, 22), Late),
        new("never", new PracticeDeletion(), Overdue),
        new("leaves a volume", Ends(deadline, -25) with { Left = PracticeLeftovers.Volume | PracticeLeftovers.Stack }, new ExpectedEnd(Outcome.Partial, 90, LeaseState.Gone)),
        new("denied", Ends(deadline, -25) with { Storms = [Storm(deadline, -600, 6000, PracticeWeather.Denied)] }, new ExpectedEnd(Outcome.Unknown, 80, LeaseState.Active)),
        new(Hanging, Ends(deadline, -25) with { Storms = [Storm(deadline, -32, 28, PracticeWeather.Hanging)] }, Passed),
        new("without AWS", Ends(deadline, -25) with { HasAws = false }, Passed),
        new("without AWS, late", Ends(deadline, 8) with { HasAws = false }, Late),
        new("without AWS, never", new PracticeDeletion { HasAws = false }, Overdue),
    ];

    /// <summary>How many kinds there are; number and number + count have the same.</summary>
    public int Count => endings.Length;

    // Seen to be deleted five minutes before the midnight and gone by it: each is found gone at it, and confirmed two minutes later.
    private readonly LeaseEnding gone = new("gone at midnight", Ends(deadline, -12), Passed);

    // Seen alive five minutes before the midnight and at it.
    private readonly LeaseEnding late = new("late", Ends(deadline, 8), Late);

    /// <summary>The ending of a cluster. One of a hundred is hidden by an AWS that hangs.</summary>
    public LeaseEnding Of(int number)
    {
        if (shape.All is { } all)
            return all == LeaseShape.Gone ? gone : late;
        var ending = endings[number % endings.Length];
        return ending.Name == Hanging && number / endings.Length % 5 != 0 ? endings[0] : ending;
    }

    public PracticeDeletion Of(LeaseTarget target) => Of(NumberOf(target.ClusterName)).Fate;

    public static string NameOf(int number) => string.Create(CultureInfo.InvariantCulture, $"cluster-{number}");

    public static int NumberOf(string? name) => int.Parse((name ?? "-0")[((name ?? "-0").LastIndexOf('-') + 1)..], CultureInfo.InvariantCulture);

    /// <summary>Whose account: one of a course that lends a hundred clusters (EKS allows an account's region no more unless asked), accounts that ten share, and own ones.</summary>
    public long AccountOf(int number, int leases) => number switch
    {
        _ when number < (shape.OneAccount ?? Math.Min(100, leases / 20)) => 900_000_000_000,
        _ when number % 10 == 0 => 800_000_000_000 + (number / 100),
        _ => 100_000_000_000 + number,
    };

    private static PracticeStorm Storm(DateTimeOffset deadline, int from, int until, PracticeWeather kind) =>
        new(deadline.AddMinutes(from), deadline.AddMinutes(until), kind);

    private static PracticeDeletion Ends(DateTimeOffset deadline, int minutes, int takes = 10) =>
        new() { DeletedAt = deadline.AddMinutes(minutes), DeletionTakes = TimeSpan.FromMinutes(takes) };
}
