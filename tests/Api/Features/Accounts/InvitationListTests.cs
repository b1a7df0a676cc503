using System.Text.Json;
using EksGrader.Tests.Support.Api;

namespace EksGrader.Tests.Api.Features.Accounts;

public sealed class InvitationListTests(SharedService shared)
{
    [Fact]
    public async Task List_SaysHowFarEachStudentIs_AndHoldsNoCode()
    {
        var room = await Classroom.CreateAsync(shared.Service);
        var list = $"/api/courses/{room.Course}/invitations";
        Assert.All(Items((await room.Instructor.GetAsync(list)).Is(200)), i => Assert.Equal(("notInvited", JsonValueKind.Null), (State(i), i.GetProperty("invitation").ValueKind)));
        var code = await shared.Service.InviteAsync($"s2@{room.Course}.example");
        using var welcomed = await shared.Service.WelcomeAsync($"s1@{room.Course}.example");

        var reply = (await room.Assistant.GetAsync(list)).Is(200);

        Assert.Equal([("s-1", "ready"), ("s-2", "invited")], Items(reply).Select(i => (i.GetProperty("studentId").GetString() ?? "", State(i))));
        var invitation = Items(reply)[1].GetProperty("invitation");
        Assert.Equal(("list", true), (invitation.GetProperty("channel").GetString(), invitation.GetProperty("expiresAt").GetDateTimeOffset() > TimeProvider.System.GetUtcNow()));
        Assert.Equal(JsonValueKind.Null, invitation.GetProperty("closedAt").ValueKind);
        Assert.DoesNotContain(code, reply.Text, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task List_ComesInParts_AndRefusesACursorThatIsNone()
    {
        var room = await Classroom.CreateAsync(shared.Service);
        var list = $"/api/courses/{room.Course}/invitations?limit=1";

        var first = (await room.Instructor.GetAsync(list)).Is(200).Json;
        var second = (await room.Instructor.GetAsync($"{list}&after={first.GetProperty("next").GetString()}")).Is(200);

        Assert.Equal("s-2", Assert.Single(Items(second)).GetProperty("studentId").GetString());
        Assert.Equal(JsonValueKind.Null, second.Json.GetProperty("next").ValueKind);
        (await room.Instructor.GetAsync($"{list}&after=%2A")).Is(422);
        (await room.Instructor.GetAsync($"/api/courses/{room.Course}/invitations?limit=0")).Is(422);
    }

    private static List<JsonElement> Items(Reply reply) => [.. reply.Json.GetProperty("items").EnumerateArray()];

    private static string State(JsonElement item) => item.GetProperty("state").GetString() ?? "";
}
