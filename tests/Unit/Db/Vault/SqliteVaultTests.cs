using System.Runtime.Versioning;
using System.Text;
using EksGrader.Db.Vault;
using EksGrader.Tests.Support.Db;

namespace EksGrader.Tests.Unit.Db.Vault;

public sealed class SqliteVaultTests : VaultTests
{
    private readonly SqliteSource source;

    public SqliteVaultTests()
        : this(new SqliteSource(isMigrated: false))
    {
    }

    private SqliteVaultTests(SqliteSource source)
        : base(source) => this.source = source;

    [Fact]
    public async Task Secrets_AreNowhereInTheDatabaseItsLogOrTheKeys()
    {
        var submission = await Class.SubmittedAsync(await Class.AddStudentAsync());
        Assert.NotNull(await OpenAsync(submission.Id, submission.StudentId));

        var found = false;
        foreach (var file in Directory.EnumerateFiles(source.Folder, "*", SearchOption.AllDirectories))
        {
            var content = await ReadSharedAsync(file);
            found |= content.AsSpan().IndexOf(Encoding.UTF8.GetBytes("2026001")) >= 0;
            Assert.False(content.AsSpan().IndexOf(Encoding.UTF8.GetBytes(StoredCourse.Secret)) >= 0, $"{file} holds the secret.");
            Assert.False(content.AsSpan().IndexOf(Encoding.Unicode.GetBytes(StoredCourse.Secret)) >= 0, $"{file} holds the secret.");
        }

        // The search itself finds what is there, in the database or in its log.
        Assert.True(found);
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task Keys_AreReadableByTheirOwnerAlone()
    {
        await Class.SubmittedAsync(await Class.AddStudentAsync());

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(source.KeysFolder));
        var key = Assert.Single(Directory.GetFiles(source.KeysFolder));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(key));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.GetDirectoryName(source.DatabaseFile) ?? ""));
    }

    [Fact]
    public async Task Open_WithoutTheKey_NamesTheFolderAndWhatToDo()
    {
        var submission = await Class.SubmittedAsync(await Class.AddStudentAsync());
        Directory.Delete(source.KeysFolder, recursive: true);

        var missing = await Assert.ThrowsAsync<VaultException>(() => OpenAsync(submission.Id, submission.StudentId, StartAnother()));

        Assert.Contains(source.KeysFolder, missing.Message, StringComparison.Ordinal);
        Assert.Contains("backup", missing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void KeysInTheDatabase_OnSqlite_AreRefused() =>
        Assert.Contains(
            "PostgreSQL",
            Assert.Throws<Microsoft.Extensions.Options.OptionsValidationException>(
                () => StartAnother(KeyValuePair.Create("Vault:KeysInDatabase", (string?)"true")).Get<Microsoft.Extensions.Options.IOptions<VaultOptions>>().Value).Message,
            StringComparison.Ordinal);

    private static async Task<byte[]> ReadSharedAsync(string path)
    {
        await using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var content = new byte[stream.Length];
        await stream.ReadExactlyAsync(content, Token);
        return content;
    }
}
