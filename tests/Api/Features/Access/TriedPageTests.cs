using EksGrader.Api.Features.Access;
using EksGrader.Tests.Support.Api;
using EksGrader.Tests.Support.Time;
using Microsoft.Extensions.DependencyInjection;

namespace EksGrader.Tests.Api.Features.Access;

/// <summary>Handing in on the page tries the access first; what may pass is one press away.</summary>
public sealed class TriedPageTests : IAsyncLifetime
{
    private const string Form = "hand-in-kubeconfig";
    private readonly EksEndpoints endpoints = new();
    private readonly ShiftedTime time = new();
    private Service? started;

    private Service Service => started ?? throw new InvalidOperationException("The service was not started.");

    public async ValueTask InitializeAsync() => started = await Service.StartAsync(configure: services =>
    {
        services.AddSingleton<TimeProvider>(time);
        services.AddScoped<IPageTrials, AccessTrials>();
        endpoints.AddTo(services);
    });

    public async ValueTask DisposeAsync()
    {
        if (started is not null)
            await started.DisposeAsync();
        await endpoints.DisposeAsync();
    }

    [Fact]
    public async Task ADeadEndpoint_IsSaidAtTheField_WithItsCure_AndKeepsTheTime()
    {
        var (room, student) = await EnterAsync(TimeSpan.FromMinutes(5));
        using var _ = student;

        var refused = (await SendAsync(room, student, endpoints.Kubeconfig(endpoints.Missing()))).Is(422);

        Assert.Contains("id=\"f-access-kubeconfig-fault\"", refused.Text, StringComparison.Ordinal);
        Assert.Contains("does not exist", refused.Text, StringComparison.Ordinal);
        Assert.Contains("aws eks describe-cluster", refused.Text, StringComparison.Ordinal);
        Assert.Contains("Your time is kept:", refused.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Submit anyway", refused.Text, StringComparison.Ordinal);
        Assert.Equal(0, await AttemptsAsync(room));
    }

    [Theory]
    [InlineData(14, false)]
    [InlineData(16, true)]
    public async Task ARefusal_IsShownOnce_AndOnePressHandsInAnyway_WithTheTimeOfTheFirst(int minutes, bool late)
    {
        var (room, student) = await EnterAsync(TimeSpan.FromMinutes(1));
        using var _ = student;
        var kubeconfig = endpoints.Kubeconfig(await endpoints.RefusingAsync(401), EksEndpoints.Jwt(time.GetUtcNow().AddHours(1)));

        var held = (await SendAsync(room, student, kubeconfig)).Is(200);

        Assert.Contains("Submit anyway", held.Text, StringComparison.Ordinal);
        Assert.Contains("Not submitted yet", held.Text, StringComparison.Ordinal);
        Assert.Single(held.Text.Split("The cluster does not know this credential").Skip(1));
        Assert.Equal(0, await AttemptsAsync(room));
        time.PutForward(TimeSpan.FromMinutes(minutes));
        Assert.Equal(302, (await SendAsync(room, student, kubeconfig, "anyway")).Status);
        var items = (await room.Instructor.GetAsync($"{room.Lab}/gradebook")).Json.GetProperty("items")[0];
        Assert.Equal((1, late), (items.GetProperty("attempts").GetInt32(), items.GetProperty("late").GetBoolean()));
    }

    [Fact]
    public async Task ASilentAddress_IsAskedAbout_BeforeTheNetworkGivesUp()
    {
        var (room, student) = await EnterAsync(TimeSpan.FromDays(1));
        using var _ = student;
        var began = TimeProvider.System.GetTimestamp();

        var held = (await SendAsync(room, student, endpoints.Kubeconfig(endpoints.Silent()))).Is(200);

        Assert.True(TimeProvider.System.GetElapsedTime(began) < ProbeClock.SilenceTakes);
        Assert.Contains("Submit anyway", held.Text, StringComparison.Ordinal);
        Assert.Contains("public access CIDRs", held.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Your time is kept", held.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnAccessThatWorks_IsHandedIn_AndTwoPressesAreOne()
    {
        var (room, student) = await EnterAsync(TimeSpan.FromDays(1));
        using var _ = student;
        var kubeconfig = endpoints.Kubeconfig(await endpoints.OpenAsync());
        var open = await student.GetAsync(PageOf(room));

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => student.SubmitAsync(open, PageOf(room), Form, Fields(kubeconfig, "hand-in", "0123456789abcdef0123456789abcdef"))));

        Assert.All(answers, a => Assert.Equal(302, a.Status));
        Assert.Equal(1, await AttemptsAsync(room));
    }

    [Fact]
    public async Task WhatIsNoOnesFault_IsHandedInWithoutAQuestion()
    {
        var (room, student) = await EnterAsync(TimeSpan.FromDays(1));
        using var _ = student;

        Assert.Equal(302, (await SendAsync(room, student, endpoints.Kubeconfig(endpoints.Unresolved()))).Status);
    }

    private static string PageOf(Classroom room) => $"/courses/{room.Course}/assignments/lab";

    private static Task<Reply> SendAsync(Classroom room, WebBrowser student, string kubeconfig, string button = "hand-in") =>
        student.SubmitAsync(PageOf(room), Form, Fields(kubeconfig, button));

    private static (string Name, string Value)[] Fields(string kubeconfig, string button, string nonce = "") =>
        [("access.kind", "kubeconfig"), ("access.kubeconfig", kubeconfig), ("do", button), .. nonce.Length > 0 ? new[] { ("nonce", nonce) } : []];

    private async Task<(Classroom Room, WebBrowser Student)> EnterAsync(TimeSpan left)
    {
        var due = TimeZoneInfo.ConvertTime(time.GetUtcNow() + left, TimeZoneInfo.FindSystemTimeZoneById("Asia/Seoul"));
        var room = await Classroom.CreateAsync(Service, $"due: {due:yyyy-MM-ddTHH:mm:ss}");
        return (room, await Service.WelcomeAsync($"s1@{room.Course}.example"));
    }

    private static async Task<int> AttemptsAsync(Classroom room) =>
        (await room.Instructor.GetAsync($"{room.Lab}/gradebook")).Json.GetProperty("items")[0].GetProperty("attempts").GetInt32();
}
