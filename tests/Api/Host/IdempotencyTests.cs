using EksGrader.Db.Storage;
using EksGrader.Tests.Support.Api;
using EksGrader.Tests.Support.Kubernetes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace EksGrader.Tests.Api.Host;

public sealed class IdempotencyTests(SharedService shared)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SameKey_IsAnsweredTheSame_AndDoneOnce()
    {
        var room = await Classroom.CreateAsync(shared.Service);
        var body = Kubeconfigs.SubmissionFor(room.NewHost());
        var first = (await room.Student.PostAsync($"{room.Lab}/submissions", body, ("Idempotency-Key", "try-1"))).Is(202);
        var again = (await room.Student.PostAsync($"{room.Lab}/submissions", body, ("Idempotency-Key", "try-1"))).Is(202);
        Assert.Equal((first.Id, first.Location, first.Text), (again.Id, again.Location, again.Text));
        await room.Student.GradedAsync(first.Id);
        Assert.Equal(1, (await room.Instructor.GetAsync($"{room.Lab}/gradebook")).Json.GetProperty("items")[0].GetProperty("attempts").GetInt32());
    }

    [Fact]
    public async Task SameKey_WithAnotherBody_Is422()
    {
        var room = await Classroom.CreateAsync(shared.Service);
        await room.Student.PostAsync($"{room.Lab}/submissions", Kubeconfigs.SubmissionFor(room.NewHost()), ("Idempotency-Key", "try-1"));
        (await room.Student.PostAsync($"{room.Lab}/submissions", "{}", ("Idempotency-Key", "try-1"))).IsProblem(422, "idempotency-key-reused");
    }

    [Theory]
    [InlineData("submissions", "{}", 422)]
    [InlineData("submissions", "{", 400)]
    [InlineData("access/test", "{}", 422)]
    public async Task Refusals_AreNotRemembered_HoweverMany(string path, string body, int status)
    {
        var room = await Classroom.CreateAsync(shared.Service);
        for (var i = 0; i < 20; i++)
            (await room.Student.PostAsync($"{room.Lab}/{path}", body, ("Idempotency-Key", $"refused-{i}"))).Is(status);
        Assert.Equal(0, await CountAsync(room));
    }

    [Fact]
    public async Task RefusalThatIsMended_IsTakenUnderTheSameKey()
    {
        var room = await Classroom.CreateAsync(shared.Service);
        (await room.Student.PostAsync($"{room.Lab}/submissions", "{}", ("Idempotency-Key", "try-1"))).IsProblem(422, "invalid");
        (await room.Student.PostAsync($"{room.Lab}/submissions", Kubeconfigs.SubmissionFor(room.NewHost()), ("Idempotency-Key", "try-1"))).Is(202);
    }

    [Fact]
    public async Task DryRun_ChangesNothing_AndIsNotRemembered()
    {
        var room = await Classroom.CreateAsync(shared.Service);
        (await room.Instructor.SendAsync(HttpMethod.Put, $"/api/courses/{room.Course}/roster?dryRun=true", "studentId,name,email\n", "text/csv", ("Idempotency-Key", "dry"))).Is(200);
        Assert.Equal(0, await CountAsync(room));
    }

    [Fact]
    public async Task SameKey_AtOnce_IsDoneOnce_AndTheOthersAreToldWhenToAskAgain()
    {
        var room = await Classroom.CreateAsync(shared.Service);
        var body = Kubeconfigs.SubmissionFor(room.NewHost());
        var replies = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => room.Student.PostAsync($"{room.Lab}/submissions", body, ("Idempotency-Key", "at-once"))));
        Assert.Single(replies.Where(r => r.Status == 202).Select(r => r.Id).Distinct(StringComparer.Ordinal));
        Assert.All(replies.Where(r => r.Status != 202), r => Assert.Equal(TimeSpan.FromSeconds(1), r.IsProblem(409, "in-progress").Headers.RetryAfter?.Delta));

        var again = (await room.Student.PostAsync($"{room.Lab}/submissions", body, ("Idempotency-Key", "at-once"))).Is(202);
        await room.Student.GradedAsync(again.Id);
        Assert.Equal(1, (await room.Instructor.GetAsync($"{room.Lab}/gradebook")).Json.GetProperty("items")[0].GetProperty("attempts").GetInt32());
    }

    [Fact]
    public async Task AnswerThatWasLostWithTheProcess_IsGivenAtOnce_AndNothingIsDoneTwice()
    {
        var room = await Classroom.CreateAsync(shared.Service);
        var body = Kubeconfigs.SubmissionFor(room.NewHost());
        var first = (await room.Student.PostAsync($"{room.Lab}/submissions", body, ("Idempotency-Key", "lost"))).Is(202);

        // As it stands where the process dies between the commit and the answer.
        await DbAsync(db => db.IdempotencyRecords.Where(r => r.Key == "lost").ExecuteUpdateAsync(
            r => r.SetProperty(x => x.Status, (int?)null).SetProperty(x => x.Headers, (string?)null).SetProperty(x => x.Body, (byte[]?)null), Token));

        for (var i = 0; i < 2; i++)
        {
            var again = (await room.Student.PostAsync($"{room.Lab}/submissions", body, ("Idempotency-Key", "lost"))).Is(202);
            Assert.Equal((first.Id, first.Location), (again.Id, again.Location));
        }

        (await room.Student.PostAsync($"{room.Lab}/submissions", "{}", ("Idempotency-Key", "lost"))).IsProblem(422, "idempotency-key-reused");
    }

    [Fact]
    public async Task FormSentTwice_IsOneSubmission()
    {
        var room = await Classroom.CreateAsync(shared.Service);
        using var student = await shared.Service.WelcomeAsync($"s1@{room.Course}.example");
        var page = $"/courses/{room.Course}/assignments/lab";
        var form = new[] { ("access.kind", "kubeconfig"), ("access.kubeconfig", Kubeconfigs.For(room.NewHost())), ("nonce", Guid.NewGuid().ToString("n")) };
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => student.SubmitAsync(page, "hand-in-kubeconfig", form)));
        Assert.Equal(1, await DbAsync(db => db.Submissions.CountAsync(s => db.Courses.Any(c => c.Id == s.CourseId && c.Slug == room.Course), Token)));
    }

    [Fact]
    public async Task SameKey_OfAnother_IsNotMixedUp()
    {
        var room = await Classroom.CreateAsync(shared.Service);
        var body = Kubeconfigs.SubmissionFor(room.NewHost());
        var mine = (await room.Student.PostAsync($"{room.Lab}/submissions", body, ("Idempotency-Key", "try-1"))).Is(202);
        var theirs = (await room.Classmate.PostAsync($"{room.Lab}/submissions", body, ("Idempotency-Key", "try-1"))).Is(202);
        Assert.NotEqual(mine.Id, theirs.Id);
    }

    [Fact]
    public async Task KeyThatIsNone_Is400() =>
        (await shared.Service.Admin().PostAsync("/api/courses", "{}", ("Idempotency-Key", new string('k', 256)))).IsProblem(400, "bad-request");

    private Task<int> CountAsync(Classroom room) => DbAsync(async db =>
    {
        var people = await db.Users.Where(u => u.Email.EndsWith(room.Course + ".example")).Select(u => u.Id).ToListAsync(Token);
        var callers = people.ConvertAll(id => $"user:{id}");
        return await db.IdempotencyRecords.CountAsync(r => callers.Contains(r.Caller), Token);
    });

    private async Task<T> DbAsync<T>(Func<EksGraderDb, Task<T>> work)
    {
        await using var scope = shared.Service.Services.CreateAsyncScope();
        return await work(scope.ServiceProvider.GetRequiredService<EksGraderDb>());
    }
}
