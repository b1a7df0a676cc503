using EksGrader.Api.Features.Access;
using EksGrader.Tests.Support.Api;
using EksGrader.Tests.Support.Time;
using Microsoft.Extensions.DependencyInjection;

namespace EksGrader.Tests.Api.Features.Access;

/// <summary>An access is tried before it is taken: what cannot work is answered at its field, and what may pass is taken.</summary>
public sealed class TryFirstTests : IAsyncLifetime
{
    private const string Server = "access.kubeconfig.clusters[0].cluster.server";
    private const string Authority = "access.kubeconfig.clusters[0].cluster.certificate-authority-data";
    private const string Token = "access.kubeconfig.users[0].user.token";

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
    public async Task ADeadEndpoint_IsAnsweredAtItsField_Within3Seconds_AndCostsNoAttempt()
    {
        var room = await Classroom.CreateAsync(Service, "maxAttempts: 1");
        foreach (var host in new[] { endpoints.Missing(), endpoints.Closed(), endpoints.Private() })
        {
            var began = TimeProvider.System.GetTimestamp();
            var answer = (await SendAsync(room, endpoints.Kubeconfig(host))).IsProblem(422, "invalid");
            var took = TimeProvider.System.GetElapsedTime(began);

            Assert.Equal([Server], answer.Fields);
            Assert.Contains(host, answer.Text, StringComparison.Ordinal);
            Assert.Equal(7, answer.Json.GetProperty("errors")[0].GetProperty("line").GetInt32());
            TestContext.Current.SendDiagnosticMessage($"dead endpoint answered after {took.TotalSeconds:0.00} s");
        }

        Assert.Equal(0, await AttemptsAsync(room));
        (await SendAsync(room, endpoints.Kubeconfig(await endpoints.OpenAsync()))).Is(202);
    }

    [Fact]
    public async Task AnotherAuthority_AndATokenThatIsNone_AreAnsweredAtTheirFields()
    {
        var room = await Classroom.CreateAsync(Service);
        var open = await endpoints.OpenAsync();
        var refusing = await endpoints.RefusingAsync(401);

        Assert.Equal([Authority], (await SendAsync(room, endpoints.Kubeconfig(open, ofAnotherAuthority: true))).IsProblem(422, "invalid").Fields);
        Assert.Equal([Token], (await SendAsync(room, endpoints.Kubeconfig(refusing))).IsProblem(422, "invalid").Fields);
        var expired = (await SendAsync(room, endpoints.Kubeconfig(refusing, EksEndpoints.Jwt(time.GetUtcNow().AddMinutes(-1))))).IsProblem(422, "invalid");
        Assert.Equal([Token], expired.Fields);
        Assert.Contains("expired at", expired.Text, StringComparison.Ordinal);
        Assert.Equal(0, await AttemptsAsync(room));
    }

