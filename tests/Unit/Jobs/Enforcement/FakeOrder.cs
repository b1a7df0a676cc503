using EksGrader.Checks.Enforcement;
using EksGrader.Checks.Reads;
using EksGrader.Tests.Support.Time;

namespace EksGrader.Tests.Unit.Jobs.Enforcement;

/// <summary>An order as the service keeps it: steps that outlive processes, rounds one after the other, three attempts and more.</summary>
internal sealed class FakeOrder(FakeCloud cloud, ManualTime time) : IDeletionLog
{
    private readonly Dictionary<(DeletionStepKind, string), DeletionStepFacts> stored = [];
    private int records;

    /// <summary>What goes wrong with writing: its number.</summary>
    public Func<int, Mishap> Mishaps { get; set; } = _ => Mishap.None;

    public IReadOnlyList<DeletionStepFacts> Steps => [.. stored.Values];

    public int Attempts { get; private set; } = 1;

    public int Kills { get; private set; }

    public DeletionStepFacts this[DeletionStepKind kind, string target] => stored[(kind, target)];

    public Task RecordAsync(IReadOnlyList<DeletionStepFacts> changed, CancellationToken cancellationToken)
    {
        var mishap = Mishaps(++records);
        if (mishap == Mishap.KilledBefore)
            throw new ProcessKilledException();
        foreach (var step in changed)
            stored[step.Key] = step;
        return mishap == Mishap.KilledAfter ? throw new ProcessKilledException() : Task.CompletedTask;
    }

    public Task<ReconcileResult> RoundAsync(bool dryRun = false) =>
        new ReconcileStep(FakeCloud.Ours, cloud, this, time).RunAsync(Steps, dryRun, TestContext.Current.CancellationToken);

    /// <summary>Rounds until the order ends; a killed one is followed by another process's.</summary>
    public async Task<ReconcileResult> RunAsync(int mostRounds = 2000, int mostAttempts = 1)
    {
        for (var round = 0; round < mostRounds; round++)
        {
            ReconcileResult outcome;
            try
            {
                outcome = await RoundAsync();
            }
            catch (ProcessKilledException)
            {
                Kills++;
                time.Advance(TimeSpan.FromSeconds(5));
                continue;
            }

            switch (outcome)
            {
                case ReconcileResult.GoOn next:
                    time.Advance(next.After);
                    break;
                case ReconcileResult.NotObserved { Fault.Failure: not ReadFailure.Denied }:
                    time.Advance(TimeSpan.FromSeconds(20));
                    break;
                case ReconcileResult.AnotherLives when mostAttempts > 1:
                    time.Advance(TimeSpan.FromMinutes(10));
                    break;
                case ReconcileResult.NotObserved or ReconcileResult.Failed when Attempts < mostAttempts:
                    Attempts++;
                    foreach (var step in ReconcileStep.Again(Steps))
                        stored[step.Key] = step;
                    time.Advance(TimeSpan.FromMinutes(10));
                    break;
                default:
                    return outcome;
            }
        }

        throw new InvalidOperationException($"Not over after {mostRounds} rounds: {string.Join("; ", Steps)}");
    }
}
