using EksGrader.Tests.Support.Api;
using EksGrader.Tests.Support.Kubernetes;

namespace EksGrader.Tests.Api.Features.Tokens;

public sealed class TokenTests(SharedService shared)
{
    private readonly Service service = shared.Service;

    [Fact]
    public async Task Token_WorksUntilItIsRevoked()
    {
        var room = await Classroom.CreateAsync(service);
        var expires = TimeProvider.System.GetUtcNow().AddDays(1).ToString("O");
        var made = (await room.Student.PostAsync("/api/tokens", $$"""{"name":"mine","expiresAt":"{{expires}}"}""")).Is(201);
        var mine = service.Client(made.Json.GetProperty("token").GetString());
        (await mine.GetAsync("/api/courses")).Is(200);
        (await room.Classmate.DeleteAsync($"/api/tokens/{made.Id}")).IsProblem(404, "not-found");
        (await mine.DeleteAsync($"/api/tokens/{made.Id}")).Is(204);
        (await mine.GetAsync("/api/courses")).IsProblem(401, "unauthenticated");
    }

    [Fact]
    public async Task Tokens_ThatWork_AreFiftyAtMost()
    {
        var room = await Classroom.CreateAsync(service);
        var body = $$"""{"name":"mine","expiresAt":"{{TimeProvider.System.GetUtcNow().AddDays(1):O}}"}""";
        var last = "";
        for (var i = 1; i < 50; i++)
            last = (await room.Student.PostAsync("/api/tokens", body)).Is(201).Id;
        (await room.Student.PostAsync("/api/tokens", body)).IsProblem(422, "invalid");
        (await room.Student.DeleteAsync($"/api/tokens/{last}")).Is(204);
        (await room.Student.PostAsync("/api/tokens", body)).Is(201);
    }

    [Fact]
    public async Task ReadToken_CannotSubmit_NorMakeAStrongerOne()
    {
        var room = await Classroom.CreateAsync(service);
        var reader = service.Client(await Classroom.TokenAsync(service, $"s1@{room.Course}.example", """["read"]"""));
        (await reader.GetAsync(room.Lab)).Is(200);
        (await reader.PostAsync($"{room.Lab}/submissions", Kubeconfigs.SubmissionFor("a.example"))).IsProblem(403, "forbidden");
        var expires = TimeProvider.System.GetUtcNow().AddDays(1).ToString("O");
        (await reader.PostAsync("/api/tokens", $$"""{"name":"mine","scopes":["read"],"expiresAt":"{{expires}}"}""")).IsProblem(403, "forbidden");
        reader = service.Client(await Classroom.TokenAsync(service, $"s1@{room.Course}.example", """["manage"]"""));
        Assert.Equal(["scopes"], (await reader.PostAsync("/api/tokens", $$"""{"name":"all","expiresAt":"{{expires}}"}""")).IsProblem(422, "invalid").Fields);
        Assert.Equal(["scopes[0]"], (await reader.PostAsync("/api/tokens", $$"""{"name":"all","scopes":["submit"],"expiresAt":"{{expires}}"}""")).IsProblem(422, "invalid").Fields);
    }

    [Fact]
    public async Task Token_HasEveryFaultAtItsField()
    {
        var room = await Classroom.CreateAsync(service);
        var refused = await room.Student.PostAsync("/api/tokens", """{"scopes":["everything"],"expiresAt":"2020-01-01T00:00:00Z","student":"s-2"}""");
        Assert.Equal(["name", "scopes[0]", "expiresAt", "student"], refused.IsProblem(422, "invalid").Fields);
        Assert.Contains("student", (await service.Admin().PostAsync("/api/tokens", """{"name":"x"}""")).IsProblem(422, "invalid").Fields);
    }
}
