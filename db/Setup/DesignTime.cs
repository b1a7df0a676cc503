using EksGrader.Db.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace EksGrader.Db.Setup;

/// <summary>What <c>db/remake-migrations</c> makes the model from. Connects to nothing.</summary>
public sealed class SqliteDesignTime : IDesignTimeDbContextFactory<SqliteDb>
{
    /// <inheritdoc/>
    public SqliteDb CreateDbContext(string[] args)
    {
        var options = new DbContextOptionsBuilder<SqliteDb>();
        DatabaseServices.UseSqlite(options, new DatabaseOptions());
        return new SqliteDb(options.Options, new WriteGate(oneByOne: true, TimeSpan.Zero, TimeProvider.System));
    }
}

/// <inheritdoc cref="SqliteDesignTime"/>
public sealed class PostgreSqlDesignTime : IDesignTimeDbContextFactory<PostgreSqlDb>
{
    /// <inheritdoc/>
    public PostgreSqlDb CreateDbContext(string[] args)
    {
        var options = new DbContextOptionsBuilder<PostgreSqlDb>();
        DatabaseServices.UsePostgreSql(options, new DatabaseOptions { ConnectionString = "Host=localhost;Database=eksgrader" });
        return new PostgreSqlDb(options.Options, new WriteGate(oneByOne: false, TimeSpan.Zero, TimeProvider.System));
    }
}
