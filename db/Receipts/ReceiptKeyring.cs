using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using EksGrader.Checks.Receipts;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using EksGrader.Db.Vault;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace EksGrader.Db.Receipts;

/// <summary>
/// The keys of receipts: made once, where the first receipt or the first who asks needs one, and followed by a new one when they are
/// old, or when their private half cannot be opened any more. Every public half stays published, so old receipts stay provable.
/// </summary>
public sealed partial class ReceiptKeyring(
    EksGraderDb db, IDataProtectionProvider protection, IOptions<ReceiptOptions> options, IOptions<VaultOptions> vault, TimeProvider time, ILogger<ReceiptKeyring> logger)
{
    private readonly IDataProtector protector = protection.CreateProtector("EksGrader.ReceiptKey.v1");

    /// <summary>Signs with the newest key, in the caller's transaction.</summary>
    /// <returns>The documents in the order of the receipts, and the key's name.</returns>
    public async Task<(IReadOnlyList<string> Documents, string Kid)> SignAsync(IReadOnlyList<DeletionReceipt> receipts, CancellationToken cancellationToken)
    {
        using var pair = await OpenAsync(cancellationToken);
        return ([.. receipts.Select(r => ReceiptSignature.Sign(r, pair))], ReceiptKey.Of(pair).Kid);
    }

    /// <summary>Every public half, the newest first; the first one is made where there is none yet.</summary>
    public async Task<ReceiptKeySet> PublishedAsync(CancellationToken cancellationToken)
    {
        var keys = await ReadAsync(cancellationToken);
        if (keys.Count == 0)
        {
            await db.WriteAsync(
                async token =>
                {
                    using var pair = await OpenAsync(token);
                },
                cancellationToken);
            keys = await ReadAsync(cancellationToken);
        }

        var known = new ReceiptKeySet([.. keys.Select(k => k.Public)]);
        await ReceiptKeyCopy.WriteAsync(vault.Value.KeysFolder, known, cancellationToken);
        return known;
    }

    private Task<List<SigningKey>> ReadAsync(CancellationToken cancellationToken) => db.SigningKeys.AsNoTracking().OrderByDescending(k => k.Number).ToListAsync(cancellationToken);

    private async Task<ECDsa> OpenAsync(CancellationToken cancellationToken)
    {
        // One that this very transaction made is not in the rows yet.
        var newest = db.SigningKeys.Local.MaxBy(k => k.Number) ?? await db.SigningKeys.OrderByDescending(k => k.Number).FirstOrDefaultAsync(cancellationToken);
        if (newest is not null && time.GetUtcNow() - newest.MadeAt < options.Value.KeyLife && TryOpen(newest) is { } pair)
            return pair;
        return Make((newest?.Number ?? 0) + 1);
    }

    private ECDsa? TryOpen(SigningKey key)
    {
        byte[]? plain = null;
        var pair = ECDsa.Create();
        try
        {
            plain = protector.Unprotect(key.SealedPair);
            pair.ImportPkcs8PrivateKey(plain, out _);
            return pair;
        }
        catch (CryptographicException e)
        {
            // The vault's key that sealed it is gone. What it signed stays provable by its public half; what comes is signed by another.
            Log.Lost(logger, e, key.Kid);
            pair.Dispose();
            return null;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    // Two processes that make one at once make the same number: one of them is refused, and does its work again with what is there then.
    private ECDsa Make(int number)
    {
        var pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var plain = pair.ExportPkcs8PrivateKey();
        var key = ReceiptKey.Of(pair);
        db.SigningKeys.Add(new SigningKey(number, key.Kid, key.X, key.Y, protector.Protect(plain), time.GetUtcNow()));
        CryptographicOperations.ZeroMemory(plain);
        Log.Made(logger, key.Kid, number);
        return pair;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Receipts are signed with key {Kid} from here on, number {Number}")]
        public static partial void Made(ILogger logger, string kid, int number);

        [LoggerMessage(2, LogLevel.Error, "The private half of receipt key {Kid} cannot be opened: the vault's key that sealed it is missing. Another takes its place")]
        public static partial void Lost(ILogger logger, Exception exception, string kid);
    }
}

/// <summary>
/// The published keys as a file beside the vault's: <c>verify-receipt</c> finds them there on the service's own machine. A copy, made anew
/// whenever it is out of date; the rows are the truth.
/// </summary>
public static class ReceiptKeyCopy
{
    /// <summary>The file's name.</summary>
    public const string Name = "receipt-keys.json";

    internal static async Task WriteAsync(string folder, ReceiptKeySet keys, CancellationToken cancellationToken)
    {
        // The folder is the vault's to make; where its keys are in the database there may be none.
        var file = Path.Combine(folder, Name);
        var text = ReceiptSignature.Publish(keys);
        if (!Directory.Exists(folder) || (File.Exists(file) && await File.ReadAllTextAsync(file, cancellationToken) == text))
            return;
        var beside = $"{file}.{Guid.NewGuid():N}.tmp";
        await using (var writer = new StreamWriter(new FileStream(beside, OwnerOnly.Options(FileMode.CreateNew, FileAccess.Write))))
            await writer.WriteAsync(text.AsMemory(), cancellationToken);
        File.Move(beside, file, overwrite: true);
    }
}

/// <summary>The section <c>Receipts</c> of the configuration.</summary>
public sealed class ReceiptOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Receipts";

    /// <summary>How long a key signs before a new one takes its place. Its public half stays published.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "3650.00:00:00", ErrorMessage = "Receipts:KeyLife lies between 1 and 3650 days.")]
    public TimeSpan KeyLife { get; set; } = TimeSpan.FromDays(365);
}
