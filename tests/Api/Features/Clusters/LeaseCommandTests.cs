using System.Globalization;
using System.Text.Json;
using EksGrader.Db.Model;
using EksGrader.Tests.Support.Api;

namespace EksGrader.Tests.Api.Features.Clusters;

public sealed class LeaseCommandTests(SharedService shared)
{
    private const string Deletion = "[{ check: nodes, points: 20 }, { check: cluster-deletion, points: 20 }]";

    [Fact]
    public async Task Extension_MovesTheDeadline_AndStandsInTheAuditTrail()
    {
        var (room, lease) = await LeasedAsync(TimeSpan.FromHours(1));
        var until = Whole(TimeProvider.System.GetUtcNow().AddHours(5));
        var shown = (await room.Instructor.PostAsync($"/api/leases/{lease}/extend", $$"""{"until":"{{until:O}}","reason":"power cut"}""")).Is(200).Json;
        Assert.Equal(until, shown.GetProperty("deadline").GetDateTimeOffset());
        Assert.Equal(until, shown.GetProperty("extendedUntil").GetDateTimeOffset());
        var stored = await shared.Service.ReadAsync(lease);
        Assert.Equal((until, until), (stored.Deadline, stored.ExtendedUntil));
        Assert.Contains(("lease.extended", "power cut"), await AuditAsync(room));
    }

    [Theory]
    [InlineData(LeaseState.Overdue)]
    [InlineData(LeaseState.Quarantined)]
    public async Task Extension_OfOneThatIsTroubled_MakesItActive(LeaseState state)
    {
        var (room, lease) = await LeasedAsync(TimeSpan.FromHours(-1), state);
        (await room.Instructor.PostAsync($"/api/leases/{lease}/extend", $$"""{"until":"{{TimeProvider.System.GetUtcNow().AddHours(2):O}}","reason":"ill"}""")).Is(200);
        var stored = await shared.Service.ReadAsync(lease);
        Assert.Equal(LeaseState.Active, stored.State);
        Assert.NotNull(stored.NextProbeAt);
    }

    [Fact]
    public async Task ExtensionThatWentTooFar_IsMended_ButNotBelowTheRule()
    {
        var (room, lease) = await LeasedAsync(TimeSpan.FromHours(1));
        var now = TimeProvider.System.GetUtcNow();
        (await room.Instructor.PostAsync($"/api/leases/{lease}/extend", $$"""{"until":"{{now.AddYears(1):O}}","reason":"typed wrongly"}""")).Is(200);
        (await room.Instructor.PostAsync($"/api/leases/{lease}/extend", $$"""{"until":"{{now.AddDays(3):O}}","reason":"mended"}""")).Is(200);
        Assert.InRange((await shared.Service.ReadAsync(lease)).Deadline, now.AddDays(2.9), now.AddDays(3.1));

        // The rule gives until the end of the day, or an hour, and the 45 minutes after the probe.
        Assert.Equal(["until"], (await room.Instructor.PostAsync($"/api/leases/{lease}/extend", $$"""{"until":"{{now.AddMinutes(46):O}}","reason":"x"}""")).IsProblem(422, "invalid").Fields);
    }

    [Theory]
    [InlineData(20, "x", "until")]
    [InlineData(50, "x", "until")]
    [InlineData(300, "", "reason")]
    [InlineData(null, "x", "until")]
    public async Task WrongExtension_IsRefusedAtItsField_AndNothingChanges(int? minutes, string reason, string field)
    {
        var (room, lease) = await LeasedAsync(TimeSpan.FromHours(2));
        var before = await shared.Service.ReadAsync(lease);
        var until = minutes is { } ahead ? $"\"{TimeProvider.System.GetUtcNow().AddMinutes(ahead):O}\"" : "null";
        Assert.Equal([field], (await room.Instructor.PostAsync($"/api/leases/{lease}/extend", $$"""{"until":{{until}},"reason":"{{reason}}"}""")).IsProblem(422, "invalid").Fields);
        Assert.Equal(before.Deadline, (await shared.Service.ReadAsync(lease)).Deadline);
    }

    [Fact]
    public async Task Settled_IsOver_LeavesTheBoard_AndTakesNothingMore()
    {
        var (room, lease) = await LeasedAsync(TimeSpan.FromHours(2));
        var shown = (await room.Instructor.PostAsync($"/api/leases/{lease}/settle", """{"reason":"seen on his screen"}""")).Is(200).Json;
        Assert.Equal("settled", shown.GetProperty("state").GetString());
        Assert.Equal(0, (await room.Instructor.GetAsync($"/api/courses/{room.Course}/leases")).Json.GetProperty("totals").GetProperty("live").GetInt32());
        Assert.Contains(("lease.settled", "seen on his screen"), await AuditAsync(room));
        (await room.Instructor.PostAsync($"/api/leases/{lease}/settle", """{"reason":"again"}""")).IsProblem(409, "lease-over");
        (await room.Instructor.PostAsync($"/api/leases/{lease}/extend", """{"until":"2099-01-01T00:00:00Z","reason":"x"}""")).IsProblem(409, "lease-over");
    }

