using System.Text.RegularExpressions;
using EksGrader.Tests.Support;

namespace EksGrader.Tests.Unit.Conventions;

/// <summary>
/// The order of using directives, which no analyzer of the build looks at: those of System first, then by name; static ones after them and
/// aliases last (the editor's "organize usings"). Everything else of style and formatting is an error of the build.
/// </summary>
public sealed partial class UsingsTests
{
    [Fact]
    public void Usings_OfEveryFile_AreInOrder()
    {
        var root = Repository.Root;
        var files = root.EnumerateDirectories().Where(d => !d.Name.StartsWith('.'))
            .SelectMany(d => d.EnumerateFiles("*.cs", SearchOption.AllDirectories))
            .Select(f => Path.GetRelativePath(root.FullName, f.FullName))
            .Where(f => !f.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj" or "artifacts" or "Migrations" or "node_modules"))
            .ToList();

        Assert.True(files.Count > 1000, $"Only {files.Count} files were found.");
        Assert.DoesNotContain(files, f => !IsInOrder(File.ReadLines(Path.Combine(root.FullName, f))));
    }

    [Theory]
    [InlineData(true, "using System;", "using System.Text;", "using Alpha;", "using Alpha.Beta;", "using Alphabet;", "using static System.Math;", "using A = System.Text;")]
    [InlineData(true, "global using Zeta;", "using Alpha;", "using var file = Open();")]
    [InlineData(false, "using Alpha;", "using System;")]
    [InlineData(false, "using Beta;", "using Alpha;")]
    [InlineData(false, "using static System.Math;", "using System;")]
    public void Order_IsTheEditors(bool expected, params string[] lines) => Assert.Equal(expected, IsInOrder(lines));

    private static bool IsInOrder(IEnumerable<string> lines)
    {
        var keys = lines.Select(l => Directive().Match(l)).Where(m => m.Success).Select(KeyOf).ToList();
        return keys.SequenceEqual(keys.OrderBy(k => k, StringComparer.Ordinal), StringComparer.Ordinal);
    }

    // Sorts by kind, then those of System, then part by part without case.
    private static string KeyOf(Match directive)
    {
        var (alias, name) = (directive.Groups["alias"].Value, directive.Groups["name"].Value);
        var kind = alias.Length > 0 ? '2' : directive.Groups["static"].Success ? '1' : '0';
        var origin = alias.Length == 0 && (name == "System" || name.StartsWith("System.", StringComparison.Ordinal)) ? '0' : '1';
        var scope = directive.Groups["global"].Success ? '0' : '1';
        return $"{scope}{kind}{origin}{(alias.Length > 0 ? alias : name).ToUpperInvariant().Replace('.', '\0')}";
    }

    [GeneratedRegex(@"^(?<global>global )?using (?<static>static )?(?:(?<alias>\w+) = )?(?!var )(?<name>[\w.:<>, ]+);", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Directive();
}
