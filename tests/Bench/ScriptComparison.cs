namespace EksGrader.Bench;

internal static class ScriptComparison
{
    public static Task<int> RunAsync(string[] args) => Task.FromResult(args.Length);
}
