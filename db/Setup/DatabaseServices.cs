using EksGrader.Db.Accounts;
using EksGrader.Db.Receipts;
using EksGrader.Db.Storage;
using EksGrader.Db.Submissions;
using EksGrader.Db.Tokens;
using EksGrader.Db.Vault;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace EksGrader.Db.Setup;

/// <summary>Brings the database into a program.</summary>
public static class DatabaseServices
{
    /// <summary>
    /// Adds <see cref="EksGraderDb"/> (one a scope), the stores, <see cref="IVault"/> and <see cref="DatabaseStart"/>, as the sections
    /// <c>Database</c> and <c>Vault</c> say. The provider is read here and now; the rest when it is first used.
    /// </summary>
    public static IServiceCollection AddDatabase(this IServiceCollection services, IConfiguration configuration)
    {
        var section = configuration.GetSection(DatabaseOptions.Section);
        services.AddOptions<DatabaseOptions>().Bind(section).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);

        var provider = section.GetValue(nameof(DatabaseOptions.Provider), DatabaseProvider.Sqlite);
        services.AddSingleton(s => new WriteGate(
            oneByOne: provider == DatabaseProvider.Sqlite, s.GetRequiredService<IOptions<DatabaseOptions>>().Value.BusyTimeout, s.GetRequiredService<TimeProvider>()));
        services.AddSingleton(s => new IdempotencyLocks(
            provider == DatabaseProvider.Sqlite ? null : new AdvisoryLocks(s.GetRequiredService<IOptions<DatabaseOptions>>().Value.ConnectionString)));
        if (provider == DatabaseProvider.Sqlite)
            services.AddDbContext<EksGraderDb, SqliteDb>((s, options) => UseSqlite(options, s.GetRequiredService<IOptions<DatabaseOptions>>().Value));
        else
            services.AddDbContext<EksGraderDb, PostgreSqlDb>((s, options) => UsePostgreSql(options, s.GetRequiredService<IOptions<DatabaseOptions>>().Value));

        services.AddSingleton<SingleProcess>();
        services.AddSingleton<DatabaseStart>();
        if (provider == DatabaseProvider.Sqlite)
            services.AddSingleton(s => FolderOf(s.GetRequiredService<IOptions<DatabaseOptions>>().Value));
        services.AddScoped<SubmissionStore>();
        services.AddScoped<GradingStore>();
        services.AddSingleton<TokenUses>();
        services.AddScoped<TokenStore>();
        services.AddScoped<IdempotencyStore>();
        services.AddScoped<SignInCounter>();
        services.AddOptions<ReceiptOptions>().Bind(configuration.GetSection(ReceiptOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddScoped<ReceiptKeyring>();
        return services.AddVault(configuration);
    }

    internal static DataFolder FolderOf(DatabaseOptions database) =>
        new(Path.GetDirectoryName(Path.GetFullPath(new SqliteConnectionStringBuilder(database.ConnectionString).DataSource)) ?? ".", "Database:ConnectionString");

    internal static void UseSqlite(DbContextOptionsBuilder options, DatabaseOptions database) => options
        .UseSqlite(SqliteSettings.Complete(database.ConnectionString))
        .AddInterceptors(new SqliteSettings(database.BusyTimeout));

    internal static void UsePostgreSql(DbContextOptionsBuilder options, DatabaseOptions database) =>
        options.UseNpgsql(database.ConnectionString, postgres => postgres.EnableRetryOnFailure());
}

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
