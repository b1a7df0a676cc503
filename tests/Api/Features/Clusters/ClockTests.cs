using EksGrader.Checks.Deletion;
using EksGrader.Checks.Grading;
using EksGrader.Tests.Support;
using EksGrader.Tests.Support.Api;
using EksGrader.Tests.Support.Time;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace EksGrader.Tests.Api.Features.Clusters;

/// <summary>Clusters are watched on, whatever the machine's clock does meanwhile.</summary>
public sealed class ClockTests
{
    [Theory]
    [InlineData(30)]
    [InlineData(-60)]
    public async Task Probes_GoOn_WhereTheClockJumps(int minutes)
    {
        var time = new ShiftedTime();
        var clusters = new StoryClusters(time);
        await using var service = await Service.StartAsync(["--Jobs:WatchEvery=00:00:01"], configure: services =>
        {
            services.AddSingleton<TimeProvider>(time);
            services.AddSingleton<IClusterInspector>(clusters);
            services.AddSingleton<IDeletionProbe>(clusters);
        });
        var room = await Classroom.CreateAsync(service, checks: "[{ check: nodes, points: 20 }, { check: cluster-deletion, points: 20 }]");
        await room.Student.GradedAsync((await room.Student.PostAsync($"{room.Lab}/submissions", StoryClusters.SubmissionOf("one"))).Is(202).Id);
        var lease = (await LeaseRows.ReadAsync(service, db => db.Leases.AsNoTracking().SingleAsync(TestContext.Current.CancellationToken))).Id;
        var seen = await Eventually.IsAsync(() => service.ReadAsync(lease), l => l.ProbeCount > 1);

        time.PutForward(TimeSpan.FromMinutes(minutes));
        await LeaseRows.WriteAsync(service, async (db, _) => (await db.Leases.SingleAsync(l => l.Id == lease, TestContext.Current.CancellationToken)).ProbeNextAt(time.GetUtcNow()));

        await Eventually.IsAsync(() => service.ReadAsync(lease), l => l.ProbeCount > seen.ProbeCount);
    }
}
