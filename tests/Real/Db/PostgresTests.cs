using EksGrader.Db.Vault;
using EksGrader.Tests.Real.Fixtures;
using EksGrader.Tests.Unit.Db.Shared;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Tests.Real.Db;

public sealed class PostgresGradingStoreTests(PostgresFixture server) : GradingStoreTests(new PostgresSource(server));

public sealed class PostgresSubmissionStoreTests(PostgresFixture server) : SubmissionStoreTests(new PostgresSource(server));

public sealed class PostgresQueryTests(PostgresFixture server) : QueryTests(new PostgresSource(server));

public sealed class PostgresGradebookWindowTests(PostgresFixture server) : GradebookWindowTests(new PostgresSource(server));

public sealed class PostgresCountingTests(PostgresFixture server) : CountingTests(new PostgresSource(server));

public sealed class PostgresSignInCounterTests(PostgresFixture server) : SignInCounterTests(new PostgresSource(server));

public sealed class PostgresAttentionTests(PostgresFixture server) : AttentionQueryTests(new PostgresSource(server));

public sealed class PostgresTokenTests(PostgresFixture server) : TokenTests(new PostgresSource(server));

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
        var submission = await Class.HandedInAsync(await Class.AddStudentAsync());
        await Service.Read(db => db.Database.ExecuteSqlRawAsync("""DELETE FROM "VaultKeys" """, Token));

        var missing = await Assert.ThrowsAsync<VaultException>(() => OpenAsync(submission.Id, submission.StudentId, StartAnother()));

        Assert.Contains("VaultKeys", missing.Message, StringComparison.Ordinal);
    }
}
