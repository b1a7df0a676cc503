using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Deletion;
using EksGrader.Tests.Support;
using EksGrader.Tests.Support.Api;
using EksGrader.Tests.Support.Time;
using Microsoft.Extensions.DependencyInjection;

namespace EksGrader.Tests.Api.Features.Clusters;

/// <summary>The end of a cluster, as those who teach see it: the real jobs on the real database, only AWS is the test's.</summary>
public sealed class DeletionStoryTests
{
    [Fact]
    public async Task ClusterThatEnds_EndsTheLease_AndTheGradebookShowsFinalScores()
    {
        var time = new ShiftedTime();
        var aws = new ScriptedAws(time);
        await using var service = await Service.StartAsync(configure: services =>
        {
            services.AddSingleton<TimeProvider>(time);
            services.AddSingleton<IDeletionProbe>(aws);
        });
        var room = await Classroom.CreateAsync(service, checks: "[{ check: nodes, points: 20 }, { check: cluster-deletion, points: 20 }]");
        var lease = await service.PutUnderLeaseAsync(await room.GradedAsync());
        var before = await LineAsync(room);
        Assert.Equal((20m, false), (before.GetProperty("score").GetDecimal(), before.GetProperty("final").GetBoolean()));
        Assert.Equal(System.Text.Json.JsonValueKind.Null, before.GetProperty("grade").ValueKind);

        // Not there once: nothing is final before another probe, two minutes later, has seen the same.
        aws.IsGone = true;
        await service.ProbeNowAsync(lease);
        await Eventually.IsAsync(() => service.ReadAsync(lease), l => l.GoneSince is not null);
        Assert.False((await LineAsync(room)).GetProperty("final").GetBoolean());
        time.PutForward(TimeSpan.FromMinutes(4));
        await Eventually.IsAsync(() => service.ReadAsync(lease), l => l.EndedAt is not null);

        var after = await LineAsync(room);
        Assert.Equal((40m, 40m, true), (after.GetProperty("score").GetDecimal(), after.GetProperty("grade").GetDecimal(), after.GetProperty("final").GetBoolean()));
        Assert.Equal(0, (await room.Instructor.GetAsync($"/api/courses/{room.Course}/leases")).Json.GetProperty("totals").GetProperty("live").GetInt32());
        var shown = (await room.Instructor.GetAsync($"/api/leases/{lease}")).Is(200).Json;
        Assert.Equal("gone", shown.GetProperty("lease").GetProperty("state").GetString());
        Assert.True(shown.GetProperty("looks").GetArrayLength() >= 3);
        (await room.Instructor.GetAsync($"/api/leases/{lease}/receipt")).Is(200);
    }

    private static async Task<System.Text.Json.JsonElement> LineAsync(Classroom room) =>
        (await room.Instructor.GetAsync($"{room.Lab}/gradebook")).Is(200).Json.GetProperty("items")[0];

    // Looks are made in jobs, on threads of their own.
    private sealed class ScriptedAws(TimeProvider time) : IDeletionProbe
    {
        private volatile bool gone;

        public bool IsGone
        {
            set => gone = value;
        }

        public Task<LeaseObservation> ProbeAsync(LeaseTarget target, ClusterAccess? access, CancellationToken cancellationToken) => Task.FromResult(gone
            ? new LeaseObservation(time.GetUtcNow(), ExistenceAnswer.NotFound, "eks:DescribeCluster → ResourceNotFoundException") { Leftovers = [] }
            : new LeaseObservation(time.GetUtcNow(), ExistenceAnswer.Alive, "eks:DescribeCluster → ACTIVE"));
    }
}
