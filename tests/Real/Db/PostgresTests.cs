using EksGrader.Db.Tokens;
using EksGrader.Db.Vault;
using EksGrader.Tests.Real.Fixtures;
using EksGrader.Tests.Support.Db;
using EksGrader.Tests.Support.Testbed;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Tests.Real.Db;

public sealed class PostgresGradingStoreTests(PostgresFixture server) : GradingStoreTests(new PostgresSource(server));

public sealed class PostgresSubmissionStoreTests(PostgresFixture server) : SubmissionStoreTests(new PostgresSource(server));

public sealed class PostgresQueryTests(PostgresFixture server) : QueryTests(new PostgresSource(server));

public sealed class PostgresGradebookWindowTests(PostgresFixture server) : GradebookSliceTests(new PostgresSource(server));

public sealed class PostgresCountingTests(PostgresFixture server) : CountingTests(new PostgresSource(server));

public sealed class PostgresSignInCounterTests(PostgresFixture server) : SignInCounterTests(new PostgresSource(server));

public sealed class PostgresAttentionTests(PostgresFixture server) : AttentionQueryTests(new PostgresSource(server));

public sealed class PostgresTokenTests(PostgresFixture server) : TokenTests(new PostgresSource(server));

public sealed class PostgresIdempotencyTests(PostgresFixture server) : IdempotencyStoreTests(new PostgresSource(server))
{
    [Fact]
    public async Task Lock_OfAnotherProcess_HoldsUntilThatProcessEnds()
    {
        var other = StartAnother();
        await using var held = await other.Get<IdempotencyLocks>().TryTakeAsync("me", "key", Token);
        Assert.NotNull(held);
        Assert.Null(await Locks.TryTakeAsync("me", "key", Token));

        // The server ends a session whose process is gone; a killed one says no more than this.
        await EndSessionsWithLocksAsync();

        await Until.TrueAsync("the dead process's lock is free", async token =>
        {
            await using var mine = await Locks.TryTakeAsync("me", "key", token);
            return mine is not null;
        }, Token);
    }

    [Fact]
    public async Task Lock_OnAConnectionThatBroke_IsTakenOnANewOne()
    {
        await using (var held = await Locks.TryTakeAsync("me", "key", Token))
            Assert.NotNull(held);
        await EndSessionsWithLocksAsync(all: true);

        await using var mine = await Locks.TryTakeAsync("me", "another key", Token);

        Assert.NotNull(mine);
    }

    [Fact]
    public async Task Lock_WhoseConnectionBreaksMeanwhile_IsGivenBackQuietly()
    {
        await using (var held = await Locks.TryTakeAsync("me", "key", Token))
        {
            Assert.NotNull(held);
            await EndSessionsWithLocksAsync();
        }

        await using var again = await Locks.TryTakeAsync("me", "key", Token);
        Assert.NotNull(again);
    }

    private Task EndSessionsWithLocksAsync(bool all = false) => Service.Read(db => db.Database.ExecuteSqlRawAsync(
        all
            ? "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            : "SELECT pg_terminate_backend(l.pid) FROM pg_locks l JOIN pg_database d ON d.oid = l.database WHERE l.locktype = 'advisory' AND d.datname = current_database()",
        Token));
}

public sealed class PostgresSchemaTests(PostgresFixture server) : SchemaTests(new PostgresSource(server))
{
    protected override async ValueTask<FreshDatabase> FreshAsync()
    {
        var source = new PostgresSource(server, isMigrated: false);
        return new FreshDatabase(await source.NewDatabaseAsync(Token), source);
    }
}

/// <summary>The vault with its keys in the database, as several processes without a folder in common have it.</summary>
public sealed class PostgresVaultTests(PostgresFixture server) : VaultTests(new PostgresSource(server))
{
    [Fact]
    public async Task Open_WithoutTheKey_NamesTheTableAndWhatToDo()
    {
        var submission = await Class.SubmittedAsync(await Class.AddStudentAsync());
        await Service.Read(db => db.Database.ExecuteSqlRawAsync("""DELETE FROM "VaultKeys" """, Token));

        var missing = await Assert.ThrowsAsync<VaultException>(() => OpenAsync(submission.Id, submission.StudentId, StartAnother()));

        Assert.Contains("VaultKeys", missing.Message, StringComparison.Ordinal);
    }
}
