using EksGrader.Api.Features.Courses;
using EksGrader.Api.Features.Submissions;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using EksGrader.Tests.Support.Api;
using EksGrader.Tests.Support.Kubernetes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace EksGrader.Tests.Api.Features.Submissions;

/// <summary>What is decided while someone's submission is read, before it is stored.</summary>
public sealed class SubmissionRaceTests(SharedService shared)
{
    private const string PastDue = "due: 2020-12-04T18:00\nclosesAt: 2099-12-04T18:00";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ExtensionGivenMeanwhile_CountsForIt()
    {
        var teaching = new Teaching(await Classroom.CreateAsync(shared.Service, PastDue));
        var taken = await HandInWhileAsync(teaching, async db =>
        {
            var lab = await LabAsync(teaching, db);
            var now = TimeProvider.System.GetUtcNow();
            db.Extensions.Add(new Extension(Id.New<ExtensionId>(TimeProvider.System), lab.Id, null, now.AddDays(1), "A power cut.", "teacher", now));
        });
        Assert.False(taken.Late);
    }

    [Fact]
    public async Task VersionSavedMeanwhile_IsTheOneItIsGradedBy()
    {
        var teaching = new Teaching(await Classroom.CreateAsync(shared.Service, PastDue));
        var taken = await HandInWhileAsync(teaching, async db =>
        {
            var lab = await LabAsync(teaching, db);
            var older = await db.AssignmentVersions.FirstAsync(v => v.AssignmentId == lab.Id && v.Number == 1, Token);
            db.AssignmentVersions.Add(lab.Revise(older.Document.Replace("2020-12-04", "2098-12-04", StringComparison.Ordinal), "teacher", TimeProvider.System.GetUtcNow()));
        });
        Assert.Equal((2, false), (taken.AssignmentVersion, taken.Late));
    }

    private static Task<CourseAssignment> LabAsync(Teaching teaching, EksGraderDb db) =>
        db.Assignments.FirstAsync(a => a.Slug == "lab" && db.Courses.Any(c => c.Id == a.CourseId && c.Slug == teaching.Room.Course), Token);

    // The change has the database's turn until the submission has read everything that it reads before it asks for a turn.
    private async Task<Submission> HandInWhileAsync(Teaching teaching, Func<EksGraderDb, Task> change)
    {
        var (turn, read) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        var changing = teaching.DbAsync(db => db.WriteAsync(
            async _ =>
            {
                turn.TrySetResult();
                await read.Task.WaitAsync(Token);
                await change(db);
                return true;
            },
            Token));
        await turn.Task.WaitAsync(Token);

        var student = await teaching.StudentAsync();
        await using var scope = shared.Service.Services.CreateAsyncScope();
        var roles = scope.ServiceProvider.GetRequiredService<IOptions<CourseRoles>>();
        var handIns = ActivatorUtilities.CreateInstance<SubmissionService>(scope.ServiceProvider, new Told(roles, () => read.TrySetResult()));
        var taken = await handIns.TakeAsync(student, teaching.Room.Course, "lab", student: null, Request(teaching), null, Token);
        await changing;
        return taken.Value ?? throw new InvalidOperationException($"It was refused: {taken.Error}");
    }

    private static SubmissionRequest Request(Teaching teaching) =>
        System.Text.Json.JsonSerializer.Deserialize<SubmissionRequest>(Kubeconfigs.SubmissionFor(teaching.Room.NewHost()), System.Text.Json.JsonSerializerOptions.Web)
            ?? throw new InvalidOperationException("A hand-in of tests is one.");

    private sealed class Told(IOptions<CourseRoles> roles, Action told) : IOptions<CourseRoles>
    {
        public CourseRoles Value
        {
            get
            {
                told();
                return roles.Value;
            }
        }
    }
}
