using EksGrader.Checks.Enforcement;
using EksGrader.Tests.Support.Time;
using EksGrader.Tests.Unit.Checks.Assignments;
using EksGrader.Tests.Unit.Jobs.Enforcement;
using FsCheck.Fluent;
using Gen = FsCheck.Fluent.Gen;
using Kind = EksGrader.Checks.Enforcement.DeletionStepKind;

namespace EksGrader.Tests.Unit.Checks.Enforcement;

/// <summary>
/// Whatever fails and wherever a process dies: everything of the cluster is gone in the end, nothing else was touched, nothing was
/// deleted twice.
/// </summary>
public sealed class ReconcileStepPropertyTests
{
    private static readonly Kind[] Things =
    [
        Kind.Service, Kind.Ingress, Kind.VolumeClaim, Kind.NodeGroup, Kind.FargateProfile, Kind.Stack, Kind.ClassicLoadBalancer, Kind.LoadBalancer,
        Kind.TargetGroup, Kind.Volume, Kind.ClusterStack,
    ];

    [Fact]
    public void Run_FailuresAtAnyCall_EndsWithEverythingGoneAndNothingElseTouched() =>
        Property.Holds(Stories(), story => Play(story).GetAwaiter().GetResult(), tests: 300);

    private static async Task Play(Story story)
    {
        var time = new ManualTime();
        var cloud = new FakeCloud(time) { Lag = TimeSpan.FromSeconds(story.LagSeconds) };
        var order = new FakeOrder(cloud, time);
        cloud.Living = cloud.Living is { } living ? living with { IsProtected = story.IsProtected } : null;
        for (var i = 0; i < story.Counts.Length; i++)
        {
            for (var n = 0; n < story.Counts[i]; n++)
                cloud.Add(Things[i], $"{Things[i]}-{n}", TimeSpan.FromSeconds(DeletionStages.IsKubernetes(Things[i]) ? 20 * n : 90 * n), FakeCloud.CreatedAt.AddMinutes(n));
        }

        cloud.Add(Kind.Volume, "older", createdAt: FakeCloud.CreatedAt.AddDays(-3));
        cloud.Mishaps = (_, number) => number <= story.Calls.Length ? story.Calls[number - 1] : Mishap.None;
        order.Mishaps = number => number <= story.Writes.Length ? story.Writes[number - 1] : Mishap.None;
        var another = new Another(cloud, time, story);
        cloud.Meanwhile = _ => another.MayAppearOrGo();

        await order.RunAsync(mostRounds: 5000, mostAttempts: 400);

        Assert.NotEqual(FakeCloud.CreatedAt, cloud.Living?.CreatedAt); // another may just have come
        // What Kubernetes was not to delete, because a probe or a call was refused once, AWS cannot: the cluster took it along.
        var mayStay = order.Steps.Where(s => s.State == DeletionStepState.Skipped).Select(s => s.Kind).ToHashSet();
        Assert.All(mayStay, kind => Assert.True(DeletionStages.IsKubernetes(kind)));
        var left = cloud.Left.Where(l => !Enum.GetValues<Kind>().Where(DeletionStages.EndsWithCluster).Any(k => l.StartsWith($"{k} ", StringComparison.Ordinal)));
        Assert.Equal(["Volume older"], left.Where(l => !another.Things.Contains(l)));
        Assert.Equal(cloud.Taken.Distinct(), cloud.Taken);
        Assert.DoesNotContain(cloud.Taken, t => another.Things.Contains($"{t.Kind} {t.Target}"));
        Assert.DoesNotContain(cloud.Taken, t => t.Target == "older");
    }

    private static FsCheck.Gen<Story> Stories()
    {
        var mishap = Gen.Frequency(
            (6, Gen.Constant(Mishap.None)),
            (4, Gen.Elements(Mishap.Throttled, Mishap.Busy, Mishap.LostBefore, Mishap.LostAfter, Mishap.KilledBefore, Mishap.KilledAfter)),
            (1, Gen.Constant(Mishap.Denied)));
        var write = Gen.Frequency((3, Gen.Constant(Mishap.None)), (1, Gen.Elements(Mishap.KilledBefore, Mishap.KilledAfter)));
        return
            from counts in Gen.ArrayOf(Gen.Choose(0, 2), Things.Length)
            from calls in Gen.ArrayOf(mishap).Resize(150)
            from writes in Gen.ArrayOf(write).Resize(60)
            from isProtected in Gen.Elements(true, false)
            from lag in Gen.Choose(0, 20)
            from appears in Gen.Elements(true, false)
            from stays in Gen.Choose(1, 90)
            select new Story(counts, calls, writes, isProtected, lag, appears, stays);
    }

    private sealed record Story(int[] Counts, Mishap[] Calls, Mishap[] Writes, bool IsProtected, int LagSeconds, bool AnotherAppears, int AnotherStaysMinutes)
    {
        public override string ToString() =>
            $"{string.Join(',', Counts)}; calls {string.Join(',', Calls)}; writes {string.Join(',', Writes)}; {IsProtected} {LagSeconds} {AnotherAppears} {AnotherStaysMinutes}";
    }

    /// <summary>A second cluster of the same name, as soon as the first is gone, for a while.</summary>
    private sealed class Another(FakeCloud cloud, ManualTime time, Story story)
    {
        private DateTimeOffset? appearedAt;

        public HashSet<string> Things { get; } = new(StringComparer.Ordinal);

        public void MayAppearOrGo()
        {
            if (!story.AnotherAppears)
                return;
            if (appearedAt is null && cloud.Living is null)
            {
                appearedAt = time.GetUtcNow();
                cloud.Living = new LivingCluster(FakeCloud.Ours.Arn, time.GetUtcNow().AddSeconds(1), IsGoing: false, IsProtected: false);
                Add(Kind.NodeGroup, "another-group");
                Add(Kind.Volume, "another-volume");
                Add(Kind.LoadBalancer, "another-balancer");
            }
            else if (appearedAt is { } at && cloud.Living is not null && time.GetUtcNow() - at > TimeSpan.FromMinutes(story.AnotherStaysMinutes))
            {
                cloud.Living = null;
            }
        }

        private void Add(Kind kind, string name)
        {
            cloud.Add(kind, name, createdAt: time.GetUtcNow().AddSeconds(2));
            Things.Add($"{kind} {name}");
        }
    }
}
