namespace EksGrader.Api.Features.Setup;

/// <summary>The section <c>Backup</c> of the configuration: where backups are put, so that the checklist can tell whether there are any.</summary>
internal sealed class BackupOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Backup";

    /// <summary>The folder that backups of the database are put into; empty where they are made elsewhere, which nothing here can see.</summary>
    public string Folder { get; set; } = "";

    /// <summary>How old the newest may be.</summary>
    public TimeSpan MaxAge { get; set; } = TimeSpan.FromHours(26);

    /// <summary>When the newest backup was written; null where there is none, or the folder cannot be read.</summary>
    public DateTimeOffset? Newest()
    {
        try
        {
            var times = Folder.Length > 0 && Directory.Exists(Folder)
                ? new DirectoryInfo(Folder).EnumerateFiles("*", SearchOption.AllDirectories).Where(f => f.Length > 0).Select(f => f.LastWriteTimeUtc).ToList()
                : [];
            return times.Count > 0 ? new DateTimeOffset(times.Max(), TimeSpan.Zero) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null; // what cannot be read is no backup that could be restored from here
        }
    }
}
