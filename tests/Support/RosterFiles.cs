namespace EksGrader.Tests.Support;

/// <summary>The files of tests/Api/Features/Roster/Files: rosters as people have them.</summary>
public static class RosterFiles
{
    /// <summary>Where a file lies.</summary>
    /// <param name="name">Its name, such as <c>excel-ko-cp949.csv</c>.</param>
    public static string At(string name) => Path.Combine(Repository.Root.FullName, "tests", "Api", "Features", "Roster", "Files", name);

    /// <summary>What a file holds.</summary>
    /// <param name="name">Its name.</param>
    public static byte[] Read(string name) => File.ReadAllBytes(At(name));
}
