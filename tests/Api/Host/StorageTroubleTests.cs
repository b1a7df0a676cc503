using System.Diagnostics;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using EksGrader.Jobs.Scheduling;
using EksGrader.Tests.Support;
using EksGrader.Tests.Support.Api;
using EksGrader.Tests.Support.Db;
using EksGrader.Tests.Support.Kubernetes;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace EksGrader.Tests.Api.Host;

/// <summary>What callers are told while the service's storage is in trouble.</summary>
public sealed class StorageTroubleTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task DatabaseLockedByAnotherProcess_Is503WithRetryAfter_WithinTheConfiguredWait()
    {
        Assert.SkipWhen(GivenPostgres.IsGiven, "SQLite knows one writer.");
        await using var service = await Service.StartAsync(["--Database:BusyTimeout=00:00:02"]);
        var room = await Classroom.CreateAsync(service);
        var body = Kubeconfigs.SubmissionFor(room.NewHost());
        await using (var other = new SqliteConnection($"Data Source={Path.Combine(service.Folder, "eksgrader.db")};Pooling=False"))
        {
            await other.OpenAsync(Token);
            await using var held = other.CreateCommand();
            held.CommandText = "BEGIN EXCLUSIVE";
            await held.ExecuteNonQueryAsync(Token);

            var clock = Stopwatch.StartNew();
            var replies = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => room.Student.PostAsync($"{room.Lab}/submissions", body, ("Idempotency-Key", $"locked-{i}"))));
            Assert.All(replies, r => Assert.Equal(TimeSpan.FromSeconds(5), r.IsProblem(503, "unavailable").Headers.RetryAfter?.Delta));
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(10), $"{clock.Elapsed}");

            // Who only reads waits for no one.
            (await room.Student.GetAsync(room.Lab)).Is(200);
        }

        await room.Student.GradedAsync((await room.Student.PostAsync($"{room.Lab}/submissions", body, ("Idempotency-Key", "locked-0"))).Is(202).Id);
    }

    [Fact]
    public async Task QueueThatFailsAfterTheCommit_IsNoFailureOfWhoSubmits()
    {
        await using var service = await Service.StartAsync(configure: services => services.AddSingleton<IJobQueue, BrokenQueue>());
        var room = await Classroom.CreateAsync(service);

        var taken = (await room.Student.PostAsync($"{room.Lab}/submissions", Kubeconfigs.SubmissionFor(room.NewHost()))).Is(202);

        // The row says what is due, and the sweep reads it.
        Assert.Equal("queued", taken.Json.GetProperty("status").GetString());
        await using var scope = service.Services.CreateAsyncScope();
        var row = await scope.ServiceProvider.GetRequiredService<EksGraderDb>().Submissions.SingleAsync(s => s.Id == new Db.Model.SubmissionId(Guid.Parse(taken.Id)), Token);
        Assert.Equal((SubmissionStatus.Queued, true), (row.Status, row.NextStepAt <= TimeProvider.System.GetUtcNow()));
    }

    [Fact]
    public async Task FolderThatCannotBeWritten_IsNotReady_UntilItCan()
    {
        var keys = Directory.CreateTempSubdirectory("eksgrader-keys-").FullName;
        await using var service = await Service.StartAsync([$"--Vault:KeysFolder={keys}"]);
        var anyone = service.Client(null);
        (await anyone.GetAsync("/health/ready")).Is(200);

        Directory.Move(keys, keys + ".away");
        var notReady = await Eventually.IsAsync(() => anyone.GetAsync("/health/ready"), r => r.Status != 200);
        notReady.IsProblem(503, "unavailable");
        (await anyone.GetAsync("/health/live")).Is(200);

        Directory.Move(keys + ".away", keys);
        await Eventually.IsAsync(() => anyone.GetAsync("/health/ready"), r => r.Status == 200);
    }

    private sealed class BrokenQueue : IJobQueue
    {
        public Task<bool> EnqueueAsync<TInput>(string name, TInput input, DateTimeOffset? at, CancellationToken cancellationToken)
            where TInput : class =>
            throw new InvalidOperationException("The scheduler's store is gone.");
    }
}
