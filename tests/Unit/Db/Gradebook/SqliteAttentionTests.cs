using EksGrader.Db.Gradebook;
using EksGrader.Tests.Support.Db;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Tests.Unit.Db.Gradebook;

/// <summary>How SQLite finds what needs attention.</summary>
public sealed class SqliteAttentionTests() : AttentionQueryTests(new SqliteSource())
{
    [Fact]
    public async Task NeedsAttention_BeginsAtTheFewRowsThatAreOutOfOrder()
    {
        var plan = await Service.Read(async db =>
        {
            await db.Database.OpenConnectionAsync(Token);
            await using var command = db.Database.GetDbConnection().CreateCommand();
            command.CommandText = "EXPLAIN QUERY PLAN " + db.NeedsAttention().ToQueryString();
            await using var reader = await command.ExecuteReaderAsync(Token);
            var steps = new List<string>();
            while (await reader.ReadAsync(Token))
                steps.Add(reader.GetString(3));
            return steps;
        });

        // Partial indexes hold those rows alone. Signs have none: every one of them is out of order until someone has seen it.
        var shown = string.Join('\n', plan);
        Assert.Contains("IX_GradedChecks_Unknown", shown, StringComparison.Ordinal);
        Assert.Contains(plan, step => step.Contains("IX_Appeals_O", StringComparison.Ordinal));
        Assert.Contains("IX_Leases_Troubled", shown, StringComparison.Ordinal);
        Assert.Single(plan, step => step.StartsWith("SCAN", StringComparison.Ordinal) && !step.Contains("INDEX", StringComparison.Ordinal));
    }
}
