using EksGrader.Checks.Grading;
using EksGrader.Db.Model;
using EksGrader.Jobs.Events;
using EksGrader.Tests.Support.Api;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace EksGrader.Tests.Api.Features.Submissions;

/// <summary>What a stream costs while no one has anything to tell.</summary>
public sealed class EventStreamTests
{
    [Fact]
    public async Task Stream_WhileItIsFollowed_HoldsNothingOfItsRequest()
    {
        var told = new TaskCompletionSource<IServiceProvider?>();
        await using var service = await Service.StartAsync(configure: services =>
        {
            var hub = services.Last(s => s.ServiceType == typeof(IGradingEvents)).ImplementationType ?? throw new InvalidOperationException("No hub of events.");
            services.AddHttpContextAccessor().AddSingleton<Application>();
            services.AddSingleton(hub);
            services.AddSingleton<IGradingEvents>(s => new RequestsOfStreams((IGradingEvents)s.GetRequiredService(hub), s.GetRequiredService<IHttpContextAccessor>(), told));
        });
        var room = await Classroom.CreateAsync(service);
        var id = await room.GradedAsync();
        var seen = new List<string>();
        await foreach (var (name, _) in room.Student.FollowAsync(id))
            seen.Add(name);

        Assert.Equal(["verdict", "verdict", "graded"], seen);
        // What the request had is given back with that (StreamServicesTests).
        Assert.Same(service.Services.GetRequiredService<Application>().Services, await told.Task);
    }

    private sealed record Application(IServiceProvider Services);

    /// <summary>Tells what the request lives on that follows.</summary>
    private sealed class RequestsOfStreams(IGradingEvents hub, IHttpContextAccessor requests, TaskCompletionSource<IServiceProvider?> told) : IGradingEvents
    {
        public void Tell(SubmissionId submission, CheckResult result) => hub.Tell(submission, result);

        public void Wake(SubmissionId submission) => hub.Wake(submission);

        public IReadOnlyList<CheckResult> Fallen(SubmissionId submission) => hub.Fallen(submission);

        public IAsyncEnumerable<GradingEvent> WatchAsync(SubmissionId submission, CancellationToken cancellationToken)
        {
            told.TrySetResult(requests.HttpContext?.RequestServices);
            return hub.WatchAsync(submission, cancellationToken);
        }
    }
}
