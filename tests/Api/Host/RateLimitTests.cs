using EksGrader.Tests.Support.Api;

namespace EksGrader.Tests.Api.Host;

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

    [Fact]
    public async Task NamingOneself_IsNoSecondBudget()
    {
        await using var service = await Service.StartAsync(["--RateLimits:HandInsPerMinute=2", "--RateLimits:AccessTestsPerMinute=2"]);
        var room = await Classroom.CreateAsync(service);
        foreach (var path in (string[])["submissions", "access/test"])
        {
            (await room.Student.PostAsync($"{room.Lab}/{path}", "{}")).IsProblem(422, "invalid");
            (await room.Student.PostAsync($"{room.Lab}/{path}?student=s-1", "{}")).IsProblem(422, "invalid");
            (await room.Student.PostAsync($"{room.Lab}/{path}?student=s-1", "{}")).IsProblem(429, "too-many-requests");
            (await room.Student.PostAsync($"{room.Lab}/{path}", "{}")).IsProblem(429, "too-many-requests");

            // A caller who acts for others has a budget for each.
            foreach (var student in (string[])["s-1", "s-2"])
            {
                for (var i = 0; i < 2; i++)
                    (await room.Instructor.PostAsync($"{room.Lab}/{path}?student={student}", "{}")).IsProblem(422, "invalid");
                (await room.Instructor.PostAsync($"{room.Lab}/{path}?student={student}", "{}")).IsProblem(429, "too-many-requests");
            }
        }
    }

    [Fact]
    public async Task WritesOfAnyKind_TooMany_Are429_ForThatCallerAlone()
    {
        await using var service = await Service.StartAsync(["--RateLimits:WritesPerMinute=5", "--RateLimits:StaffWritesPerMinute=1000"]);
        var room = await Classroom.CreateAsync(service);
        string[] writes = [$"{room.Lab}/submissions", $"{room.Lab}/access/test", "/api/tokens", $"/api/submissions/{Guid.NewGuid()}/look", "/api/nowhere"];
        var refused = await FirstRefusedAsync();
        Assert.InRange(refused.IsProblem(429, "too-many-requests").Headers.RetryAfter?.Delta ?? default, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(15));
        (await room.Student.GetAsync(room.Lab)).Is(200);
        (await room.Classmate.PostAsync($"{room.Lab}/submissions", "{}")).IsProblem(422, "invalid");

        // Who teaches has a script that does something for each of a class.
        for (var i = 0; i < 40; i++)
            (await room.Assistant.PostAsync("/api/tokens", "{}")).IsProblem(422, "invalid");

        async Task<Reply> FirstRefusedAsync()
        {
            foreach (var path in Enumerable.Repeat(writes, 4).SelectMany(all => all))
            {
                var reply = await room.Student.PostAsync(path, "{}", ("Idempotency-Key", Guid.NewGuid().ToString()));
                if (reply.Status == 429)
                    return reply;
            }

            throw new InvalidOperationException("Twenty writes were all taken.");
        }
    }

    [Fact]
    public async Task WhoHurries_NeverMeetsTheLimitOfWrites()
    {
        // A student who tries everything in a minute: every other limit is met long before.
        await using var service = await Service.StartAsync(["--RateLimits:WritesPerMinute=300"]);
        var room = await Classroom.CreateAsync(service);
        for (var i = 0; i < 60; i++)
            Assert.NotEqual(429, (await room.Student.PostAsync($"{room.Lab}/submissions", "{}")).Status);
    }

    [Fact]
    public async Task FormsOfTheAccount_TooOften_Are429_ForThatPersonAlone()
    {
        await using var service = await Service.StartAsync(["--RateLimits:AccountFormsPerMinute=2"]);
        var room = await Classroom.CreateAsync(service);
        using var student = await service.WelcomeAsync($"s1@{room.Course}.example");
        using var classmate = await service.WelcomeAsync($"s2@{room.Course}.example");
        for (var i = 0; i < 2; i++)
            Assert.Equal(422, (await student.SubmitAsync("/account", "password", ("Current", "x"), ("Password", "short"), ("Repeated", "short"))).Status);
        Assert.Equal(429, (await student.SubmitAsync("/account", "password", ("Current", "x"), ("Password", "short"), ("Repeated", "short"))).Status);
        (await student.GetAsync("/account")).Is(200);
        Assert.Equal(422, (await classmate.SubmitAsync("/account", "password", ("Current", "x"), ("Password", "short"), ("Repeated", "short"))).Status);
    }

    [Fact]
    public async Task NewPassword_ThatWouldBeRefused_CountsNoTryOfTheOldOne()
    {
        await using var service = await Service.StartAsync();
        var room = await Classroom.CreateAsync(service);
        using var student = await service.WelcomeAsync($"s1@{room.Course}.example");
        for (var i = 0; i < 8; i++)
            Assert.DoesNotContain("f-current-fault", (await student.SubmitAsync("/account", "password", ("Current", "x"), ("Password", "short"), ("Repeated", "short"))).Text, StringComparison.Ordinal);
        const string Next = "another quiet sentence";
        Assert.Equal(302, (await student.SubmitAsync("/account", "password", ("Current", WebBrowser.Password), ("Password", Next), ("Repeated", Next))).Status);
    }
}
