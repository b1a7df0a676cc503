using System.Text;
using System.Text.Json;
using EksGrader.Api;
using EksGrader.Api.Features.Accounts;
using EksGrader.Api.Features.Assignments;
using EksGrader.Api.Features.Courses;
using EksGrader.Api.Features.Regrading;
using EksGrader.Api.Features.Roster;
using EksGrader.Api.Features.Roster.Reading;
using EksGrader.Api.Features.Submissions;
using EksGrader.Api.Host;
using EksGrader.Checks.Assignments;
using EksGrader.Db.Model;
using EksGrader.Db.Setup;
using EksGrader.Db.Storage;
using EksGrader.Jobs.Scheduling;
using EksGrader.Tests.Real.Fixtures;
using EksGrader.Tests.Support.Kubernetes;
using EksGrader.Tests.Support.Testbed;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace EksGrader.Tests.Real.Db;

/// <summary>
/// What happens in the same milliseconds where several write at once, which SQLite does not know. A lock on a table holds one of two in the
/// middle of its transaction; the server itself tells who waits.
/// </summary>
public sealed class PostgresRaceTests(PostgresFixture server) : IAsyncLifetime
{
    private const string Course = "clouds";
    private const string Lab = "lab";

    private static readonly CurrentUser Admin = new(User: null, CurrentUser.EnvironmentAdmin, IsAdmin: true, []);

    private WebApplication? app;
    private string connectionString = "";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private WebApplication App => app ?? throw new InvalidOperationException("Nothing was built.");

    public async ValueTask InitializeAsync()
    {
        var settings = await server.NewDatabaseAsync(Token);
        connectionString = settings["Database:ConnectionString"] ?? "";
        app = ServiceHost.Build(
            [.. settings.Select(s => $"--{s.Key}={s.Value}"), "--Logging:LogLevel:Default=Critical", "--EKSGRADER_ADMIN_TOKEN=an-admin-token-of-the-tests-0123456789"],
            builder => builder.Services.AddSingleton<IJobQueue>(new NoQueue()));
        await App.Services.GetRequiredService<DatabaseStart>().MigrateAsync(Token);
    }

    public async ValueTask DisposeAsync()
    {
        if (app is not null)
            await app.DisposeAsync();
        await using var connection = new NpgsqlConnection(connectionString);
        NpgsqlConnection.ClearPool(connection);
    }

    [Fact]
    public async Task ExtensionGiven_WhileASubmissionIsStored_IsGivenToItToo()
    {
        await SeedAsync();
        Task<bool> handing, giving;
        await using (await HoldAsync("""LOCK TABLE "SealedAccesses" IN EXCLUSIVE MODE"""))
        {
            handing = HandInAsync();
            await Until.TrueAsync("the hand-in is in the middle of its transaction", async _ => await WaitingAsync() == 1, Token);
            giving = GiveAsync();
            await Until.TrueAsync("the extension waits for it", async _ => giving.IsCompleted || await WaitingAsync() == 2, Token);
        }

        Assert.Equal((true, true), (await handing, await giving));
        Assert.Equal([false], await InAsync((EksGraderDb db) => db.Submissions.Select(s => s.Late).ToListAsync(Token)));
    }

    [Fact]
    public async Task Submission_WhileAnExtensionIsStored_HasIt()
    {
        await SeedAsync();
        Task<bool> handing, giving;
        await using (await HoldAsync("""LOCK TABLE "Leases" IN ACCESS EXCLUSIVE MODE"""))
        {
            giving = GiveAsync();
            await Until.TrueAsync("the extension is in the middle of its transaction", async _ => await WaitingAsync() == 1, Token);
            handing = HandInAsync();
            await Until.TrueAsync("the hand-in waits for it", async _ => handing.IsCompleted || await WaitingAsync() == 2, Token);
        }

        Assert.Equal((true, true), (await handing, await giving));
        Assert.Equal([false], await InAsync((EksGraderDb db) => db.Submissions.Select(s => s.Late).ToListAsync(Token)));
    }

