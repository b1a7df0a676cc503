using System.Diagnostics;
using System.Text;
using EksGrader.Checks.Assignments;
using EksGrader.Checks.Input;
using FsCheck;
using FsCheck.Fluent;

namespace EksGrader.Tests.Unit.Checks.Assignments;

/// <summary>Whatever comes in, the answer is an assignment or faults, in bounded time and memory.</summary>
public sealed class AssignmentReaderPropertyTests
{
    private static readonly AssignmentReader Reader = new(TestCatalogue.Checks);

    private static readonly Gen<AssignmentFormat> Format = Gen.Elements(AssignmentFormat.Yaml, AssignmentFormat.Json);

    private static readonly string[] Pieces =
    [
        "assignment: a\n", "checks: [{ check: nodes }]\n", "checks:\n", "  - ", "- ", "{", "}", "[", "]", ":", ": ", ",", "\"", "'", "\n", "\r\n", "\t", " ", "&a ", "*a", "!!str ", "!<", "<<: ", "? ", "|\n", ">-\n", "|9\n",
        "---\n", "...\n", "%YAML 1.2\n", "%YAML 99999999999.1\n", "%TAG ! x\n", "#", "\0", "\u0085", "\u2028", "\uFEFF", "\ud800", "\\x", "\\U00110000", "null", "true", "1e999", ".inf", "-", "due: 2026-12-04T18:00\n", "points: 1", "~", "@", "`", "평가", "😀", "title",
    ];

    private static readonly Gen<byte[]> Bytes = Gen.Choose(0, 255).Select(b => (byte)b).ArrayOf();

    private static readonly Gen<string> Texts = Gen.Elements(Pieces).ArrayOf().Select(string.Concat);

    /// <summary>A valid file with a few characters dropped, doubled or replaced by a piece of syntax.</summary>
    private static readonly Gen<string> Mutations =
        from assignment in AssignmentGenerators.Assignments
        from json in Gen.Elements(true, false)
        from edits in Gen.Zip(Gen.Choose(0, int.MaxValue - 1), Gen.Elements(Pieces)).NonEmptyListOf()
        select edits.Take(4).Aggregate(json ? AssignmentWriter.ToJson(assignment) : AssignmentWriter.ToYaml(assignment), Edit);

    [Fact]
    public void Read_AnyBytes_GivesAnAssignmentOrFaults() =>
        Property.Holds(Gen.Zip(Bytes, Format), x => AnswersSoon(() => Reader.Read(x.Item1, x.Item2)), 2_000);

    [Fact]
    public void Read_AnyText_GivesAnAssignmentOrFaults() =>
        Property.Holds(Gen.Zip(Texts, Format), x => AnswersSoon(() => Reader.Read(x.Item1, x.Item2)), 5_000);

    [Fact]
    public void Read_AValidFileMutated_GivesAnAssignmentOrFaults() =>
        Property.Holds(Gen.Zip(Mutations, Format), x => AnswersSoon(() => Reader.Read(x.Item1, x.Item2)), 1_000);

    [Theory]
    [InlineData("[")]
    [InlineData("{")]
    [InlineData("{a: ")]
    [InlineData("- ")]
    [InlineData("? ")]
    [InlineData("a")]
    [InlineData("a\n")]
    [InlineData("a: 1\n")]
    [InlineData("- a\n")]
    [InlineData("- [a, {b: c}]\n")]
    [InlineData("checks: [{ check: x, check: x }]\n")]
    [InlineData("\"")]
    [InlineData("\\")]
    [InlineData("9")]
    [InlineData(" ")]
    [InlineData("\n")]
    [InlineData("#")]
    [InlineData("!")]
    [InlineData("&a ")]
    [InlineData("%A\n")]
    [InlineData("---\n")]
    [InlineData("| \n")]
    [InlineData("\"a\": ")]
    [InlineData("1,")]
    [InlineData("[1,")]
    [InlineData("{\"a\":")]
    public void Read_OnePieceUpToTheLimit_IsAnsweredSoon(string piece)
    {
        var text = string.Concat(Enumerable.Repeat(piece, AssignmentReader.MaximumBytes / piece.Length));

        foreach (var format in Enum.GetValues<AssignmentFormat>())
        {
            AnswersSoon(() => Reader.Read(text, format));
            AnswersSoon(() => Reader.Read("assignment: a\nchecks: " + text, format));
            AnswersSoon(() => Reader.Read("{\"assignment\": \"" + text, format));
        }
    }

    [Fact]
    public void Read_LongerThanTheLimit_IsRefusedUnread()
    {
        Assert.Contains("256 KiB", Assert.Single(Reader.Read(new string('\uAC00', 100_000)).Errors).Message.En, StringComparison.Ordinal);
        Assert.Contains("256 KiB", Assert.Single(Reader.Read(new byte[AssignmentReader.MaximumBytes + 1]).Errors).Message.En, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_AThousandFaults_TellsTheFirstFifty()
    {
        var text = new StringBuilder("assignment: a\nchecks: [{ check: nodes }]\n");
        for (var i = 0; i < 1_000; i++)
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"unknown{i}: 1\n");

        Assert.Equal(50, Reader.Read(text.ToString()).Errors.Count);
    }

    private static void AnswersSoon(Func<ParseResult<Assignment>> read)
    {
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var started = Stopwatch.GetTimestamp();

        var reading = read();

        Assert.True(reading.Value is null == reading.Errors.Count > 0, "Value and faults exclude each other.");
        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(10), "Took longer than 10 s.");
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - allocated, 0, 64 * 1024 * 1024);
    }

    private static string Edit(string text, (int At, string Piece) edit)
    {
        if (text.Length == 0)
            return edit.Piece;

        var at = edit.At % text.Length;
        return (edit.At % 3) switch
        {
            0 => text.Remove(at, 1),
            1 => text.Insert(at, edit.Piece),
            _ => string.Concat(text.AsSpan(0, at), edit.Piece, text.AsSpan(at)),
        };
    }
}
