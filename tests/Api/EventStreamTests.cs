using EksGrader.Checks;
using EksGrader.Db;
using EksGrader.Db.Ids;
using EksGrader.Jobs.Events;
using EksGrader.Tests.Api.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace EksGrader.Tests.Api;

/// <summary>What a stream costs while nobody has anything to tell.</summary>
public sealed class EventStreamTests
{
    [Fact]
    public async Task Stream_WhileItIsFollowed_HoldsNoContextOfTheDatabase()
    {
        var told = new TaskCompletionSource<bool>();
        await using var service = await Service.StartAsync(configure: services =>
        {
            var hub = services.Last(s => s.ServiceType == typeof(IGradingEvents)).ImplementationType ?? throw new InvalidOperationException("No hub of events.");
            services.AddHttpContextAccessor();
            services.AddSingleton(hub);
            services.AddSingleton<IGradingEvents>(s => new RequestsOfStreams((IGradingEvents)s.GetRequiredService(hub), s.GetRequiredService<IHttpContextAccessor>(), told));
        });
        var room = await Classroom.CreateAsync(service);
        var id = await room.GradedAsync();
        var seen = new List<string>();
        await foreach (var (name, _) in room.Student.FollowAsync(id))
            seen.Add(name);

        Assert.Equal(["verdict", "verdict", "graded"], seen);
        Assert.False(await told.Task);
    }

    /// <summary>Tells whether the request that follows still has a context that can be asked.</summary>
    private sealed class RequestsOfStreams(IGradingEvents hub, IHttpContextAccessor requests, TaskCompletionSource<bool> told) : IGradingEvents
    {
        public void Tell(SubmissionId submission, CheckResult result) => hub.Tell(submission, result);

        public void Wake(SubmissionId submission) => hub.Wake(submission);

        public IReadOnlyList<CheckResult> Fallen(SubmissionId submission) => hub.Fallen(submission);

        public IAsyncEnumerable<GradingEvent> WatchAsync(SubmissionId submission, CancellationToken cancellationToken)
        {
            told.TrySetResult(requests.HttpContext is { } request && IsOpen(request.RequestServices.GetRequiredService<EksGraderDb>()));
            return hub.WatchAsync(submission, cancellationToken);
        }

        private static bool IsOpen(EksGraderDb db)
        {
            try
            {
                return db.Database.IsRelational();
            }
            catch (ObjectDisposedException)
            {
                return false;
            }
        }
    }
}
