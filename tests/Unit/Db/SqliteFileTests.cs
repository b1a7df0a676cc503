using System.Diagnostics;
using EksGrader.Db;
using EksGrader.Db.Storage;
using EksGrader.Tests.Unit.Db.Shared;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Tests.Unit.Db;

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
        var grading = await Class.StartedAsync((await Class.HandedInAsync(student)).Id);
        var look = Classroom.Look(grading, Classroom.Passed) with { Recording = new byte[500_000] };

        // SQLite's own limit stands in for the disk's: both are SQLITE_FULL.
        await using (var scope = Service.Scope())
        {
            var db = scope.Get<EksGraderDb>();
            await db.Database.OpenConnectionAsync(Token);
            await db.Database.ExecuteSqlRawAsync("PRAGMA max_page_count=1", Token);
            var store = scope.Get<EksGrader.Db.Gradings.GradingStore>();
            var full = await Assert.ThrowsAsync<StorageFullException>(() => store.CompleteLookAsync(look, Token));
            Assert.Contains("disk is full", full.Message, StringComparison.Ordinal);
            Assert.Equal(0, await db.GradedChecks.CountAsync(Token));
            await db.Database.ExecuteSqlRawAsync("PRAGMA max_page_count=4294967294", Token);
        }

        Assert.IsType<EksGrader.Db.Gradings.LookStored.Now>(await Class.StoreAsync(look));
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

    private static async Task ExecuteAsync(SqliteConnection connection, string sql, SqliteTransaction transaction)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Transaction = transaction;
        await command.ExecuteNonQueryAsync(Token);
    }
}