    [Theory]
    [InlineData("passed", 40)]
    [InlineData("failed", 20)]
    public async Task SettledWithAnOutcome_GivesOrTakesThePoints_AndTheGradeStands(string outcome, decimal score)
    {
        var (room, lease, submission) = await LeasedSubmissionAsync(TimeSpan.FromHours(2));
        (await room.Instructor.PostAsync($"/api/leases/{lease}/settle", $$"""{"reason":"shown at the desk","outcome":"{{outcome}}"}""")).Is(200);
        var shown = (await room.Student.GetAsync($"/api/submissions/{submission}")).Json;
        Assert.Equal(score, shown.GetProperty("score").GetDecimal());
        Assert.True(shown.GetProperty("final").GetBoolean());
        Assert.Contains(("override.given", "shown at the desk"), await AuditAsync(room));
    }

    [Theory]
    [InlineData("passed", true)]
    [InlineData("failed", false)]
    public async Task SettledAsFailed_CountsForEverySubmissionOfTheStudent(string outcome, bool keeps)
    {
        var (room, lease, _) = await LeasedSubmissionAsync(TimeSpan.FromHours(2));
        var other = await room.GradedAsync();
        await shared.Service.PutUnderLeaseAsync(other, "another", left: TimeSpan.FromHours(2));

        (await room.Instructor.PostAsync($"/api/leases/{lease}/settle", $$"""{"reason":"shown at the desk","outcome":"{{outcome}}"}""")).Is(200);

        var checks = (await room.Student.GetAsync($"/api/submissions/{other}")).Json.GetProperty("checks").EnumerateArray();
        Assert.Equal(keeps, checks.All(c => !c.TryGetProperty("override", out var given) || given.ValueKind == JsonValueKind.Null));
    }

    [Theory]
    [InlineData("""{}""", "reason")]
    [InlineData("""{"reason":"x","outcome":"maybe"}""", "outcome")]
    public async Task WrongSettlement_IsRefusedAtItsField(string body, string field)
    {
        var (room, lease) = await LeasedAsync(TimeSpan.FromHours(2));
        Assert.Equal([field], (await room.Instructor.PostAsync($"/api/leases/{lease}/settle", body)).IsProblem(422, "invalid").Fields);
        Assert.Null((await shared.Service.ReadAsync(lease)).EndedAt);
    }

    [Fact]
    public async Task SameKeyTwice_ExtendsOnce()
    {
        var (room, lease) = await LeasedAsync(TimeSpan.FromHours(1));
        var body = $$"""{"until":"{{TimeProvider.System.GetUtcNow().AddHours(5):O}}","reason":"once"}""";
        (await room.Instructor.PostAsync($"/api/leases/{lease}/extend", body, ("Idempotency-Key", "k-1"))).Is(200);
        (await room.Instructor.PostAsync($"/api/leases/{lease}/extend", body, ("Idempotency-Key", "k-1"))).Is(200);
        Assert.Single(await AuditAsync(room), e => e.What == "lease.extended");
    }

    private async Task<(Classroom Room, Db.Model.LeaseId Lease)> LeasedAsync(TimeSpan left, LeaseState state = LeaseState.Active)
    {
        var (room, lease, _) = await LeasedSubmissionAsync(left, state);
        return (room, lease);
    }

    private async Task<(Classroom Room, Db.Model.LeaseId Lease, string Submission)> LeasedSubmissionAsync(TimeSpan left, LeaseState state = LeaseState.Active)
    {
        var room = await Classroom.CreateAsync(shared.Service, checks: Deletion);
        var submission = await room.GradedAsync();
        return (room, await shared.Service.PutUnderLeaseAsync(submission, left: left, also: l => l.Become(state, TimeProvider.System.GetUtcNow())), submission);
    }

    private static async Task<IReadOnlyList<(string? What, string? Why)>> AuditAsync(Classroom room) =>
        [.. (await room.Instructor.GetAsync($"/api/audit?course={room.Course}")).Is(200).Json.GetProperty("items").EnumerateArray().Select(e => (e.GetProperty("what").GetString(), e.GetProperty("why").GetString()))];

    private static DateTimeOffset Whole(DateTimeOffset at) => DateTimeOffset.Parse(at.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
