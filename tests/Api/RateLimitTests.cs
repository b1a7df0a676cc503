using EksGrader.Tests.Api.Support;

namespace EksGrader.Tests.Api;

public sealed class RateLimitTests
{
    [Fact]
    public async Task AskingTooOften_Is429_ForThatStudentAlone()
    {
        await using var service = await Service.StartAsync(["--RateLimits:HandInsPerMinute=2"]);
        var room = await Classroom.CreateAsync(service);
        for (var i = 0; i < 2; i++)
            (await room.Student.PostAsync($"{room.Lab}/submissions", "{}")).IsProblem(422, "invalid");
        var refused = (await room.Student.PostAsync($"{room.Lab}/submissions", "{}")).IsProblem(429, "too-many-requests");
        Assert.NotNull(refused.Headers.RetryAfter);
        (await room.Classmate.PostAsync($"{room.Lab}/submissions", "{}")).IsProblem(422, "invalid");
    }
}
