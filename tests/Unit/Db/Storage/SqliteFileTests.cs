using System.Diagnostics;
using System.Runtime.Versioning;
using EksGrader.Db.Storage;
using EksGrader.Tests.Support.Db;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Tests.Unit.Db.Storage;

/// <summary>What only SQLite has: one file, one writer, settings by connection.</summary>
public sealed class SqliteFileTests : DatabaseTests
{
    private readonly SqliteSource source;

    public SqliteFileTests()
        : this(new SqliteSource(isMigrated: false))
    {
    }

    private SqliteFileTests(SqliteSource source)
        : base(source) => this.source = source;

    [Theory]
    [InlineData("journal_mode", "wal")]
    [InlineData("foreign_keys", "1")]
    [InlineData("synchronous", "1")]
    [InlineData("secure_delete", "1")]
    [InlineData("busy_timeout", "10000")]
    public async Task Connection_IsSetUp(string pragma, string value)
    {
        var actual = await Service.Read(async db =>
        {
            await db.Database.OpenConnectionAsync(Token);
            await using var command = db.Database.GetDbConnection().CreateCommand();
            command.CommandText = $"PRAGMA {pragma}";
            return Convert.ToString(await command.ExecuteScalarAsync(Token), System.Globalization.CultureInfo.InvariantCulture);
        });

        Assert.Equal(value, actual);
    }

