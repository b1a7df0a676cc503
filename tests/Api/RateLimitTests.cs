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

            // Whoever acts for others has a budget for each.
            foreach (var student in (string[])["s-1", "s-2"])
            {
                for (var i = 0; i < 2; i++)
                    (await room.Instructor.PostAsync($"{room.Lab}/{path}?student={student}", "{}")).IsProblem(422, "invalid");
                (await room.Instructor.PostAsync($"{room.Lab}/{path}?student={student}", "{}")).IsProblem(429, "too-many-requests");
            }
        }
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
