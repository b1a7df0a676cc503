using System.Text;
using System.Text.RegularExpressions;

namespace EksGrader.Tests.Unit.Conventions;

/// <summary>
/// What documents and comments refer to is there: relative links with their anchors, documents of the repository with the headings that are
/// quoted, decisions by their number, and tests by their name. A document outside of the repository is not cited.
/// </summary>
public sealed partial class DocumentsTests
{
    private static readonly Repository Here = Repository.Find();

    [Fact]
    public void Links_OfEveryDocument_LeadSomewhere()
    {
        Assert.True(Here.Documents.Count > 30, $"Only {Here.Documents.Count} documents were found.");
        None(Here.Documents.SelectMany(d => Here.BrokenLinks(d, File.ReadAllText(Here.PathOf(d)))));
    }

    [Fact]
    public void Citations_OfEveryDocument_AreOfTheRepository() =>
        None(Here.Documents.SelectMany(d => Here.BrokenCitations(d, Prose(File.ReadAllText(Here.PathOf(d))))));

    [Fact]
    public void Citations_OfEverySource_AreOfTheRepository()
    {
        Assert.True(Here.Sources.Count > 500, $"Only {Here.Sources.Count} sources were found.");
        None(Here.Sources.SelectMany(s => Here.BrokenCitations(s, Comments(File.ReadAllText(Here.PathOf(s))))));
        None(Here.Texts.SelectMany(t => Here.BrokenCitations(t, File.ReadAllText(Here.PathOf(t)))));
    }

    [Fact]
    public void Tests_NamedInDocuments_Exist()
    {
        var tests = Here.Sources.Where(s => s.StartsWith("tests/", StringComparison.Ordinal))
            .SelectMany(s => TestClass().Matches(File.ReadAllText(Here.PathOf(s))).Select(m => m.Groups["name"].Value))
            .ToHashSet(StringComparer.Ordinal);

        None(Here.Documents.SelectMany(d => NamedTest().Matches(File.ReadAllText(Here.PathOf(d)))
            .Where(m => !tests.Contains(m.Groups["name"].Value))
            .Select(m => $"{d}: there is no {m.Value}")));
    }

    [Fact]
    public void Decisions_HaveTheirNumberAStatusAndARowInTheIndex()
    {
        var index = File.ReadAllText(Here.PathOf("docs/decisions/README.md"));
        var records = Here.Documents.Where(d => d.StartsWith("docs/decisions/0", StringComparison.Ordinal)).ToList();

        Assert.NotEmpty(records);
        Assert.All(records, record =>
        {
            var (name, lines) = (Path.GetFileName(record), File.ReadAllLines(Here.PathOf(record)));
            var status = Status().Match(lines[2]);
            Assert.StartsWith($"# {name[..4]}: ", lines[0], StringComparison.Ordinal);
            Assert.True(status.Success, $"{record} begins with no status line.");
            Assert.Contains($"| [{name[..4]}]({name}) | {lines[0][8..]} | {status.Groups["status"]} | {status.Groups["date"]} |", index, StringComparison.Ordinal);
        });
    }

    [Theory]
    [InlineData("[a](checks.md), [b](decisions/README.md#decisions), [c](https://example.com/none.md), `[d](none.md)`", 0)]
    [InlineData("[a](none.md) and ![b](images/none.png)", 2)]
    [InlineData("[a](checks.md#no-such-heading), [b](#here)\n\n## Here", 1)]
    [InlineData("```\n[a](none.md)\n```\n[b](../docs/none.md)", 1)]
    [InlineData("See docs/checks.md, \"Settling\", docs/decisions/0002, decision 0003 and lifecycle.md.", 0)]
    [InlineData("See docs/checks.md, \"No such heading\", or docs/none.md.", 2)]
    [InlineData("See house.md, /work/shared/design, decision 9999 and docs/decisions/9999.", 4)]
    [InlineData("https://www.postgresql.org/docs/current/none.md", 0)]
    public void Reading_OfADocument_FindsWhatIsNotThere(string text, int faults) =>
        Assert.Equal(faults, Here.BrokenLinks("docs/some.md", text).Count() + Here.BrokenCitations("docs/some.md", Prose(text)).Count());

