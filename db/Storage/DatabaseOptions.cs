using System.ComponentModel.DataAnnotations;

namespace EksGrader.Db.Storage;

/// <summary>The databases that the service runs on.</summary>
public enum DatabaseProvider
{
    /// <summary>One file, one process.</summary>
    Sqlite,

    /// <summary>A server, any number of processes.</summary>
    PostgreSql,
}

/// <summary>The section <c>Database</c> of the configuration.</summary>
public sealed class DatabaseOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Database";

    /// <summary>Which database.</summary>
    public DatabaseProvider Provider { get; set; } = DatabaseProvider.Sqlite;

    /// <summary>Where it is. PostgreSQL has no default.</summary>
    [Required(AllowEmptyStrings = false, ErrorMessage = "Database:ConnectionString is empty. Leave it out for SQLite in data/eksgrader.db.")]
    public string ConnectionString { get; set; } = "Data Source=data/eksgrader.db";

    /// <summary>How long a writer waits for another process's write before it gives up.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan BusyTimeout { get; set; } = TimeSpan.FromSeconds(10);
}
