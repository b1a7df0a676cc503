using System.Diagnostics;
using EksGrader.Checks.Access;
using EksGrader.Checks.Core;
using EksGrader.Checks.Input;
using FsCheck;
using FsCheck.Fluent;
using Property = EksGrader.Tests.Unit.Checks.Assignments.Property;

namespace EksGrader.Tests.Unit.Checks.Access;

/// <summary>Whatever comes in, the answer is an access or faults, in bounded time and memory.</summary>
public sealed class KubeconfigReaderPropertyTests(SampleKubeconfigs made) : IClassFixture<SampleKubeconfigs>
{
    private static readonly string[] Pieces =
    [
        "current-context: exam\n", "users:\n", "- name: student\n", "  user:\n", "    exec: {command: aws, args: [eks, get-token]}\n", "    ", "- ", "{", "}", "[", "]", ": ", ",", "\"", "'", "\n", "\t", "&a ", "*a", "!!str ",
        "<<: *a", "? ", "|\n", ">-\n", "---\n", "%YAML 1.2\n", "#", "\0", "\u2028", "\uFEFF", "\ud800", "\\u0000", "null", "true", "1e999", "~", "https://", "http://", "-----BEGIN", "LS0tLS1CRUdJTg==", "토큰", "😀",
    ];

    private static readonly Gen<byte[]> Bytes = Gen.Choose(0, 255).Select(b => (byte)b).ArrayOf();

    private static readonly Gen<string> Texts = Gen.Elements(Pieces).ArrayOf().Select(string.Concat);

    [Fact]
    public void Read_AnyBytes_GivesAccessOrFaults() => Property.Holds(Bytes, b => AnswersSoon(() => KubeconfigReader.Read(b)), 1_000);

    [Fact]
    public void Read_AnyText_GivesAccessOrFaults() => Property.Holds(Texts, t => AnswersSoon(() => KubeconfigReader.Read(t)), 2_000);

    [Fact]
    public void Read_AValidFileMutated_GivesAccessOrFaults()
    {
        string[] valid = [made.Yaml(), made.Yaml(made.ClientCertificateAndKey), made.Json()];
        var edits = Gen.Zip(Gen.Choose(0, int.MaxValue - 1), Gen.Elements(Pieces)).NonEmptyListOf();

        Property.Holds(Gen.Zip(Gen.Elements(valid), edits), x => AnswersSoon(() => KubeconfigReader.Read(x.Item2.Take(4).Aggregate(x.Item1, Edit))), 1_000);
    }

    [Theory]
    [InlineData("[")]
    [InlineData("{a: ")]
    [InlineData("- ")]
    [InlineData("? ")]
    [InlineData("a: 1\n")]
    [InlineData("&a ")]
    [InlineData("\"")]
    [InlineData("- name: student\n  user: {exec: x}\n")]
    public void Read_OnePieceUpToTheLimit_IsAnsweredSoon(string piece) =>
        AnswersSoon(() => KubeconfigReader.Read(string.Concat(Enumerable.Repeat(piece, KubeconfigReader.MaximumBytes / piece.Length))));

    private static void AnswersSoon(Func<ParseResult<KubeconfigAccess>> read)
    {
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var started = Stopwatch.GetTimestamp();

        var reading = read();

        Assert.True(reading.Value is null == reading.Errors.Count > 0, "Value and faults exclude each other.");
        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(10), "Took longer than 10 s.");
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - allocated, 0, 32 * 1024 * 1024);
    }

    private static string Edit(string text, (int At, string Piece) edit)
    {
        var at = edit.At % Math.Max(1, text.Length);
        return (edit.At % 3, text.Length) switch
        {
            (_, 0) or (1, _) => text.Insert(Math.Min(at, text.Length), edit.Piece),
            (0, _) => text.Remove(at, 1),
            _ => string.Concat(text.AsSpan(0, at), edit.Piece, text.AsSpan(at + 1)),
        };
    }
}
