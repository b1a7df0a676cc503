using EksGrader.Checks.Clusters;
using EksGrader.Db.Model;
using EksGrader.Jobs.Mail;
using EksGrader.Tests.Support.Jobs;

namespace EksGrader.Tests.Unit.Jobs.Reminders;

/// <summary>Random lives of leases, with servers that fail and processes that die: no one is told twice, nor what is not so.</summary>
public sealed class RandomHistoryTests
{
    private const int Steps = 80;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Nothing_IsSaidTwice_AfterTheEnd_OrTooEarly(int seed)
    {
        await using var world = await RemindWorld.BeginAsync();
        var random = new Random(seed);
        var leases = new List<LeaseId>();
        for (var i = 0; i < 5; i++)
            leases.Add(await world.LeaseAsync(TimeSpan.FromMinutes(random.Next(20, 600)), FormattableString.Invariant($"s{i}")));
        var quiet = new HashSet<LeaseId>(); // ended, in quarantine, or being deleted: not a word
        var heard = new List<EmailMessage>();

        for (var step = 0; step < Steps; step++)
        {
            world.Jobs.Time.Advance(TimeSpan.FromMinutes(random.Next(1, random.Next(5) == 0 ? 200 : 20)));
            await ChangeOneAsync(world, random, leases[random.Next(leases.Count)], quiet);
            world.Post.Answer = AnswerOf(random.Next(8));
            try
            {
                await world.RunAsync();
            }
            catch (KilledException)
            {
                await world.Jobs.RestartAsync();
            }

            var rows = (await world.RowsAsync()).ToDictionary(r => r.Id);
            foreach (var letter in world.Post.Emails.Skip(heard.Count))
                Assert.DoesNotContain(rows[letter.Id ?? default].LeaseId ?? default, quiet);
            heard = [.. world.Post.Emails];
        }

        var all = (await world.RowsAsync()).ToDictionary(r => r.Id);
        Assert.NotEmpty(heard);
        Assert.Equal(heard.Count, heard.Select(l => l.Id).Distinct().Count());
        Assert.Equal(heard.Count, heard.Select(l => all[l.Id ?? default].Key).Distinct().Count());
        Assert.All(all.Values.Where(r => r.State == ReminderState.Sent), r => Assert.Contains(heard, l => l.Id == r.Id));
        Assert.All(all.Values.Where(r => r.State is ReminderState.Dropped or ReminderState.Waiting), r => Assert.DoesNotContain(heard, l => l.Id == r.Id));
    }

    private static async Task ChangeOneAsync(RemindWorld world, Random random, LeaseId id, HashSet<LeaseId> quiet)
    {
        switch (random.Next(12))
        {
            case 0:
                await world.ChangeAsync(id, l => l.Extend(l.EndedAt is null ? world.Now.AddMinutes(random.Next(-30, 300)) : l.Deadline));
                break;
            case 1:
                quiet.Add(id);
                await world.ChangeAsync(id, l => Become(l, random.Next(4) == 0 ? LeaseState.Gone : LeaseState.Quarantined, world.Now));
                break;
            case 2:
                quiet.Add(id);
                await world.ChangeAsync(id, l => Become(l, LeaseState.Deleting, world.Now));
                break;
            case 3 or 4 or 5:
                await world.ChangeAsync(id, l => Become(l, l.Deadline <= world.Now ? LeaseState.Overdue : LeaseState.Active, world.Now));
                await world.ProbeAsync(id, ExistenceAnswer.Alive);
                if (await world.Jobs.AskAsync(async db => (await db.Leases.FindAsync([id], TestContext.Current.CancellationToken))?.EndedAt) is null)
                    quiet.Remove(id);
                break;
        }
    }

    private static void Become(Lease lease, LeaseState state, DateTimeOffset at)
    {
        if (lease.EndedAt is null)
            lease.Become(state, at);
    }

    private static Func<EmailMessage, CancellationToken, Task<DeliveryResult>> AnswerOf(int kind) => (_, _) => kind switch
    {
        0 => throw new KilledException(),
        1 => Task.FromResult(new DeliveryResult(DeliveryOutcome.Later, "451 later")),
        2 => Task.FromResult(new DeliveryResult(DeliveryOutcome.Later, "no answer") { IsWayBroken = true }),
        3 => Task.FromResult(new DeliveryResult(DeliveryOutcome.Unsure, "no answer")),
        _ => Task.FromResult(DeliveryResult.Taken),
    };
}