    [Fact]
    public async Task RegradeApplied_WhileASubmissionIsStored_WaitsForIt_AndIsNotApplied()
    {
        await SeedAsync();
        var plan = await PlanAsync();
        Task<bool> handing, applying;
        await using (await HoldAsync("""LOCK TABLE "SealedAccesses" IN EXCLUSIVE MODE"""))
        {
            handing = HandInAsync();
            await Until.TrueAsync("the hand-in is in the middle of its transaction", async _ => await WaitingAsync() == 1, Token);
            applying = ApplyAsync(plan);
            await Until.TrueAsync("the plan waits for it", async _ => applying.IsCompleted || await WaitingAsync() == 2, Token);
        }

        // What was submitted stands in no difference that anyone was shown.
        Assert.Equal((true, false), (await handing, await applying));
        Assert.Equal(RegradePlanState.Ready, await InAsync((EksGraderDb db) => db.RegradePlans.Select(p => p.State).SingleAsync(Token)));
        Assert.Equal(1, await InAsync((EksGraderDb db) => db.Assignments.Select(a => a.CurrentVersion).SingleAsync(Token)));
    }

    [Fact]
    public async Task Submission_WhileARegradeIsApplied_IsGradedByItsVersion()
    {
        await SeedAsync();
        var plan = await PlanAsync();
        Task<bool> handing, applying;
        await using (await HoldAsync("""LOCK TABLE "AssignmentVersions" IN EXCLUSIVE MODE"""))
        {
            applying = ApplyAsync(plan);
            await Until.TrueAsync("the plan is in the middle of its transaction", async _ => await WaitingAsync() == 1, Token);
            handing = HandInAsync();
            await Until.TrueAsync("the hand-in waits for it", async _ => handing.IsCompleted || await WaitingAsync() == 2, Token);
        }

        Assert.Equal((true, true), (await handing, await applying));
        Assert.Equal([2], await InAsync((EksGraderDb db) => db.Submissions.Select(s => s.AssignmentVersion).ToListAsync(Token)));
    }

    [Fact]
    public async Task TwoAdmins_WhoDismissEachOtherAtOnce_LeaveOne()
    {
        foreach (var email in (string[])["one@school.example", "two@school.example"])
            Assert.True((await InAsync((Admins admins) => admins.NameAsync(Admin, email, name: null, Token))).IsSuccess);
        var accounts = await InAsync((EksGraderDb db) => db.Users.Where(u => u.IsAdmin).ToListAsync(Token));

        Task<bool>[] dismissals;
        await using (await HoldAsync("""LOCK TABLE "Users" IN EXCLUSIVE MODE"""))
        {
            dismissals = [.. accounts.Select(a => DismissAsync(CurrentUser.Of(accounts.Single(other => other != a)), a.Email))];
            await Until.TrueAsync("both are on their way", async _ => await WaitingAsync() == 2, Token);
        }

        Assert.Equal(1, (await Task.WhenAll(dismissals)).Count(done => done));
        Assert.Equal(1, await InAsync((EksGraderDb db) => db.Users.CountAsync(u => u.IsAdmin, Token)));
    }

    [Fact]
    public async Task Lock_OutsideATransaction_IsRefused() =>
        await Assert.ThrowsAsync<InvalidOperationException>(() => InAsync(async (EksGraderDb db) =>
        {
            await db.LockForShareAsync(Id.New<AssignmentId>(TimeProvider.System), Token);
            return true;
        }));

    [Fact]
    public async Task Submission_StoredByAnotherProcessMeanwhileUnderItsKey_IsNotStoredAgain()
    {
        await SeedAsync();
        Assert.True(await HandInAsync(new KeyedWrite("me", "stored", "hash")));
        Task<bool> handing;
        await using (await HoldAsync("""LOCK TABLE "SealedAccesses" IN ACCESS EXCLUSIVE MODE"""))
        {
            handing = HandInAsync(new KeyedWrite("me", "sent", "hash"));
            await Until.TrueAsync("the hand-in has found that its key is new", async _ => await WaitingAsync() == 1, Token);

            // As if the other process had just committed the same submission.
            await using var committed = await HoldAsync("""UPDATE "IdempotencyRecords" SET "Key" = 'sent'; COMMIT""");
        }

        Assert.True(await handing);
        Assert.Equal(1, await InAsync((EksGraderDb db) => db.Submissions.CountAsync(Token)));
    }

