using EksGrader.Db.Storage;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
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
    /// Whether the keys are kept in the database instead, for several processes without a folder in common. Whoever can read the whole
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
