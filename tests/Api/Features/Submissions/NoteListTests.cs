using System.Text.Json;
using EksGrader.Tests.Support.Api;

namespace EksGrader.Tests.Api.Features.Submissions;

public sealed class NoteListTests(SharedService shared)
{
    [Fact]
    public async Task List_IsTheNewestFirst_WithWhomEachIsAbout_AndNoneThatWasRemoved()
    {
        var teaching = await Teaching.BeginAsync(shared.Service, "requireEks: false\nsettleFor: 0s");
        var submission = await teaching.GradedAsync(Seen.But("replicas", Seen.Failed));
        var (room, page, course) = (teaching.Room, $"/submissions/{submission}", teaching.Room.Course);
        using var assistant = await shared.Service.WelcomeAsync($"assistant@{course}.example");
        await WriteAsync("on the submission", onStudent: false);
        await WriteAsync("on the student", onStudent: true);
        await WriteAsync("a slip", onStudent: true);
        var slip = Items(await room.Instructor.GetAsync($"/api/courses/{course}/notes"))[0].GetProperty("id").GetString() ?? "";
        (await assistant.SubmitAsync(await assistant.GetAsync(page), page, "verdict", ("do", "remove-note"), ("target", slip))).Is(302);

        var notes = Items(await room.Assistant.GetAsync($"/api/courses/{course}/notes"));

        Assert.Equal(["on the student", "on the submission"], notes.Select(n => n.GetProperty("text").GetString()));
        Assert.All(notes, n => Assert.Equal(("s-1", $"assistant@{course}.example"), (n.GetProperty("student").GetString(), n.GetProperty("by").GetString())));
        Assert.Equal([null, submission.ToString()], notes.Select(n => n.GetProperty("submission").GetString()));
        Assert.Equal([null, "lab"], notes.Select(n => n.GetProperty("assignment").GetString()));
        Assert.Empty(Items(await room.Instructor.GetAsync($"/api/courses/{course}/notes?student=s-2")));
        var part = await room.Instructor.GetAsync($"/api/courses/{course}/notes?student=s-1&limit=1");
        Assert.Equal("on the submission", Assert.Single(Items(await room.Instructor.GetAsync($"/api/courses/{course}/notes?limit=1&after={part.Json.GetProperty("next").GetString()}"))).GetProperty("text").GetString());
        (await room.Instructor.GetAsync($"/api/courses/{course}/notes?after=x")).Is(422);

        async Task WriteAsync(string text, bool onStudent) =>
            (await assistant.SubmitAsync(await assistant.GetAsync(page), page, "verdict", [("do", "note"), ("note", text), .. onStudent ? new[] { ("onStudent", "true") } : []])).Is(302);
    }

    private static List<JsonElement> Items(Reply reply) => [.. reply.Is(200).Json.GetProperty("items").EnumerateArray()];
}
