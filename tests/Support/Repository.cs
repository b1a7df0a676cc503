namespace EksGrader.Tests.Support;

/// <summary>Where the sources lie that these tests were built from.</summary>
public static class Repository
{
    public static DirectoryInfo Root { get; } = Find(new DirectoryInfo(AppContext.BaseDirectory));

    /// <summary>The path of a file or folder.</summary>
    /// <param name="parts">Its path from the root.</param>
    public static string PathOf(params string[] parts) => Path.Combine([Root.FullName, .. parts]);

    private static DirectoryInfo Find(DirectoryInfo? folder)
    {
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "EksGrader.sln")))
            folder = folder.Parent;
        return folder ?? throw new InvalidOperationException("The tests run outside the repository.");
    }
}
