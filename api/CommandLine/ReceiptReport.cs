using System.Globalization;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Receipts;

namespace EksGrader.Api.CommandLine;

/// <summary>A genuine receipt in words: what it says, what that proves, and what it does not.</summary>
internal static class ReceiptReport
{
    private const int Longest = 400;

    /// <summary>Writes it.</summary>
    /// <param name="genuine">The receipt.</param>
    /// <param name="trusted">The file of keys that was trusted.</param>
    /// <param name="terminal">Where.</param>
    public static void Write(ReceiptCheck.Genuine genuine, FileInfo trusted, Terminal terminal)
    {
        var (receipt, output) = (genuine.Receipt, terminal.Output);
        Say("Genuine", genuine.Kid, trusted.Name);
        output.WriteLine();
        foreach (var (name, value) in Facts(receipt))
            output.WriteLine($"  {Text(name)}: {SafeText.Line(value, Longest)}");
        foreach (var verdict in receipt.Verdicts)
            output.WriteLine($"  {Text("R_Verdict", verdict.Number)}: {VerdictOf(verdict)}");
        output.WriteLine($"  {Text("R_Leftovers")}: {LeftoversOf(receipt)}");
        output.WriteLine($"  {Text("R_Looks", receipt.Looks.Count)}");
        foreach (var look in receipt.Looks)
            output.WriteLine($"    {Time(look.At)}  {look.Answer,-9} {SafeText.Line(look.How, Longest)}");
        output.WriteLine();
        Say("Proved");
        Say($"Proved_{receipt.Proof}", genuine.Kid);
        Say("NotProved", trusted.Name);

        string Text(string key, params object[] arguments) => CommandTexts.Catalog[key, arguments].In(terminal.Culture);
        void Say(string key, params object[] arguments) => output.WriteLine(Text(key, arguments));
        string VerdictOf(ReceiptVerdict verdict) => string.Create(
            CultureInfo.InvariantCulture, $"{verdict.Outcome} · {(object?)verdict.Points ?? "–"} / {verdict.MaxPoints} · {SafeText.Line(verdict.Summary.In(terminal.Culture), Longest)}");
        string LeftoversOf(DeletionReceipt of) => of.Leftovers switch
        {
            null => Text("R_NotJudged"),
            { Count: 0 } => Text("R_Nothing"),
            var left => string.Join(", ", left.Select((Leftover l) => l.Counts ? l.ToString() : $"{l} ({Text("R_NamedOnly")})")),
        };
    }

    private static IEnumerable<(string Name, string Value)> Facts(DeletionReceipt receipt)
    {
        var cluster = receipt.Cluster;
        (string Name, string? Value)[] all =
        [
            ("R_Student", $"{receipt.Student.Number} {receipt.Student.Name}"),
            ("R_Assignment", $"{receipt.Course} / {receipt.Assignment}"),
            ("R_Cluster", cluster.Arn ?? cluster.Endpoint),
            ("R_Created", cluster.CreatedAt is { } made ? Time(made) : null),
            ("R_Uid", cluster.KubeSystemUid),
            ("R_SeenAlive", Time(receipt.SeenAliveAt)),
            ("R_Gone", receipt.GoneAt is { } gone ? Time(gone) : null),
            ("R_Deadline", Time(receipt.Deadline)),
            ("R_Lease", $"{receipt.Lease} · {Time(receipt.StartedAt)} – {Time(receipt.EndedAt)}"),
            ("R_Settled", receipt.Settled is { } by ? $"{by.By} · {Time(by.At)} · {by.Why}" : null),
            ("R_Issued", Time(receipt.IssuedAt)),
        ];
        return all.Where(f => f.Value is not null).Select(f => (f.Name, f.Value ?? ""));
    }

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