    [Fact]
    public async Task WhatMayPass_IsTaken()
    {
        var room = await Classroom.CreateAsync(Service);
        var valid = EksEndpoints.Jwt(time.GetUtcNow().AddHours(1));
        foreach (var status in new[] { 401, 403, 429, 500, 200, 301 })
            (await SendAsync(room, endpoints.Kubeconfig(await endpoints.RefusingAsync(status), valid))).Is(202);
        (await SendAsync(room, endpoints.Kubeconfig(await endpoints.AnsweringAsync(context => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted)), valid))).Is(202);
        Assert.Equal(7, await AttemptsAsync(room));
    }

    [Fact]
    public async Task ASilentAddress_IsTaken_Within3Seconds()
    {
        var room = await Classroom.CreateAsync(Service);
        var began = TimeProvider.System.GetTimestamp();

        (await SendAsync(room, endpoints.Kubeconfig(endpoints.Silent()))).Is(202);

        var took = TimeProvider.System.GetElapsedTime(began);
        Assert.True(took < ProbeClock.SilenceTakes, $"It waited for the network's own end: {took}");
    }

    [Fact]
    public async Task WithoutTryFirst_NothingIsContacted()
    {
        var room = await Classroom.CreateAsync(Service);
        var asked = 0;
        var host = await endpoints.OpenAsync(() => Interlocked.Increment(ref asked));

        (await room.Student.PostAsync($"{room.Lab}/submissions", Support.Kubernetes.Kubeconfigs.Submission(endpoints.Kubeconfig(host)))).Is(202);
        (await room.Student.PostAsync($"{room.Lab}/submissions", Support.Kubernetes.Kubeconfigs.Submission(endpoints.Kubeconfig(endpoints.Missing())))).Is(202);

        Assert.Equal(0, asked);
    }

    [Fact]
    public async Task ServersThatAreNoEks_AreNotContacted_AndToldAtTheirField()
    {
        var room = await Classroom.CreateAsync(Service);

        var answer = (await SendAsync(room, endpoints.Kubeconfig("kubernetes.example"))).IsProblem(422, "invalid");

        Assert.Equal([Server], answer.Fields);
        Assert.Contains("not an EKS cluster", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SentAgainUnderItsKey_ItIsTheOneOfThen_WhateverBecameOfTheCluster()
    {
        var room = await Classroom.CreateAsync(Service);
        var answers = 0;
        var host = await endpoints.OpenAsync(() => Interlocked.Increment(ref answers));
        var body = EksEndpoints.TryFirst(endpoints.Kubeconfig(host));
        var first = (await room.Student.PostAsync($"{room.Lab}/submissions", body, ("Idempotency-Key", "one"))).Is(202);
        var asked = answers;

        Assert.Equal(first.Id, (await room.Student.PostAsync($"{room.Lab}/submissions", body, ("Idempotency-Key", "one"))).Is(202).Id);
        Assert.Equal(asked, answers);
    }

    [Theory]
    [InlineData(14, false)]
    [InlineData(16, true)]
    public async Task RefusedByTheTrialBeforeTheDueDate_KeepsItsTimeFor15Minutes(int minutes, bool late)
    {
        var room = await DueInAsync(TimeSpan.FromMinutes(1));
        (await SendAsync(room, endpoints.Kubeconfig(endpoints.Missing()))).Is(422);

        time.PutForward(TimeSpan.FromMinutes(minutes));
        var taken = (await SendAsync(room, endpoints.Kubeconfig(await endpoints.OpenAsync()))).Is(202);

        Assert.Equal(late, taken.Json.GetProperty("late").GetBoolean());
    }

    [Fact]
    public async Task RefusedEarlyAndOnceMoreShortlyBefore_TheLaterTimeHasItsOwn15Minutes()
    {
        var room = await DueInAsync(TimeSpan.FromMinutes(10));
        (await SendAsync(room, endpoints.Kubeconfig(endpoints.Missing()))).Is(422);
        time.PutForward(TimeSpan.FromMinutes(9));
        (await SendAsync(room, endpoints.Kubeconfig(endpoints.Missing()))).Is(422);
        time.PutForward(TimeSpan.FromMinutes(8));
        (await SendAsync(room, endpoints.Kubeconfig(endpoints.Missing()))).Is(422);

        Assert.False((await SendAsync(room, endpoints.Kubeconfig(await endpoints.OpenAsync()))).Is(202).Json.GetProperty("late").GetBoolean());
    }

    [Fact]
    public async Task ATrialThatCrossesTheDueDate_MakesNoOneLate()
    {
        var room = await DueInAsync(TimeSpan.FromSeconds(30));
        var host = await endpoints.OpenAsync(() => time.PutForward(TimeSpan.FromMinutes(1)));

        Assert.False((await SendAsync(room, endpoints.Kubeconfig(host))).Is(202).Json.GetProperty("late").GetBoolean());
    }

    [Fact]
    public async Task RefusedShortlyBeforeTheClosing_IsTakenMended()
    {
        var closes = Local(TimeSpan.FromMinutes(1));
        var room = await Classroom.CreateAsync(Service, $"due: 2020-01-01T18:00\nclosesAt: {closes}");
        (await SendAsync(room, endpoints.Kubeconfig(endpoints.Missing()))).Is(422);
        time.PutForward(TimeSpan.FromMinutes(5));
        var open = endpoints.Kubeconfig(await endpoints.OpenAsync());

        Assert.True((await SendAsync(room, open)).Is(202).Json.GetProperty("late").GetBoolean());
        (await SendAsync(room, open)).IsProblem(409, "closed");
    }

    private static Task<Reply> SendAsync(Classroom room, string kubeconfig) => room.Student.PostAsync($"{room.Lab}/submissions", EksEndpoints.TryFirst(kubeconfig));

    private Task<Classroom> DueInAsync(TimeSpan left) => Classroom.CreateAsync(Service, $"due: {Local(left)}");

    private string Local(TimeSpan left) =>
        TimeZoneInfo.ConvertTime(time.GetUtcNow() + left, TimeZoneInfo.FindSystemTimeZoneById("Asia/Seoul")).ToString("yyyy-MM-dd'T'HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture);

    private static async Task<int> AttemptsAsync(Classroom room) =>
        (await room.Instructor.GetAsync($"{room.Lab}/gradebook")).Json.GetProperty("items")[0].GetProperty("attempts").GetInt32();
}
