using EksGrader.Api.Features.Clusters;
using EksGrader.Api.Features.Gradebook;
using EksGrader.Checks.Assignments;
using EksGrader.Db.Gradebook;
using EksGrader.Db.Model;
using EksGrader.Tests.Support.Api;
using EksGrader.Tests.Support.Time;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace EksGrader.Tests.Api.Features.Clusters;

/// <summary>Figures are counted once for all who look at the same moment.</summary>
public sealed class FiguresTests
{
    private static readonly CourseId Course = CourseId.From(Guid.NewGuid());
    private static readonly GradebookScope Gradebook = new(Course, AssignmentId.From(Guid.NewGuid()), CountingRule.Best, 0.1m);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ManyWhoLookAtOnce_CostOneStampAndOneCount()
    {
        await using var service = await Service.StartAsync();
        using var reads = new CountedScopes(service.Services);
        var figures = new GradebookFigures(Cache(service), reads, TimeProvider.System);

        var counted = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => figures.SummaryAsync(Gradebook, Token), Token)));

        Assert.Equal(2, reads.Count);
        // The very object: ten thousand lines are not read from JSON for each of them.
        Assert.All(counted, c => Assert.Same(counted[0], c));
        Assert.Same(counted[0], await figures.SummaryAsync(Gradebook, Token));
    }

    [Fact]
    public async Task ChangedLease_IsCountedAnew_WhileTheCountBeforeItStillRuns()
    {
        await using var service = await Service.StartAsync();
        using var reads = new CountedScopes(service.Services) { IsHeld = true };
        var figures = new LeaseFigures(Cache(service), reads, service.Services.GetRequiredService<LeasePricer>(), TimeProvider.System);
        var before = Task.Run(() => figures.TotalsAsync(Course, Token), Token);
        await reads.FirstBegan.WaitAsync(Token);

        figures.Forget(Course); // as who changed a lease does, once it is stored
        reads.IsHeld = false;
        await figures.TotalsAsync(Course, Token);

        Assert.False(before.IsCompleted);
        Assert.Equal(3, reads.Count); // the one that is held; a stamp and a count after the change
        reads.LetGo();
        await before;
    }

    [Fact]
    public async Task ClockThatIsPutForwardOrBack_ChangesNoAgeInTheCache()
    {
        var time = new ShiftedTime();
        await using var service = await Service.StartAsync(configure: services => services.AddSingleton<TimeProvider>(time));
        var clock = service.Services.GetRequiredService<IOptions<MemoryCacheOptions>>().Value.Clock;
        Assert.NotNull(clock);
        var began = clock.UtcNow;

        time.PutForward(TimeSpan.FromHours(-5));

        Assert.InRange(clock.UtcNow - began, TimeSpan.Zero, TimeSpan.FromMinutes(5));
    }

    private static HybridCache Cache(Service service) => service.Services.GetRequiredService<HybridCache>();

    /// <summary>Counts the reads of figures: each has a scope of its own.</summary>
    private sealed class CountedScopes(IServiceProvider services) : IServiceScopeFactory, IDisposable
    {
        private readonly TaskCompletionSource began = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly ManualResetEventSlim free = new();
        private readonly CancellationToken ends = Token; // the cache counts on threads that know no test
        private int count;

        public bool IsHeld { get; set; }

        public int Count => Volatile.Read(ref count);

        public Task FirstBegan => began.Task;

        public void LetGo() => free.Set();

        public void Dispose() => free.Dispose();

        public IServiceScope CreateScope()
        {
            Interlocked.Increment(ref count);
            if (IsHeld)
            {
                began.TrySetResult();
                free.Wait(ends);
            }

            return services.CreateScope();
        }
    }
}
