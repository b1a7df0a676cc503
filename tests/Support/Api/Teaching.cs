using System.Text.Json;
using EksGrader.Api.Host;
using EksGrader.Checks.Core;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace EksGrader.Tests.Support.Api;

/// <summary>A classroom whose application layer is called as pages call it: one scope a call, a caller for each person.</summary>
internal sealed class Teaching(Classroom room)
{
    public Classroom Room => room;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<Teaching> BeginAsync(Service service, string? rules = null, string? checks = null)
    {
        rules ??= $"requireEks: false\n{Classroom.InTheMorning}";
        return new(checks is null ? await Classroom.CreateAsync(service, rules) : await Classroom.CreateAsync(service, rules, checks));
    }

    public async Task<T> AskAsync<TService, T>(Func<TService, Task<T>> question)
        where TService : class
    {
        await using var scope = room.Service.Services.CreateAsyncScope();
        return await question(scope.ServiceProvider.GetRequiredService<TService>());
    }

    public Task<T> DbAsync<T>(Func<EksGraderDb, Task<T>> question) => AskAsync(question);

    public Task<CurrentUser> TeacherAsync() => CallerAsync($"teacher@{room.Course}.example");

    public Task<CurrentUser> AssistantAsync() => CallerAsync($"assistant@{room.Course}.example");

    public Task<CurrentUser> StudentAsync(int number = 1) => CallerAsync($"s{number}@{room.Course}.example");

    /// <summary>Student s-1 submits a cluster that shows what is said, and is graded.</summary>
    public async Task<SubmissionId> GradedAsync(Func<CheckId, Verdict> judge)
    {
        var host = room.NewHost();
        room.Service.Clusters.On(host).Judge = judge;
        return new SubmissionId(Guid.Parse(await room.GradedAsync(host)));
    }

    public async Task<JsonElement> ShownAsync(SubmissionId id) => (await room.Instructor.GetAsync($"/api/submissions/{id}")).Is(200).Json;

    /// <summary>Asks again and again until it is so, woken by nothing: jobs of other processes are as silent.</summary>
    public static async Task<T> UntilAsync<T>(Func<Task<T>> ask, Func<T, bool> isSo)
    {
        using var beat = new PeriodicTimer(TimeSpan.FromMilliseconds(25));
        while (true)
        {
            var now = await ask();
            if (isSo(now))
                return now;
            await beat.WaitForNextTickAsync(Token);
        }
    }

    private async Task<CurrentUser> CallerAsync(string email)
    {
        var normalized = EksGrader.Db.Model.User.Normalize(email);
        var user = await DbAsync(db => db.Users.AsNoTracking().FirstAsync(u => u.NormalizedEmail == normalized, Token));
        return new CurrentUser(user.Id, user.Email, false, []);
    }
}

/// <summary>Verdicts of tests.</summary>
internal static class Seen
{
    public static Verdict Passed { get; } = Verdict.Passed(Same("as asked"));

    public static Verdict Failed { get; } = Verdict.Failed(Same("not as asked"));

    public static Verdict Unknown { get; } = Verdict.Unknown(FaultDomain.Network, Same("no answer"));

    public static Func<CheckId, Verdict> But(string check, Verdict verdict) => c => c.Value == check ? verdict : Passed;

    private static LocalizedText Same(string words) => LocalizedText.Same(words);
}
