using System.CommandLine;
using System.Globalization;
using EksGrader.Checks.Core;
using EksGrader.Checks.Input;
using EksGrader.Checks.Receipts;
using EksGrader.Db.Receipts;

namespace EksGrader.Api.CommandLine;

/// <summary><c>verify-receipt</c>: tells whether a proof of deletion is genuine; makes no connection.</summary>
internal static class VerifyReceiptCommand
{
    /// <summary>One of the given keys signed it.</summary>
    public const int Genuine = 0;

    /// <summary>None of them did.</summary>
    public const int NotGenuine = 1;

    /// <summary>Where the service keeps a copy of its public keys, seen from where it is started.</summary>
    public static readonly string OwnKeys = Path.Combine("data", "keys", ReceiptKeyCopy.Name);

    public static Command Create()
    {
        var file = new Argument<FileInfo>("FILE") { Description = "the receipt, as it was downloaded" };
        var key = new Option<FileInfo?>("--key")
        {
            Description = $"the public keys that you trust: what the service answers at /.well-known/eksgrader-receipt-key, or a public key as PEM; {OwnKeys} where it is not named",
            HelpName = "FILE",
        };
        var command = new Command(
            "verify-receipt",
            "Tell whether a proof of deletion is genuine, and what it proves; makes no connection. Exit: 0 genuine, 1 not genuine, 2 the input was refused and nothing was verified.") { file, key };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            parsed.GetRequiredValue(file), parsed.GetValue(key), new FileInfo(OwnKeys), Terminal.OfProcess(CultureInfo.CurrentUICulture), cancellationToken));
        return command;
    }

    /// <summary>Verifies.</summary>
    /// <param name="file">The receipt.</param>
    /// <param name="keyFile">The keys that are trusted; null where none are named.</param>
    /// <param name="ownKeys">The keys of the service on this machine, which are trusted then.</param>
    /// <param name="terminal">Where it is said.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async Task<int> RunAsync(FileInfo file, FileInfo? keyFile, FileInfo ownKeys, Terminal terminal, CancellationToken cancellationToken)
    {
        byte[] receipt;
        try
        {
            receipt = await ReadAsync(file, ReceiptVerifier.MaximumBytes, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return terminal.Refuse([new ValidationError("FILE", LocalizedText.Same(e.Message))]);
        }

        if (keyFile is null && !ownKeys.Exists)
        {
            var kid = ReceiptVerifier.KidOf(receipt) is { } named ? SafeText.Line(named, 100) : "?";
            return terminal.Refuse([new ValidationError("--key", CommandTexts.Catalog["KeyMissing", kid])]);
        }

        var trusted = keyFile ?? ownKeys;
        IReadOnlyList<ReceiptKey> keys;
        try
        {
            keys = ReceiptKeyFile.Read(await ReadAsync(trusted, ReceiptKeyFile.MaximumBytes, cancellationToken));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return terminal.Refuse([new ValidationError("--key", LocalizedText.Same(e.Message))]);
        }

        return keys.Count == 0
            ? terminal.Refuse([new ValidationError("--key", CommandTexts.Catalog["NoKey", trusted.Name])])
            : Say(ReceiptVerifier.Verify(receipt, keys), trusted, terminal);
    }

    private static int Say(ReceiptCheck check, FileInfo trusted, Terminal terminal)
    {
        switch (check)
        {
            case ReceiptCheck.Genuine genuine:
                ReceiptReport.Write(genuine, trusted, terminal);
                return Genuine;
            case ReceiptCheck.NotGenuine not:
                terminal.Output.WriteLine(CommandTexts.Catalog["NotGenuine"].In(terminal.Culture));
                terminal.Output.WriteLine(not.Why.In(terminal.Culture));
                return NotGenuine;
            case ReceiptCheck.Refused refused:
                return terminal.Refuse([new ValidationError("FILE", refused.Why)]);
            default:
                throw new InvalidOperationException($"A receipt came to {check.GetType().Name}.");
        }
    }

    // One byte more than is read at most says that there is more.
    private static async Task<byte[]> ReadAsync(FileInfo file, int most, CancellationToken cancellationToken)
    {
        await using var stream = file.OpenRead();
        using var content = new MemoryStream();
        var buffer = new byte[64 * 1024];
        int read;
        while (content.Length <= most && (read = await stream.ReadAsync(buffer, cancellationToken)) > 0)
            content.Write(buffer, 0, read);
        return content.ToArray();
    }
}
