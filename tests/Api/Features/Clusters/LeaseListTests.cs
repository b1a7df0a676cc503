using EksGrader.Checks.Clusters;
using EksGrader.Checks.Deletion;
using EksGrader.Db.Model;
using EksGrader.Tests.Support.Api;

namespace EksGrader.Tests.Api.Features.Clusters;

public sealed class LeaseListTests(SharedService shared)
{
    [Fact]
    public async Task Leases_AreListedByDeadline_WithWhatTheyRunAndCost()
    {
        var room = await Classroom.CreateAsync(shared.Service);
        var late = await shared.Service.PutUnderLeaseAsync(await room.GradedAsync(), "second", TimeSpan.FromHours(9));
        var soon = await shared.Service.PutUnderLeaseAsync(await room.GradedAsync(), "first", TimeSpan.FromHours(1));
        var list = (await room.Assistant.GetAsync(Path(room))).Is(200).Json;
        Assert.Equal([soon.ToString(), late.ToString()], list.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("id").GetString()));

        var first = list.GetProperty("items")[0];
        Assert.Equal(("s-1", "first", "ap-northeast-2", "active"), (Text(first, "student"), Text(first, "cluster"), Text(first, "region"), Text(first, "state")));
        Assert.InRange(first.GetProperty("timeLeft").GetInt64(), 3500, 3600);
        Assert.Equal(2, first.GetProperty("runs").GetProperty("nodes").GetProperty("t3.medium").GetInt32());
        Assert.Equal("alive", Text(first.GetProperty("lastLook"), "answer"));
        var rate = first.GetProperty("usdPerHour").GetDecimal();
        Assert.InRange(rate, 0.2m, 0.4m);

