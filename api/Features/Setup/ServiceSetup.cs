using System.Globalization;
using System.Net;
using EksGrader.Api.Host;
using EksGrader.Api.Host.Auth;
using EksGrader.Api.Host.Mail;
using EksGrader.Checks.Core;
using EksGrader.Db.Storage;
using EksGrader.Db.Vault;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace EksGrader.Api.Features.Setup;

/// <summary>The options of the service that the checklist reads.</summary>
internal sealed record SetupOptions(SiteOptions Site, MailOptions Mail, BackupOptions Backup, DatabaseOptions Database, VaultOptions Vault, AdminToken Admin)
{
    /// <summary>Reads them.</summary>
    public static SetupOptions Of(IServiceProvider services) => new(
        Read<SiteOptions>(services), Read<MailOptions>(services), Read<BackupOptions>(services), Read<DatabaseOptions>(services), Read<VaultOptions>(services), Read<AdminToken>(services));

    private static T Read<T>(IServiceProvider services)
        where T : class => services.GetRequiredService<IOptions<T>>().Value;
}

/// <summary>Looks at what the service itself needs.</summary>
internal sealed class ServiceSetup(IServiceProvider services, EksGraderDb db, AwsIdentity identity, MailProbe mail, TimeProvider time)
{
    /// <summary>Looks. Connects to the database and, where no principal is configured, to AWS.</summary>
    /// <param name="hasDatabase">Whether the database is there and up to date.</param>
    /// <param name="needsIdentity">Whether anything that is set up needs an AWS identity; null where nothing is set up yet.</param>
    /// <param name="triesMail">Whether the mail server is connected to, which takes seconds where it is silent.</param>
    /// <param name="cancellationToken">Ends the looking.</param>
    public async Task<IReadOnlyList<SetupItem>> ReadAsync(bool hasDatabase, bool? needsIdentity, bool triesMail, CancellationToken cancellationToken)
    {
        var options = SetupOptions.Of(services);
        return
        [
            hasDatabase ? Done("database", Words("DatabaseDone", options.Database.Provider.ToString())) : Item("database", SetupState.Missing, "DatabaseMissing"),
            hasDatabase ? await AdminAsync(options, cancellationToken) : Item("admin", SetupState.Missing, "AdminMissing"),
            await IdentityAsync(needsIdentity, cancellationToken),
            SiteAddress(options.Site),
            Https(options.Site),
            await MailAsync(options.Mail, triesMail, cancellationToken),
            Backup(options),
            .. SchoolFaults(),
        ];
    }

    /// <summary>Whether an address leads to this machine alone.</summary>
    public static bool IsLoopback(Uri address) =>
        address.IsLoopback || address.Host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip) && (IPAddress.IsLoopback(ip) || ip.Equals(IPAddress.Any) || ip.Equals(IPAddress.IPv6Any)));

    private async Task<SetupItem> AdminAsync(SetupOptions options, CancellationToken cancellationToken)
    {
        var admins = await db.Users.CountAsync(u => u.IsAdmin, cancellationToken);
        return admins > 0 ? Done("admin", Words("AdminDone", admins))
            : options.Admin.IsSet ? Item("admin", SetupState.Advised, "AdminByToken")
            : Item("admin", SetupState.Missing, "AdminMissing");
    }

    private async Task<SetupItem> IdentityAsync(bool? isNeeded, CancellationToken cancellationToken) =>
        await identity.PrincipalArnAsync(region: null, cancellationToken) is { } principal
            ? Done("awsIdentity", Words("AwsIdentityDone", principal))
            : Item("awsIdentity", isNeeded == false ? SetupState.Advised : SetupState.Missing, "AwsIdentityMissing");

    private static SetupItem SiteAddress(SiteOptions site) => site.Address switch
    {
        null => Item("siteAddress", SetupState.Missing, "SiteAddressMissing"),
        { } address when IsLoopback(address) => Item("siteAddress", SetupState.Missing, "SiteAddressLoopback", address),
        { } address => Done("siteAddress", Words("SiteAddressDone", address)),
    };

    private static SetupItem Https(SiteOptions site) => site.Address is { Scheme: "https" } address
        ? Done("https", Words("HttpsDone", address.Host))
        : Item("https", SetupState.Missing, "HttpsMissing");

    private async Task<SetupItem> MailAsync(MailOptions configured, bool isTried, CancellationToken cancellationToken)
    {
        if (configured.Host.Length == 0)
            return Item("mail", SetupState.Missing, "MailMissing");
        if (!isTried)
            return Done("mail", Words("MailDone", configured.Host, configured.From));
        var server = $"{configured.Host}:{configured.Port.ToString(CultureInfo.InvariantCulture)}";
        var (answer, said) = await mail.TryAsync(cancellationToken);
        return answer switch
        {
            MailAnswer.Ready => Done("mail", Words("MailReady", server, configured.From)),
            MailAnswer.Silent => Item("mail", SetupState.Missing, "MailSilent", server, MailProbe.Patience.TotalSeconds),
            MailAnswer.SignInFailed => Item("mail", SetupState.Missing, "MailSignInFailed", server, configured.User, said),
            _ => Item("mail", SetupState.Missing, "Mail" + answer, server, said),
        };
    }

    // Name and logo are nothing that is missing: only what is set wrongly is told.
    private IEnumerable<SetupItem> SchoolFaults() => services.GetRequiredService<School>().Faults
        .Select(f => new SetupItem("school", SetupState.Advised, Words("school"), Words("School" + f, School.LongestName, School.MaximumBytes / 1024, School.MaximumPixels), Words("SchoolCure")));

    private SetupItem Backup(SetupOptions options)
    {
        var newest = options.Backup.Newest();
        if (newest >= time.GetUtcNow() - options.Backup.MaxAge)
            return Done("backup", Words("BackupDone", MomentText.Of(newest.Value, zone: null)));
        var found = options.Backup.Folder.Length == 0 ? Words("BackupUnknown") : newest is { } old ? Words("BackupOld", MomentText.Of(old, zone: null)) : Words("BackupNone", options.Backup.Folder);
        var keys = options.Vault.KeysInDatabase ? "" : $" && cp -r '{Path.GetFullPath(options.Vault.KeysFolder)}' BACKUP/";
        var command = options.Database.Provider == DatabaseProvider.Sqlite
            ? $"sqlite3 '{Path.GetFullPath(new SqliteConnectionStringBuilder(options.Database.ConnectionString).DataSource)}' \".backup 'BACKUP/eksgrader.db'\"{keys}"
            : $"pg_dump --format=custom --file=BACKUP/eksgrader.dump DATABASE{keys}";
        return new SetupItem("backup", SetupState.Missing, Words("backup"), found, Words("BackupCure", command));
    }

    private static SetupItem Done(string id, LocalizedText found) => new(id, SetupState.Done, Words(id), found, Cure: null);

    private static SetupItem Item(string id, SetupState state, string key, params object[] arguments) => new(id, state, Words(id), Words(key, arguments), Words(key + "Cure", arguments));

    private static LocalizedText Words(string key, params object[] arguments) => SetupTexts.Catalog[key, arguments];
}
