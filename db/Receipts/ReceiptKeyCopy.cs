using EksGrader.Checks.Receipts;
using EksGrader.Db.Storage;

namespace EksGrader.Db.Receipts;

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