        // Ten hours since it was made, and one to go.
        Assert.InRange(first.GetProperty("usdSoFar").GetDecimal(), 9.9m * rate, 10.1m * rate);
        Assert.InRange(first.GetProperty("usdProjected").GetDecimal(), 10.9m * rate, 11.1m * rate);
        var totals = list.GetProperty("totals");
        Assert.Equal(2, totals.GetProperty("live").GetInt32());
        Assert.Equal(2 * rate, totals.GetProperty("usdPerHour").GetDecimal());
        Assert.False(totals.GetProperty("usdIsAtLeast").GetBoolean());
    }

    [Fact]
    public async Task UnknownPrice_IsAtLeast_AndNeverNothing()
    {
        var room = await Classroom.CreateAsync(shared.Service);
        var known = new ClusterInventory { Nodes = new Dictionary<string, int> { ["q9.nobody-sells-this"] = 3 } };
        await shared.Service.PutUnderLeaseAsync(await room.GradedAsync(), also: l => l.Runs(known, TimeProvider.System.GetUtcNow()));
        var list = (await room.Instructor.GetAsync(Path(room))).Is(200).Json;
        Assert.True(list.GetProperty("items")[0].GetProperty("usdIsAtLeast").GetBoolean());
        Assert.Equal(0.1m, list.GetProperty("items")[0].GetProperty("usdPerHour").GetDecimal());
        Assert.True(list.GetProperty("totals").GetProperty("usdIsAtLeast").GetBoolean());
    }

    [Fact]
    public async Task Ended_IsNotListed_UnlessAskedFor()
    {
        var room = await Classroom.CreateAsync(shared.Service);
        var now = TimeProvider.System.GetUtcNow();
        await shared.Service.PutUnderLeaseAsync(await room.GradedAsync(), "gone", also: l => l.Become(LeaseState.Gone, now.AddHours(-1)));
        Assert.Equal(0, (await room.Instructor.GetAsync(Path(room))).Json.GetProperty("items").GetArrayLength());
        var ended = (await room.Instructor.GetAsync(Path(room, "?state=all"))).Json.GetProperty("items")[0];
        Assert.Equal(("gone", 0m), (Text(ended, "state"), ended.GetProperty("usdPerHour").GetDecimal()));
        Assert.True(ended.GetProperty("usdSoFar").GetDecimal() > 0);
        Assert.Equal(System.Text.Json.JsonValueKind.Null, ended.GetProperty("timeLeft").ValueKind);
    }

    [Fact]
    public async Task PassedDeadline_IsOverdueBeforeTheProbeThatSaysSo()
    {
        var room = await Classroom.CreateAsync(shared.Service);
        await shared.Service.PutUnderLeaseAsync(await room.GradedAsync(), left: TimeSpan.FromMinutes(-5));
        Assert.Equal("overdue", Text((await room.Instructor.GetAsync(Path(room, "?state=overdue"))).Json.GetProperty("items")[0], "state"));
        Assert.Equal(0, (await room.Instructor.GetAsync(Path(room, "?state=active"))).Json.GetProperty("items").GetArrayLength());
    }

    [Theory]
    [InlineData("?q=s-1+2nd", 1)]
    [InlineData("?q=SECOND", 0)]
    [InlineData("?q=northeast", 3)]
    [InlineData("?q=100%25", 0)]
    public async Task Search_FindsStudentsAndClusters(string query, int found)
    {
        var room = await Classroom.CreateAsync(shared.Service);
        foreach (var name in (string[])["1st", "2nd", "3rd"])
            await shared.Service.PutUnderLeaseAsync(await room.GradedAsync(), name);
        Assert.Equal(found, (await room.Instructor.GetAsync(Path(room, query))).Is(200).Json.GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task Pages_ShowEveryLeaseOnce_ThoseOfOneDeadlineToo()
    {
        var room = await Classroom.CreateAsync(shared.Service);
        var deadline = TimeProvider.System.GetUtcNow().AddHours(4);
        for (var i = 0; i < 5; i++)
            await shared.Service.PutUnderLeaseAsync(await room.GradedAsync(), $"c-{i}", also: l => l.Extend(deadline.AddHours(i == 4 ? 1 : 0)));
        var (seen, next) = (new List<string?>(), "");
        do
        {
            var page = (await room.Instructor.GetAsync(Path(room, $"?limit=2{next}"))).Is(200).Json;
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("cluster").GetString()));
            next = page.GetProperty("next").GetString() is { } cursor ? $"&after={cursor}" : null;
        }
        while (next is not null);
        Assert.Equal(["c-0", "c-1", "c-2", "c-3", "c-4"], seen);
    }

    [Theory]
    [InlineData("?limit=0", "limit")]
    [InlineData("?after=bm9uZQ", "after")]
    [InlineData("?state=3", "state")]
    [InlineData("?state=dead", "state")]
    public async Task WrongQuery_IsRefusedAtItsField(string query, string field)
    {
        var room = await Classroom.CreateAsync(shared.Service);
        Assert.Equal([field], (await room.Instructor.GetAsync(Path(room, query))).IsProblem(422, "invalid").Fields);
    }

    [Fact]
    public async Task OneLease_ShowsEveryProbe_AndWhatWasLeft()
    {
        var room = await Classroom.CreateAsync(shared.Service);
        var submission = await room.GradedAsync();
        var left = new Leftover(LeftoverKind.NatGateway, "nat-0ab", 0.059m, Counts: true);
        var lease = await shared.Service.PutUnderLeaseAsync(submission);
        await shared.Service.ProbeAsync(lease, new LeaseObservation(TimeProvider.System.GetUtcNow(), ExistenceAnswer.NotFound, "eks:DescribeCluster → ResourceNotFoundException") { Leftovers = [left] });
        var shown = (await room.Instructor.GetAsync($"/api/leases/{lease}")).Is(200).Json;
        Assert.Equal(["notFound", "alive"], shown.GetProperty("looks").EnumerateArray().Select(l => Text(l, "answer")));
        Assert.Equal(("natGateway", 0.059m), (Text(shown.GetProperty("looks")[0].GetProperty("leftovers")[0], "kind"), shown.GetProperty("looks")[0].GetProperty("leftovers")[0].GetProperty("usdPerHour").GetDecimal()));
        Assert.Equal(submission, shown.GetProperty("submissions")[0].GetString());
        Assert.Equal("notFound", Text(shown.GetProperty("lease").GetProperty("lastLook"), "answer"));
    }

    private static string Path(Classroom room, string query = "") => $"/api/courses/{room.Course}/leases{query}";

    private static string? Text(System.Text.Json.JsonElement element, string name) => element.GetProperty(name).GetString();
}
