using EksGrader.Api.CommandLine;
using EksGrader.Api.Features.Demo;
using EksGrader.Db.Storage;
using EksGrader.Simulator;
using EksGrader.Simulator.Plans;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Api.Demo;

/// <summary>
/// The practice class after its grades: one student after the other deletes the cluster, most with all they had, some leaving things that
/// cost money, some not at all, so that the demo shows clusters end.
/// </summary>
internal sealed class DemoEndings(IServiceProvider services, DemoStage stage, Terminal terminal, TimeProvider time)
{
    private static readonly TimeSpan Apart = TimeSpan.FromSeconds(8);

    // An observation a little after the deletion is over; the confirmation follows by itself.
    private static readonly TimeSpan Later = new PracticeClassOptions().DeletionTakes + TimeSpan.FromSeconds(2);

    // What each leaves, in turn; null keeps the cluster.
    private static readonly PracticeLeftovers?[] Fates =
    [
        PracticeLeftovers.None,
        PracticeLeftovers.LoadBalancer,
        PracticeLeftovers.None,
        null,
        PracticeLeftovers.Volume | PracticeLeftovers.NatGateway | PracticeLeftovers.Stack,
        PracticeLeftovers.None,
    ];

    /// <summary>Has the class delete its clusters, and returns when the last one is gone.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var ending = new List<Task>();
        var lookedAt = stage.Class.Where(c => c.Access.HasAws && c.Kind != "deleted-cluster");
        foreach (var (cluster, left) in lookedAt.Select((c, i) => (c, Fates[i % Fates.Length])))
        {
            if (left is { } things)
            {
                await Task.Delay(Apart, time, cancellationToken);
                ending.Add(EndAsync(cluster, things, cancellationToken));
            }
        }

        await Task.WhenAll(ending);
        await terminal.Output.WriteLineAsync($"{ending.Count} students deleted their clusters; each is looked at once more two minutes later, and what it left behind is on its page.");
    }

    private async Task EndAsync(PracticeCluster cluster, PracticeLeftovers left, CancellationToken cancellationToken)
    {
        await cluster.DeleteAsync(left);
        await ProbeAsync(cluster, cancellationToken);
        await Task.Delay(Later, time, cancellationToken);
        await ProbeAsync(cluster, cancellationToken);
    }

    // No one watches a demo for half an hour, which is when the next observation would come by itself.
    private async Task ProbeAsync(PracticeCluster cluster, CancellationToken cancellationToken)
    {
        await using var scope = services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<EksGraderDb>();
        await db.WriteAsync(
            async token =>
            {
                foreach (var lease in await db.Leases.Where(l => l.ClusterName == cluster.ClusterName && l.EndedAt == null).ToListAsync(token))
                {
                    lease.ProbeNextAt(time.GetUtcNow());
                }

                await db.SaveChangesAsync(token);
            },
            cancellationToken);
    }
}
