using System.Runtime.Versioning;
using EksGrader.Db.Storage;

namespace EksGrader.Tests.Unit.Db.Storage;

public sealed class DataFolderTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("eksgrader-folder-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Folder_ThatIsMissing_IsMadeForItsOwnerAlone()
    {
        var data = new DataFolder(Path.Combine(folder, "a", "data"), "Database:ConnectionString");

        Assert.Null(data.Prepare());
        Assert.Null(data.Trouble());
        Assert.Empty(Directory.GetFileSystemEntries(data.Path));
        if (!OperatingSystem.IsWindows())
            Assert.Equal((UnixFileMode)0b111_000_000, File.GetUnixFileMode(data.Path));
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public void Folder_ThatOthersCanRead_IsToldAndLeftAsItIs()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Rights of Unix.");
        File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101);

        Assert.Equal("0755", new DataFolder(folder, "x").Prepare());
        Assert.Equal((UnixFileMode)0b111_101_101, File.GetUnixFileMode(folder));
    }

    [Fact]
    public void Folder_ThatCannotBe_IsSaidInALineWithItsSetting()
    {
        var file = Path.Combine(folder, "file");
        File.WriteAllText(file, "");

        var refused = Assert.Throws<UnusableFolderException>(() => new DataFolder(Path.Combine(file, "data"), "Vault:KeysFolder").Prepare());

        Assert.StartsWith($"Vault:KeysFolder: the folder {Path.Combine(file, "data")} cannot be made: ", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
    }

    [Fact]
    public void Folder_ThatWentAway_IsATrouble()
    {
        var data = new DataFolder(Path.Combine(folder, "data"), "x");
        data.Prepare();
        Directory.Delete(data.Path);

        Assert.Contains(data.Path, data.Trouble(), StringComparison.Ordinal);
    }

    [Fact]
    public void Disk_WithoutRoom_IsATrouble()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "A file system of Linux that has never room.");

        Assert.Contains("full", new DataFolder("/proc", "x").Trouble(), StringComparison.Ordinal);
    }
}
