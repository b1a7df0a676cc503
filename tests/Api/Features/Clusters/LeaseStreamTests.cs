using EksGrader.Db.Model;
using EksGrader.Tests.Support.Api;

namespace EksGrader.Tests.Api.Features.Clusters;

/// <summary>What the page of a lease follows while it is open.</summary>
public sealed class LeaseStreamTests(SharedService shared)
{
    [Fact]
    public async Task Page_MadeFromOlderRows_IsToldAtOnce()
    {
        var (room, lease) = await LeasedAsync();
        var version = (await shared.Service.ReadAsync(lease)).RowVersion;
        Assert.Equal("moved", await FirstAsync(room.Student, lease, seen: null));
        Assert.Equal("moved", await FirstAsync(room.Student, lease, version - 1));
    }

    [Fact]
    public async Task Page_MadeFromTheRowsAsTheyAre_IsToldOnceTheyChange()
    {
        var (room, lease) = await LeasedAsync();
        await using var events = room.Student.FollowLeaseAsync(lease.Value, (await shared.Service.ReadAsync(lease)).RowVersion).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        var first = events.MoveNextAsync().AsTask();

        // As many streams as it takes for the first to have been opened: each of them is told at once.
        for (var i = 0; i < 3; i++)
            await FirstAsync(room.Student, lease, seen: null);
        Assert.False(first.IsCompleted);

        var until = TimeProvider.System.GetUtcNow().AddHours(5);
        (await room.Instructor.PostAsync($"/api/leases/{lease}/extend", $$"""{"until":"{{until:O}}","reason":"power cut"}""")).Is(200);
        Assert.True(await first);
        Assert.Equal("moved", events.Current.Event);
    }

    [Fact]
    public async Task LeaseThatIsOver_IsSaidOnce_AndTheStreamEnds()
    {
        var (room, lease) = await LeasedAsync();
        (await room.Instructor.PostAsync($"/api/leases/{lease}/settle", """{"reason":"seen in the console"}""")).Is(200);
        var seen = new List<string>();
        await foreach (var (name, _) in room.Student.FollowLeaseAsync(lease.Value, seen: null))
            seen.Add(name);
        Assert.Equal(["moved"], seen);
    }

    private static async Task<string?> FirstAsync(ApiClient client, LeaseId lease, long? seen)
    {
        await foreach (var (name, _) in client.FollowLeaseAsync(lease.Value, seen))
            return name;
        return null;
    }

    private async Task<(Classroom Room, LeaseId Lease)> LeasedAsync()
    {
        var room = await Classroom.CreateAsync(shared.Service);
        return (room, await shared.Service.PutUnderLeaseAsync(await room.GradedAsync()));
    }
}
