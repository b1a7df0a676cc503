using EksGrader.Db.Model;
using EksGrader.Tests.Support.Api;

namespace EksGrader.Tests.Api.Features.Clusters;

/// <summary>Orders to delete, as far as the API decides; carrying them out is tested with real parts.</summary>
public sealed class LeaseEnforcementTests(SharedService shared)
{
    [Fact]
    public async Task WithoutAwsAccess_NothingIsListedOrOrdered()
    {
        var (room, lease) = await LeasedAsync();
        (await room.Instructor.PostAsync($"/api/leases/{lease}/enforce", """{"dryRun":true}""")).IsProblem(409, "access-gone");
        (await room.Instructor.PostAsync($"/api/leases/{lease}/enforce", """{"reason":"end of term","confirm":true}""")).IsProblem(409, "access-gone");
        Assert.Equal(System.Text.Json.JsonValueKind.Null, (await room.Instructor.GetAsync($"/api/leases/{lease}")).Json.GetProperty("lease").GetProperty("order").ValueKind);
    }

    [Fact]
    public async Task Order_NeedsAReason()
    {
        var (room, lease) = await LeasedAsync();
        Assert.Equal(["reason"], (await room.Instructor.PostAsync($"/api/leases/{lease}/enforce", "{}")).IsProblem(422, "invalid").Fields);
    }

    [Fact]
    public async Task OrderThatIsLive_StandsAlone_IsShownWithItsSteps_AndIsStopped()
    {
        var (room, lease) = await LeasedAsync();
        await shared.Service.AddOrderAsync(lease, dryRun: false, o => o.Wait(DeletionHold.AnotherCluster, new("another lives", "다른 클러스터"), nextAt: null));
        (await room.Instructor.PostAsync($"/api/leases/{lease}/enforce", """{"dryRun":true}""")).IsProblem(409, "cannot-enforce");
        var shown = (await room.Assistant.GetAsync($"/api/leases/{lease}")).Is(200).Json.GetProperty("orders")[0];
        Assert.Equal(("waiting", "anotherCluster", "another lives"), (Text(shown, "state"), Text(shown, "hold"), Text(shown, "trouble")));
        Assert.Equal(("nodeGroup", "ng-1", "planned"), (Text(shown.GetProperty("steps")[0], "kind"), Text(shown.GetProperty("steps")[0], "target"), Text(shown.GetProperty("steps")[0], "state")));

        Assert.Equal("stopped", Text((await room.Instructor.PostAsync($"/api/leases/{lease}/stop", """{"reason":"talked to him"}""")).Is(202).Json, "state"));
        (await room.Instructor.PostAsync($"/api/leases/{lease}/stop", """{"reason":"again"}""")).IsProblem(409, "cannot-enforce");
        Assert.Contains("talked to him", (await room.Instructor.GetAsync($"/api/audit?course={room.Course}")).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(DeletionHold.Brake)]
    [InlineData(DeletionHold.TwoStudents)]
    [InlineData(DeletionHold.SharedAccount)]
    public async Task HeldOrder_GoesOnOnlyWhenConfirmed(DeletionHold hold)
    {
        var (room, lease) = await LeasedAsync();
        await shared.Service.AddOrderAsync(lease, dryRun: false, o => o.Wait(hold, new("held", "보류"), nextAt: null));
        (await room.Instructor.PostAsync($"/api/leases/{lease}/enforce", """{"reason":"x"}""")).IsProblem(409, "cannot-enforce");
        (await room.Instructor.PostAsync($"/api/leases/{lease}/enforce", """{"reason":"both were asked","confirm":true}""")).Is(202);
        Assert.Contains("both were asked", (await room.Instructor.GetAsync($"/api/audit?course={room.Course}")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Brake_IsReleasedForItsCourseAlone()
    {
        var ((room, lease), (other, _)) = (await LeasedAsync(), await LeasedAsync());
        await shared.Service.AddOrderAsync(lease, dryRun: false, o => o.Wait(DeletionHold.Brake, new("held", "보류"), nextAt: null));
        Assert.Equal(0, (await other.Instructor.PostAsync($"/api/courses/{other.Course}/leases/confirm", """{"reason":"x"}""")).Is(200).Json.GetProperty("orders").GetInt32());
        Assert.Equal(1, (await room.Instructor.PostAsync($"/api/courses/{room.Course}/leases/confirm", """{"reason":"x"}""")).Is(200).Json.GetProperty("orders").GetInt32());
        Assert.Equal(["reason"], (await room.Instructor.PostAsync($"/api/courses/{room.Course}/leases/confirm", "{}")).IsProblem(422, "invalid").Fields);
    }

    private async Task<(Classroom Room, Db.Model.LeaseId Lease)> LeasedAsync()
    {
        var room = await Classroom.CreateAsync(shared.Service, "deletion: { enforce: true }");
        return (room, await shared.Service.PutUnderLeaseAsync(await room.GradedAsync()));
    }

    private static string? Text(System.Text.Json.JsonElement element, string name) => element.GetProperty(name).GetString();
}