    [Theory]
    [InlineData("var a = 1; /\u002F see checks.md", 1)]
    [InlineData("/// (eks-facts; EKS user guide)", 1)]
    [InlineData("/// The rule (docs/checks.md, \"Settling\").", 0)]
    [InlineData("var address = \"https://none.md\";", 0)]
    public void Reading_OfASource_FindsWhatIsNotThere(string text, int faults) =>
        Assert.Equal(faults, Here.BrokenCitations("checks/Some.cs", Comments(text)).Count());

    private static void None(IEnumerable<string> faults)
    {
        var all = faults.ToList();
        Assert.True(all.Count == 0, string.Join('\n', all));
    }

    /// <summary>What a reader reads as prose: without links' targets, which are links' own matter. Lines keep their numbers.</summary>
    private static string Prose(string markdown) => Link().Replace(markdown, "]");

    private static string Comments(string source) => string.Join('\n', source.Split('\n').Select(line => Comment().Match(line).Groups["text"].Value));

    [GeneratedRegex(@"(?:^|\s)//+(?<text>.*)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Comment();

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Link();

    [GeneratedRegex(@"class (?<name>\w+Tests)\b", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TestClass();

    [GeneratedRegex(@"`(?<name>[A-Z]\w+Tests)`", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NamedTest();

    [GeneratedRegex(@"^Status: (?<status>Accepted|Superseded by \d{4}), (?<date>\d{4}-\d\d-\d\d)\.", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Status();

    /// <summary>The files of the repository, by their paths from its root, and what they refer to.</summary>
    private sealed partial class Repository(DirectoryInfo root)
    {
        private readonly Dictionary<string, HashSet<string>> anchors = [];
        private readonly ILookup<string, string> files = root.EnumerateFiles()
            .Concat(root.EnumerateDirectories().Where(d => !d.Name.StartsWith('.')).SelectMany(d => d.EnumerateFiles("*", SearchOption.AllDirectories)))
            .Select(f => Path.GetRelativePath(root.FullName, f.FullName).Replace('\\', '/'))
            .Where(f => !f.Split('/').Any(part => part is "bin" or "obj" or "artifacts" or "data" or "TestResults" or "node_modules" or "Migrations"))
            .ToLookup(f => Path.GetExtension(f));

        public IReadOnlyList<string> Documents => [.. files[".md"]];

        public IReadOnlyList<string> Sources => [.. files[".cs"]];

        public IReadOnlyList<string> Texts => [.. files[".resx"]];

        public static Repository Find()
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "EksGrader.sln")))
                folder = folder.Parent;
            return new Repository(folder ?? throw new InvalidOperationException("The tests run outside the repository."));
        }

        public string PathOf(string file) => Path.Combine(root.FullName, file);

        public IEnumerable<string> BrokenLinks(string document, string text)
        {
            foreach (var (number, line) in OutsideCode(text))
            {
                foreach (var target in Link().Matches(line).Select(m => m.Groups["target"].Value).Where(t => !t.Contains(':', StringComparison.Ordinal)))
                {
                    var (path, anchor) = target.Split('#') is [var p, var a] ? (p, a) : (target, null);
                    var file = path.Length == 0 ? document : Normal(Path.Combine(Path.GetDirectoryName(document) ?? "", path));
                    if (!Exists(file) && path.Length > 0)
                        yield return $"{document}:{number}: {target} is not there";
                    else if (anchor is not null && !(path.Length == 0 ? AnchorsOf(text) : AnchorsIn(file)).Contains(anchor))
                        yield return $"{document}:{number}: {target} has no such heading";
                }
            }
        }

        public IEnumerable<string> BrokenCitations(string file, string text)
        {
            foreach (var (line, number) in text.Split('\n').Select((line, i) => (line, i + 1)))
            {
                foreach (var cited in Cited().Matches(line).Where(m => !IsHere(m.Groups["path"].Value.TrimEnd('.', '/'), file)))
                    yield return $"{file}:{number}: {cited.Value} is not there";
                foreach (Match quoted in Quoted().Matches(line))
                {
                    if (Exists(quoted.Groups["path"].Value) && !AnchorsIn(quoted.Groups["path"].Value).Contains(Anchor(quoted.Groups["heading"].Value)))
                        yield return $"{file}:{number}: {quoted.Value} is no heading";
                }

                foreach (var number4 in Decision().Matches(line).Where(m => !IsHere("docs/decisions/" + m.Groups["number"].Value, file)))
                    yield return $"{file}:{number}: {number4.Value} is not there";
                if (Outside().Match(line) is { Success: true } outside)
                    yield return $"{file}:{number}: {outside.Value} is outside of the repository";
            }
        }

        // A path from the root or from the file's own folder; a decision by its number alone.
        private bool IsHere(string path, string file) =>
            Exists(path)
            || Exists(Normal(Path.Combine(Path.GetDirectoryName(file) ?? "", path)))
            || (NumberAlone().IsMatch(path) && files[".md"].Any(f => f.StartsWith(path + "-", StringComparison.Ordinal)));

        private bool Exists(string path) => File.Exists(PathOf(path)) || Directory.Exists(PathOf(path));

        private string Normal(string path) => Path.GetRelativePath(root.FullName, Path.GetFullPath(PathOf(path))).Replace('\\', '/');

        private HashSet<string> AnchorsIn(string file)
        {
            if (!anchors.TryGetValue(file, out var known))
                anchors[file] = known = File.Exists(PathOf(file)) ? AnchorsOf(File.ReadAllText(PathOf(file))) : [];
            return known;
        }

        private static HashSet<string> AnchorsOf(string text) =>
            [.. OutsideCode(text, keepSpans: true).Where(l => l.Line.StartsWith('#')).Select(l => Anchor(l.Line.TrimStart('#').Trim()))];

        // GitHub's: lower case, hyphens for blanks, and nothing but letters, digits, hyphens and underscores.
        private static string Anchor(string heading)
        {
            var anchor = new StringBuilder();
            foreach (var c in heading.ToLowerInvariant())
            {
                if (char.IsLetterOrDigit(c) || c is '-' or '_')
                    anchor.Append(c);
                else if (c == ' ')
                    anchor.Append('-');
            }

            return anchor.ToString();
        }

        private static IEnumerable<(int Number, string Line)> OutsideCode(string text, bool keepSpans = false)
        {
            var isCode = false;
            foreach (var (line, i) in text.Split('\n').Select((line, i) => (line, i)))
            {
                if (line.StartsWith("```", StringComparison.Ordinal))
                    isCode = !isCode;
                else if (!isCode)
                    yield return (i + 1, keepSpans ? line : Span().Replace(line, ""));
            }
        }

        [GeneratedRegex(@"`[^`]*`", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
        private static partial Regex Span();

        // A path below docs/, or the name of any Markdown file, which no address and no longer path goes on with.
        [GeneratedRegex(@"(?<![\w./:-])(?<path>docs/[\w./-]*\w/?|[\w-][\w./-]*\.md)(?![\w-])", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
        private static partial Regex Cited();

        [GeneratedRegex(@"(?<path>docs/[\w./-]+\.md), ""(?<heading>[^""]+)""", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
        private static partial Regex Quoted();

        [GeneratedRegex(@"\bdecisions? (?<number>\d{4})\b", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
        private static partial Regex Decision();

        [GeneratedRegex(@"^docs/decisions/\d{4}$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
        private static partial Regex NumberAlone();

        // Pages beside the repository, however they are named.
        [GeneratedRegex(@"shared/design|(?<![\w/])eks-facts(?!\.md|\]|[\w/-])", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
        private static partial Regex Outside();
    }
}
