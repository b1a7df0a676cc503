using EksGrader.Tests.Support.Api;
using EksGrader.Tests.Support.Db;
using Microsoft.Data.Sqlite;

namespace EksGrader.Tests.Api.Host;

/// <summary>Two processes of the program on one SQLite file: its jobs lie in memory, so one serves it at a time.</summary>
public sealed class SecondProcessTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SecondProcess_OnOneFile_IsRefusedAtOnceInALine_WithCode2_AndTheFirstGoesOn()
    {
        Assert.SkipWhen(GivenPostgres.IsGiven, "Processes share a PostgreSQL database.");
        var folder = Directory.CreateTempSubdirectory("eksgrader-second-").FullName;
        using var first = await ServiceProcess.StartAsync(folder);

        var (code, errors) = await ServiceProcess.RunAsync(folder, ServiceProcess.ServiceSettings(folder));

        Assert.Equal(2, code);
        var line = Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith($"Another process of the service uses {Path.Combine(folder, "eksgrader.db")}", line, StringComparison.Ordinal);
        (await first.Admin.PostAsync("/api/courses", """{"slug":"goes-on","title":"Goes on"}""")).Is(201);
    }

    /// <summary>By another name it is the same file.</summary>
    [Fact]
    public async Task SecondProcess_ThroughALink_IsRefused()
    {
        Assert.SkipWhen(GivenPostgres.IsGiven, "Processes share a PostgreSQL database.");
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links are an administrator's there.");
        await using var first = await Service.StartAsync();
        var beside = Directory.CreateTempSubdirectory("eksgrader-second-").FullName;
        File.CreateSymbolicLink(Path.Combine(beside, "eksgrader.db"), Path.Combine(first.Folder, "eksgrader.db"));

        var (code, errors) = await ServiceProcess.RunAsync(beside, ServiceProcess.ServiceSettings(beside));

        Assert.Equal(2, code);
        Assert.StartsWith("Another process of the service uses", errors, StringComparison.Ordinal);
    }

    /// <summary>SIGKILL: nothing is cleaned up, and the next process is not held up by it.</summary>
    [Fact]
    public async Task KilledProcess_LeavesTheFileToTheNext()
    {
        var folder = Directory.CreateTempSubdirectory("eksgrader-second-").FullName;
        for (var start = 0; start < 2; start++)
        {
            using var service = await ServiceProcess.StartAsync(folder);
            Assert.True(service.IsAlive);
        }
    }

    [Fact]
    public async Task StoppedService_LeavesTheFileToTheNext_InTheSameProcess()
    {
        string folder;
        await using (var first = await Service.StartAsync())
            folder = first.Folder;
        await using var next = await Service.StartAsync(folder: folder);
        (await next.Admin().GetAsync("/api/courses")).Is(200);
    }

    /// <summary>Commands that serve nothing, readers and a backup mind no lock.</summary>
    [Fact]
    public async Task CommandsReadersAndABackup_WorkBesideTheService()
    {
        Assert.SkipWhen(GivenPostgres.IsGiven, "The file of SQLite.");
        var folder = Directory.CreateTempSubdirectory("eksgrader-second-").FullName;
        using var service = await ServiceProcess.StartAsync(folder);

        Assert.Equal(0, (await ServiceProcess.RunAsync(folder, "checks")).Code);
        await using var reader = new SqliteConnection($"Data Source={Path.Combine(folder, "eksgrader.db")};Mode=ReadOnly;Pooling=False");
        await reader.OpenAsync(Token);
        await using var count = reader.CreateCommand();
        count.CommandText = "SELECT count(*) FROM Courses";
        Assert.Equal(0L, await count.ExecuteScalarAsync(Token));
        await using var copy = new SqliteConnection($"Data Source={Path.Combine(folder, "copy.db")};Pooling=False");
        await copy.OpenAsync(Token);
        reader.BackupDatabase(copy);

        (await service.Admin.PostAsync("/api/courses", """{"slug":"goes-on","title":"Goes on"}""")).Is(201);
        Assert.Equal(1L, await count.ExecuteScalarAsync(Token));
    }
}
