using EksGrader.Api;
using EksGrader.Checks.Clusters;
using EksGrader.Db.Model;
using EksGrader.Db.Setup;
using EksGrader.Db.Storage;
using EksGrader.Jobs.Enforcement;
using EksGrader.Tests.Real.Fixtures;
using EksGrader.Tests.Support.Testbed;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace EksGrader.Tests.Real.Enforcement;

/// <summary>The brake where two processes begin orders in the same moment: a job that another process thought dead goes on beside its successor.</summary>
public sealed class BrakeRaceTests(PostgresFixture server) : IAsyncLifetime
{
    private const string Document = "assignment: lab\ndeletion: { enforce: true, grace: 30m }\nchecks: [{ check: cluster-deletion, points: 20 }]\n";

    private WebApplication? app;
    private string connectionString = "";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private WebApplication App => app ?? throw new InvalidOperationException("Nothing was built.");

    public async ValueTask InitializeAsync()
    {
        var settings = await server.NewDatabaseAsync(Token);
        connectionString = settings["Database:ConnectionString"] ?? "";
        app = ServiceHost.Build(
            [.. settings.Select(s => $"--{s.Key}={s.Value}"), "--Logging:LogLevel:Default=Critical", "--EKSGRADER_ADMIN_TOKEN=an-admin-token-of-the-tests-0123456789", "--Enforcement:MaxDeletions=1"]);
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
    public async Task TwoWhoBeginAtOnce_FindRoomForOne()
    {
        // In two courses: within one the order that is held holds those behind it.
        var first = await OrderAsync("one");
        var second = await OrderAsync("two");
        Task[] beginning;
        await using (var holder = new NpgsqlConnection(connectionString))
        {
            await holder.OpenAsync(Token);
            await using (var hold = new NpgsqlCommand("""BEGIN; LOCK TABLE "AuditEntries" IN EXCLUSIVE MODE""", holder))
                await hold.ExecuteNonQueryAsync(Token);
            beginning = [BeginAsync(), BeginAsync()];
            await Until.TrueAsync("both are in the middle of their transactions", async _ => await WaitingAsync() == 2, Token);
        }

        await Task.WhenAll(beginning);

        await using var scope = App.Services.CreateAsyncScope();
        var orders = await scope.ServiceProvider.GetRequiredService<EksGraderDb>().DeletionOrders.AsNoTracking().Where(o => o.Id == first || o.Id == second).ToListAsync(Token);
        Assert.Equal([DeletionOrderState.Waiting, DeletionOrderState.Running], orders.Select(o => o.State).Order());
        Assert.Single(orders, o => o.Hold == DeletionHold.Brake);
    }

    private async Task BeginAsync()
    {
        await using var scope = App.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<OrderStarter>().BeginAsync(Token);
    }

    private async Task<DeletionOrderId> OrderAsync(string slug)
    {
        await using var scope = App.Services.CreateAsyncScope();
        var (db, time, now) = (scope.ServiceProvider.GetRequiredService<EksGraderDb>(), TimeProvider.System, TimeProvider.System.GetUtcNow());
        var course = new Course(Id.New<CourseId>(time), slug, slug, Course.DefaultTimeZone, now);
        var assignment = new CourseAssignment(Id.New<AssignmentId>(time), course.Id, "lab", now);
        var user = new User(Id.New<UserId>(time), $"{slug}@school.example", slug, now);
        var student = new Student(Id.New<StudentId>(time), course.Id, user.Id, slug, slug, user.Email, null) { ExternalId = Student.NewExternalId(), AddedAt = now };
        var lease = new Lease(Id.New<LeaseId>(time), course.Id, assignment.Id, student.Id, now.AddHours(-9), now.AddHours(-2));
        lease.Identify(new ClusterIdentity($"arn:aws:eks:ap-northeast-2:111122223333:cluster/{slug}", now.AddHours(-10), $"{slug}.example", $"uid-{slug}"));
        lease.Name(slug, "ap-northeast-2");
        var order = new DeletionOrder(Id.New<DeletionOrderId>(time), lease.Id, course.Id, dryRun: false, EnforceDeletion.Service, "overdue", now);
        db.AddRange(course, assignment, assignment.Revise(Document, "admin", now), user, student, lease, order);
        await db.SaveChangesAsync(Token);
        return order.Id;
    }

    private async Task<long> WaitingAsync()
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(Token);
        await using var command = new NpgsqlCommand("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'", connection);
        return await command.ExecuteScalarAsync(Token) is long count ? count : 0;
    }
}
