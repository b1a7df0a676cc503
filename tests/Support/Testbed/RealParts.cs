namespace EksGrader.Tests.Support.Testbed;

/// <summary>The real parts that <c>testbed/install</c> put on this machine (see tests/Real/testbed/README.md).</summary>
internal static class RealParts
{
    /// <summary>The path of a part. Where it is missing the test is skipped, or fails when <c>EKSGRADER_REQUIRE_ALL=1</c>.</summary>
    /// <param name="part">The part's name in <c>testbed.env</c>, such as <c>KUBECTL</c>.</param>
    public static string Require(string part)
    {
        var path = Find(part);
        if (path is null)
        {
            var line = $"{part} is missing: run tests/Real/testbed/install.";
            Assert.SkipUnless(Environment.GetEnvironmentVariable("EKSGRADER_REQUIRE_ALL") == "1", line);
            Assert.Fail(line);
        }

        return path;
    }

    private static string? Find(string part)
    {
        var file = Path.Combine(Cache(), "testbed.env");
        return File.Exists(file)
            ? File.ReadLines(file).Select(line => line.Split('=', 2)).FirstOrDefault(pair => pair.Length == 2 && pair[0] == part)?[1]
            : null;
    }

    private static string Cache()
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        return Given("EKSGRADER_CACHE") ?? Path.Combine(Given("XDG_CACHE_HOME") ?? Path.Combine(home, ".cache"), "eksgrader");
    }

    private static string? Given(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? value : null;
}
