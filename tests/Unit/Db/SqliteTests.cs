using EksGrader.Tests.Support.Db;

namespace EksGrader.Tests.Unit.Db;

public sealed class SqliteGradingStoreTests() : GradingStoreTests(new SqliteSource());

public sealed class SqliteSubmissionStoreTests() : SubmissionStoreTests(new SqliteSource());

public sealed class SqliteQueryTests() : QueryTests(new SqliteSource());

public sealed class SqliteGradebookWindowTests() : GradebookSliceTests(new SqliteSource());

public sealed class SqliteCountingTests() : CountingTests(new SqliteSource());

public sealed class SqliteSignInCounterTests() : SignInCounterTests(new SqliteSource());

public sealed class SqliteTokenTests() : TokenTests(new SqliteSource());

public sealed class SqliteIdempotencyTests() : IdempotencyStoreTests(new SqliteSource());

public sealed class SqliteSchemaTests() : SchemaTests(new SqliteSource())
{
    protected override async ValueTask<FreshDatabase> FreshAsync()
    {
        var source = new SqliteSource(isMigrated: false);
        return new FreshDatabase(await source.NewDatabaseAsync(Token), source);
    }
}