    [Fact]
    public async Task Reader_WhileAWriterHoldsTheDatabase_ReadsAtOnce()
    {
        await Class.AddStudentAsync();
        await using var writer = new SqliteConnection($"Data Source={source.DatabaseFile};Pooling=False");
        await writer.OpenAsync(Token);
        await using var transaction = await writer.BeginTransactionAsync(Token);
        await ExecuteAsync(writer, "UPDATE \"Students\" SET \"Name\" = 'other'", (SqliteTransaction)transaction);

        var clock = Stopwatch.StartNew();
        var name = await Service.Read(db => db.Students.Select(s => s.Name).SingleAsync(Token));

        Assert.Equal("학생", name);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(5), $"{clock.Elapsed}");
    }

    [Fact]
    public async Task FullDisk_IsAClearErrorAndNothingIsLost()
    {
        var student = await Class.AddStudentAsync();
        var grading = await Class.StartedAsync((await Class.SubmittedAsync(student)).Id);
        var look = StoredCourse.StepOf(grading, StoredCourse.Passed) with { Recording = new byte[500_000] };

        // SQLite's own limit stands in for the disk's: both are SQLITE_FULL.
        await using (var scope = Service.Scope())
        {
            var db = scope.Get<EksGraderDb>();
            await db.Database.OpenConnectionAsync(Token);
            await db.Database.ExecuteSqlRawAsync("PRAGMA max_page_count=1", Token);
            var store = scope.Get<EksGrader.Db.Submissions.GradingStore>();
            var full = await Assert.ThrowsAsync<StorageFullException>(() => store.CompleteObservationAsync(look, Token));
            Assert.Contains("disk is full", full.Message, StringComparison.Ordinal);
            Assert.Equal(0, await db.GradedChecks.CountAsync(Token));
            await db.Database.ExecuteSqlRawAsync("PRAGMA max_page_count=4294967294", Token);
        }

        Assert.IsType<EksGrader.Db.Submissions.ObservationStored.Now>(await Class.StoreAsync(look));
        Assert.Equal("ok", await Service.Read(db => db.Database.SqlQueryRaw<string>("SELECT integrity_check AS Value FROM pragma_integrity_check").SingleAsync(Token)));
    }

    [Fact]
    public async Task Migrate_AfterAMigrationWasKilled_IsNotHeldUpByItsLock()
    {
        await Service.Read(db => db.Database.ExecuteSqlRawAsync(
            """
            CREATE TABLE IF NOT EXISTS "__EFMigrationsLock" ("Id" INTEGER NOT NULL PRIMARY KEY, "Timestamp" TEXT NOT NULL);
            INSERT INTO "__EFMigrationsLock" VALUES (1, '2026-12-04');
            """,
            Token));

        await StartAnother().MigrateAsync(Token).WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System, Token);
    }

    [Fact]
    public async Task ManyWriters_InOneProcess_AllGetTheirTurn()
    {
        var student = await Class.AddStudentAsync();

        await Task.WhenAll(Enumerable.Range(0, 60).Select(i => Service.In<EksGraderDb>(db => db.WriteAsync(
            async token => (await db.Users.SingleAsync(token)).Rename($"name {i}"), Token))));

        Assert.StartsWith("name ", await Service.Read(db => db.Users.Where(u => u.Id == student.UserId).Select(u => u.Name).SingleAsync(Token)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task DurableWrite_ReachesTheDisk_AndTheNextOnePaysNothingForIt()
    {
        await using var scope = Service.Scope();
        var db = scope.Get<EksGraderDb>();

        Assert.Equal(2, await db.WriteDurablyAsync(_ => SynchronousAsync(), Token));
        Assert.Equal(1, await db.WriteAsync(_ => SynchronousAsync(), Token));
        Assert.Equal(2, await db.WriteDurablyAsync(t => db.WriteAsync(_ => SynchronousAsync(), t), Token));

        Task<long> SynchronousAsync() => db.Database.SqlQueryRaw<long>("SELECT synchronous AS Value FROM pragma_synchronous").SingleAsync(Token);
    }

    [Fact]
    public async Task Submission_IsWrittenDurably()
    {
        var student = await Class.AddStudentAsync();
        var level = -1L;
        await using var scope = Service.Scope();
        var db = scope.Get<EksGraderDb>();

        // Asked in the very transaction that stores it.
        var handIn = Class.NewSubmission(student) with
        {
            IsLate = _ =>
            {
                using var command = db.Database.GetDbConnection().CreateCommand();
                command.CommandText = "PRAGMA synchronous";
                level = (long)(command.ExecuteScalar() ?? 0L);
                return false;
            },
        };
        await scope.Get<EksGrader.Db.Submissions.SubmissionStore>().StoreAsync(handIn, StoredCourse.Access, Time.GetUtcNow().AddDays(7), Token);

        Assert.Equal(2, level);
    }

    [Fact]
    public async Task Writers_WhileAnotherProcessHoldsTheDatabase_AllGiveUpWithinTheConfiguredWait()
    {
        await Class.AddStudentAsync();
        await using var hurried = new TestService(
            new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["Database:ConnectionString"] = $"Data Source={source.DatabaseFile}",
                ["Database:BusyTimeout"] = "00:00:02",
                ["Vault:KeysFolder"] = source.KeysFolder,
            },
            TimeProvider.System);
        await using (var other = new SqliteConnection($"Data Source={source.DatabaseFile};Pooling=False"))
        {
            await other.OpenAsync(Token);
            await using var held = other.CreateCommand();
            held.CommandText = "BEGIN EXCLUSIVE";
            await held.ExecuteNonQueryAsync(Token);

            var clock = Stopwatch.StartNew();
            var all = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(() => Assert.ThrowsAsync<StorageBusyException>(() => RenameAsync(hurried, $"name {i}")), Token)));

            Assert.All(all, e => Assert.True(StorageErrors.IsUnavailable(e)));
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(8), $"{clock.Elapsed}");
            Assert.Equal(1, await hurried.Read(db => db.Students.CountAsync(Token)));
        }

        await RenameAsync(hurried, "free");
        Assert.Equal("free", await hurried.Read(db => db.Users.Select(u => u.Name).SingleAsync(Token)));
    }

    [Fact]
    public async Task Writer_WhoseLockGoesInTime_IsDone()
    {
        await Class.AddStudentAsync();
        await using var other = new SqliteConnection($"Data Source={source.DatabaseFile};Pooling=False");
        await other.OpenAsync(Token);
        await using var transaction = await other.BeginTransactionAsync(Token);

        var renaming = Task.Run(() => RenameAsync(Service, "late"), Token);
        await Task.WhenAny(renaming, Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, Token));
        Assert.False(renaming.IsCompleted);
        await transaction.CommitAsync(Token);

        await renaming;
    }

    [Theory]
    [InlineData("eksgrader.db")]
    [InlineData("eksgrader.db-wal")]
    [InlineData("eksgrader.db-shm")]
    [InlineData("eksgrader.db.migrating")]
    [UnsupportedOSPlatform("windows")]
    public async Task Files_InAFolderThatExisted_AreTheOwnersAlone(string name)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Rights of Unix.");
        var old = new SqliteSource(isMigrated: false);
        await using var _ = old;
        var folder = Path.GetDirectoryName(old.DatabaseFile) ?? "";
        Directory.CreateDirectory(folder);
        File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101);
        await File.WriteAllBytesAsync(old.DatabaseFile, [], Token);
        File.SetUnixFileMode(old.DatabaseFile, (UnixFileMode)0b110_100_100);
        await using var service = new TestService(await old.NewDatabaseAsync(Token));
        await service.MigrateAsync(Token);
        await using var scope = service.Scope();
        await scope.Get<EksGraderDb>().Database.OpenConnectionAsync(Token);
        await scope.Get<EksGraderDb>().Students.CountAsync(Token);

        Assert.Equal((UnixFileMode)0b110_000_000, File.GetUnixFileMode(Path.Combine(folder, name)));
    }

    private static Task RenameAsync(TestService service, string name) =>
        service.In<EksGraderDb>(db => db.WriteAsync(async token => (await db.Users.SingleAsync(token)).Rename(name), Token));

    private static async Task ExecuteAsync(SqliteConnection connection, string sql, SqliteTransaction transaction)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Transaction = transaction;
        await command.ExecuteNonQueryAsync(Token);
    }
}
