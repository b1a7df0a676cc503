using EksGrader.Checks.Core;
using EksGrader.Checks.Grading;
using EksGrader.Tests.Support.Api;
using EksGrader.Tests.Support.Kubernetes;
using EksGrader.Tests.Support.Time;
using Microsoft.Extensions.DependencyInjection;

namespace EksGrader.Tests.Api.Features.Submissions;

public sealed class MendedSubmissionTests
{
    [Fact]
    public async Task LookAgain_OnceTheDeletionDeadlineHasPassed_IsTheInstructorsAlone()
    {
        var time = new ShiftedTime();
        await using var service = await Service.StartAsync(configure: services => services.AddSingleton<TimeProvider>(time));
        var room = await Classroom.CreateAsync(service, "due: 2020-01-01T18:00\nsettleFor: 0s");
        var host = room.NewHost();
        service.Clusters.On(host).Judge = _ => Verdict.Unknown(FaultDomain.Student, LocalizedText.Same("not allowed to look"));
        var id = await room.GradedAsync(host);

        time.PutForward(TimeSpan.FromMinutes(119));
        (await room.Student.PostAsync($"/api/submissions/{id}/look", "")).Is(202);
        await room.Student.GradedAsync(id);
        time.PutForward(TimeSpan.FromMinutes(2));

        (await room.Student.PostAsync($"/api/submissions/{id}/look", "")).IsProblem(409, "closed");
        (await room.Instructor.PostAsync($"/api/submissions/{id}/look", "")).Is(202);
    }

    [Fact]
    public async Task LookAgain_WhereAnotherServerAnswered_Is409AndSaysToSubmitAnew()
    {
        await using var service = await Service.StartAsync();
        var room = await Classroom.CreateAsync(service);
        var host = room.NewHost();
        service.Clusters.On(host).Judge = _ => Verdict.Failed(ApiGroups.Summary);
        var id = await room.GradedAsync(host);

        var answer = await room.Student.PostAsync($"/api/submissions/{id}/look", "");

        answer.IsProblem(409, "closed");
        Assert.Contains("submit again", answer.Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(10, false)]
    [InlineData(16, true)]
    public async Task RefusedBeforeTheDueDate_KeepsItsTimeFor15Minutes(int minutes, bool late)
    {
        var time = new ShiftedTime();
        await using var service = await Service.StartAsync(configure: services => services.AddSingleton<TimeProvider>(time));
        var due = TimeZoneInfo.ConvertTime(time.GetUtcNow().AddMinutes(5), TimeZoneInfo.FindSystemTimeZoneById("Asia/Seoul"));
        var room = await Classroom.CreateAsync(service, $"due: {due:yyyy-MM-ddTHH:mm:ss}");
        (await room.Student.PostAsync($"{room.Lab}/submissions", Kubeconfigs.Submission(Kubeconfigs.WithExec()))).IsProblem(422, "invalid");

        time.PutForward(TimeSpan.FromMinutes(minutes));
        var id = await room.SubmitAsync();
        Assert.Equal(late, (await room.Student.GetAsync($"/api/submissions/{id}")).Json.GetProperty("late").GetBoolean());
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"access":{"kind":"kubeconfig","kubeconfig":"  "}}""")]
    [InlineData("""{"access":{"kind":"awsRole","region":"ap-northeast-2"}}""")]
    [InlineData("""{"access":{"kind":"nothing"},"loadBalancerAddress":"x"}""")]
    public async Task RefusedBeforeTheDueDate_WithoutAWordOfACluster_BuysNoTime(string junk)
    {
        var time = new ShiftedTime();
        await using var service = await Service.StartAsync(configure: services => services.AddSingleton<TimeProvider>(time));
        var due = TimeZoneInfo.ConvertTime(time.GetUtcNow().AddMinutes(5), TimeZoneInfo.FindSystemTimeZoneById("Asia/Seoul"));
        var room = await Classroom.CreateAsync(service, $"due: {due:yyyy-MM-ddTHH:mm:ss}");
        (await room.Student.PostAsync($"{room.Lab}/submissions", junk)).IsProblem(422, "invalid");

        time.PutForward(TimeSpan.FromMinutes(10));
        var id = await room.SubmitAsync();

        Assert.True((await room.Student.GetAsync($"/api/submissions/{id}")).Json.GetProperty("late").GetBoolean());
    }
}