    private async Task SeedAsync()
    {
        Assert.True((await InAsync((CourseService book) => book.CreateAsync(Admin, new NewCourse(Course, "Clouds", null), Token))).IsSuccess);
        Assert.True((await InAsync((Rosters rosters) => rosters.ApplyAsync(Admin, Course, new RosterUpload(new Roster([new RosterLine("s-1", "김민준", "s1@school.example", Section: null)]), RosterMode.Replace), Token))).IsSuccess);
        const string Document = $"assignment: {Lab}\ndue: 2020-12-04T18:00\nclosesAt: 2099-12-04T18:00\nchecks: [{{ check: nodes, points: 20 }}]\n";
        Assert.True((await InAsync((AssignmentService book) => book.PutAsync(Admin, Course, Lab, new NewVersion(Encoding.UTF8.GetBytes(Document), AssignmentFormat.Yaml, IfVersion: null), Token))).IsSuccess);
    }

    private async Task<bool> HandInAsync(KeyedWrite? sent = null)
    {
        var student = CurrentUser.Of(await InAsync((EksGraderDb db) => db.Users.FirstAsync(u => u.Email == "s1@school.example", Token)));
        var request = JsonSerializer.Deserialize<SubmissionRequest>(Kubeconfigs.SubmissionFor("abc.example"), JsonSerializerOptions.Web)
            ?? throw new InvalidOperationException("A hand-in of tests is one.");
        return (await InAsync((SubmissionService handIns) => handIns.TakeAsync(student, Course, Lab, student: null, request, sent, Token))).IsSuccess;
    }

    private async Task<bool> GiveAsync() => (await InAsync((ExtensionService book) => book.GiveAsync(
        Admin, Course, Lab, new ExtensionRequest(TimeProvider.System.GetUtcNow().AddDays(1), Students: null, "A power cut."), Token))).IsSuccess;

    // A plan that takes points away, whose differences (there are none: no one has submitted) were shown.
    private async Task<RegradePlanId> PlanAsync() => await InAsync(async (EksGraderDb db) =>
    {
        var (now, assignment) = (TimeProvider.System.GetUtcNow(), await db.Assignments.SingleAsync(Token));
        var version = await db.AssignmentVersions.SingleAsync(Token);
        var plan = new RegradePlan(Id.New<RegradePlanId>(TimeProvider.System), assignment.CourseId, assignment.Id, RegradeSource.Recording, "A lost question.", Admin.Name, now);
        plan.Compute(version.Number, version.Document.Replace("points: 20", "points: 10", StringComparison.Ordinal), makesVersion: true, now);
        plan.List(0, now);
        plan.Finish(now);
        db.RegradePlans.Add(plan);
        await db.SaveChangesAsync(Token);
        return plan.Id;
    });

    private async Task<bool> ApplyAsync(RegradePlanId plan) => (await InAsync((RegradePlans plans) => plans.ApplyAsync(Admin, plan, Token))).IsSuccess;

    private async Task<bool> DismissAsync(CurrentUser caller, string email) => (await InAsync((Admins admins) => admins.DismissAsync(caller, email, Token))).IsSuccess;

    private async Task<T> InAsync<TService, T>(Func<TService, Task<T>> work)
        where TService : notnull
    {
        await using var scope = App.Services.CreateAsyncScope();
        return await work(scope.ServiceProvider.GetRequiredService<TService>());
    }

    // Holds until it is disposed.
    private async Task<NpgsqlConnection> HoldAsync(string sql)
    {
        var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(Token);
        await using var command = new NpgsqlCommand("BEGIN; " + sql, connection);
        await command.ExecuteNonQueryAsync(Token);
        return connection;
    }

    private async Task<long> WaitingAsync()
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(Token);
        await using var command = new NpgsqlCommand("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'", connection);
        return await command.ExecuteScalarAsync(Token) is long count ? count : 0;
    }

    // Nothing is graded here.
    private sealed class NoQueue : IJobQueue
    {
        public Task<bool> EnqueueAsync<TInput>(string name, TInput input, DateTimeOffset? at, CancellationToken cancellationToken)
            where TInput : class => Task.FromResult(true);
    }
}
