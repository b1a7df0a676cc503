using EksGrader.Checks.Core;
using EksGrader.Jobs.Scheduling;
using EksGrader.Tests.Support.Api;
using EksGrader.Tests.Support.Db;
using EksGrader.Tests.Support.Kubernetes;
using Microsoft.Extensions.DependencyInjection;

namespace EksGrader.Tests.Api.Features.Jobs;

public sealed class JobsPageTests
{
    [Fact]
    public async Task Jobs_AreSeenByThoseWhoTeachTheirCourse_AndTriedAgainWithATrace()
    {
        var board = new FixedBoard();
        await using var service = await Service.StartAsync(configure: services => services.AddSingleton<IJobBoard>(board).AddSingleton<IJobRetry>(board));
        var (room, foreign) = (await Classroom.CreateAsync(service), await Classroom.CreateAsync(service));
        var id = await room.GradedAsync();
        board.Name = $"grade-{id}";

        var mine = (await room.Instructor.GetAsync("/api/jobs")).Is(200).Json.GetProperty("failed")[0];
        Assert.Equal(
            ("TimeoutException", "s-1", id, room.Course, "lab"),
            (Text(mine, "errorType"), Text(mine, "student"), Text(mine, "submission"), Text(mine, "course"), Text(mine, "assignment")));
        Assert.Equal(0, (await foreign.Instructor.GetAsync("/api/jobs")).Is(200).Json.GetProperty("failed").GetArrayLength());
        Assert.Equal(2, (await room.Admin.GetAsync("/api/jobs")).Is(200).Json.GetProperty("failed").GetArrayLength());

        (await foreign.Instructor.PostAsync("/api/jobs/run-1/retry", "")).IsProblem(404, "not-found");
        (await room.Assistant.PostAsync("/api/jobs/run-1/retry", "")).IsProblem(403, "forbidden");
        (await room.Instructor.PostAsync("/api/jobs/run-2/retry", "")).IsProblem(404, "not-found");
        Assert.Empty(board.Retried);

        using var teacher = await service.WelcomeAsync($"teacher@{room.Course}.example");
        var page = (await teacher.GetAsync("/jobs")).Is(200).Text;
        Assert.Contains($"/submissions/{id}", page, StringComparison.Ordinal);
        Assert.Contains("&lt;b&gt;no answer", page, StringComparison.Ordinal);
        Assert.Contains("run-1", (await teacher.GetAsync("/fragments/jobs")).Is(200).Text, StringComparison.Ordinal);
        Assert.Equal("/jobs?retried=true", teacher.Lead(await teacher.SubmitAsync("/jobs", "retry", ("Id", "run-1"))));
        Assert.Equal(["run-1"], board.Retried);
        Assert.Equal(1, (await room.Instructor.GetAsync($"/api/audit?course={room.Course}&what=job.retried&student=s-1")).Json.GetProperty("items").GetArrayLength());
        (await room.Student.GetAsync("/jobs")).Is(404);
        (await room.Student.GetAsync("/fragments/jobs")).Is(404);
    }

    /// <summary>Beside SQLite jobs end with the process: the next start shows what the rows say is to be done, and says since when failures are listed.</summary>
    [Fact]
    public async Task Jobs_AfterARestart_AreWhatTheRowsHold_AndThePageSaysSo()
    {
        Assert.SkipWhen(GivenPostgres.IsGiven, "Beside PostgreSQL jobs outlive the process.");
        string folder, cutOff, later;
        DateTimeOffset before;
        await using (var first = await Service.StartAsync())
        {
            var room = await Classroom.CreateAsync(first);
            var (hangs, unknown) = (room.NewHost(), room.NewHost());
            var look = first.Clusters.On(hangs).Hold();
            first.Clusters.On(unknown).Judge = _ => Verdict.Unknown(FaultDomain.Network, new LocalizedText("no answer", "응답 없음"));
            cutOff = (await room.Student.PostAsync($"{room.Lab}/submissions", Kubeconfigs.SubmissionFor(hangs))).Is(202).Id;
            await look.Begun.WaitAsync(TestContext.Current.CancellationToken);
            later = (await room.Admin.PostAsync($"{room.Lab}/submissions?student=s-2", Kubeconfigs.SubmissionFor(unknown))).Is(202).Id;
            await room.Admin.GradedAsync(later);
            (before, folder) = ((await first.Admin().GetAsync("/api/jobs")).Json.GetProperty("since").GetDateTimeOffset(), first.Folder);
        }

        await using var second = await Service.StartAsync(folder: folder);
        await second.Admin().GradedAsync(cutOff);
        var jobs = (await second.Admin().GetAsync("/api/jobs")).Is(200).Json;

        Assert.Equal(0, jobs.GetProperty("failed").GetArrayLength());
        Assert.True(jobs.GetProperty("since").GetDateTimeOffset() > before);
        Assert.Contains(later, jobs.GetProperty("waiting").EnumerateArray().Select(j => Text(j, "submission")));
        Assert.Contains("failures are listed since:", (await second.Admin().GetAsync("/jobs", ("Accept-Language", "en"))).Is(200).Text, StringComparison.Ordinal);
        Assert.Contains("실패는 그때부터 표시됩니다:", System.Net.WebUtility.HtmlDecode((await second.Admin().GetAsync("/jobs", ("Accept-Language", "ko"))).Is(200).Text), StringComparison.Ordinal);
    }

    private static string? Text(System.Text.Json.JsonElement job, string name) => job.GetProperty(name).GetString();

    private sealed class FixedBoard : IJobBoard, IJobRetry
    {
        public string Name { get; set; } = "grade-nothing";

        public List<string> Retried { get; } = [];

        public Task<JobBoard> ReadAsync(int limit, CancellationToken cancellationToken) => Task.FromResult(new JobBoard([], [],
        [
            new FailedJob("grade", Name, "node", DateTimeOffset.UnixEpoch, TimeSpan.Zero, "<b>no answer") { Id = "run-1", ErrorType = "TimeoutException", CanRetry = true },
            new FailedJob("recurring", "purge-access", "node", DateTimeOffset.UnixEpoch, TimeSpan.Zero, "disk") { Id = "run-2" },
        ], 0));

        public Task<bool> RetryAsync(string id, CancellationToken cancellationToken)
        {
            Retried.Add(id);
            return Task.FromResult(true);
        }
    }
}
