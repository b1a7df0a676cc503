using System.Xml.Linq;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace EksGrader.Db.Vault;

/// <summary>The section <c>Vault</c> of the configuration.</summary>
public sealed class VaultOptions
{
    /// <summary>The folder of the keys; only its owner can read it. Back it up apart from the database: one is worth nothing without the other.</summary>
    public string KeysFolder { get; set; } = "data/keys";

    /// <summary>
    /// Whether the keys are kept in the database instead, for several processes without a folder in common. A reader of the whole
    /// database then has ciphertext and key.
    /// </summary>
    public bool KeysInDatabase { get; set; }

    internal string Place => KeysInDatabase ? "the database's table VaultKeys" : Path.GetFullPath(KeysFolder);
}

internal static class VaultServices
{
    public static IServiceCollection AddVault(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<VaultOptions>().Bind(configuration.GetSection("Vault"))
            .Validate<IOptions<DatabaseOptions>>(
                (vault, database) => !vault.KeysInDatabase || database.Value.Provider == DatabaseProvider.PostgreSql,
                "Vault:KeysInDatabase is for PostgreSQL: on SQLite there is one process, and it has a folder.")
            .ValidateOnStart();
        if (!configuration.GetValue<bool>($"Vault:{nameof(VaultOptions.KeysInDatabase)}"))
            services.AddSingleton(s => new DataFolder(s.GetRequiredService<IOptions<VaultOptions>>().Value.KeysFolder, "Vault:KeysFolder"));
        services.AddDataProtection().SetApplicationName("EksGrader");
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(s => new ConfigureOptions<KeyManagementOptions>(
            keys => keys.XmlRepository = RepositoryOf(s, s.GetRequiredService<IOptions<VaultOptions>>().Value)));
        return services.AddScoped<IVault, Vault>();
    }

    private static IXmlRepository RepositoryOf(IServiceProvider services, VaultOptions options) => options.KeysInDatabase
        ? new DatabaseKeys(services.GetRequiredService<IServiceScopeFactory>(), services.GetRequiredService<TimeProvider>())
        : new FolderKeys(options.KeysFolder);
}

/// <summary>Data Protection's keys in the database, for several processes on PostgreSQL without a folder in common.</summary>
internal sealed class DatabaseKeys(IServiceScopeFactory scopes, TimeProvider time) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var scope = scopes.CreateScope();
        return [.. scope.ServiceProvider.GetRequiredService<EksGraderDb>().VaultKeys.Select(k => k.Xml).AsEnumerable().Select(x => XElement.Parse(x))];
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        // The interface is synchronous; a key is stored once in 90 days.
        using var scope = scopes.CreateScope();
        var db = scope.ServiceProvider.GetRequiredService<EksGraderDb>();
        db.VaultKeys.Add(new VaultKey(friendlyName, element.ToString(SaveOptions.DisableFormatting), time.GetUtcNow()));
        try
        {
            db.SaveChangesAsync().GetAwaiter().GetResult();
        }
        catch (DbUpdateException e) when (StorageErrors.IsDuplicate(e))
        {
            // Another process stored the very same element first.
            return;
        }
    }
}

/// <summary>
/// Data Protection's keys as files that only their owner can read (folder 0700, files 0600). ASP.NET Core's own folder repository
/// leaves a folder's rights to the umask.
/// </summary>
internal sealed class FolderKeys(string folder) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements() => Directory.Exists(folder)
        ? [.. Directory.EnumerateFiles(folder, "*.xml").Order(StringComparer.Ordinal).Select(Read)]
        : [];

    public void StoreElement(XElement element, string friendlyName)
    {
        OwnerOnly.CreateFolder(folder);
        OwnerOnly.Restrict(folder, OwnerOnly.Folder);

        // Written beside and renamed, so that a crash leaves no half key. The name is Data Protection's own and holds the key's id.
        var file = Path.Combine(folder, Path.GetFileName(friendlyName) + ".xml");
        var beside = $"{file}.{Guid.NewGuid():N}.tmp";
        using (var stream = new FileStream(beside, OwnerOnly.Options(FileMode.CreateNew, FileAccess.Write)))
        {
            element.Save(stream);
            stream.Flush(flushToDisk: true);
        }

        File.Move(beside, file, overwrite: true);
    }

    private static XElement Read(string file)
    {
        // A key that came back from a backup may have come with other rights.
        OwnerOnly.Restrict(file, OwnerOnly.File);
        return XElement.Load(file);
    }
}
