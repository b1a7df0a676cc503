using System.Net;
using System.Runtime.Versioning;
using EksGrader.Api;
using EksGrader.Api.Features.Demo;
using EksGrader.Api.Host;
using EksGrader.Checks;
using EksGrader.Checks.Web;
using EksGrader.Tests.Support.Api;
using EksGrader.Tests.Support.Db;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace EksGrader.Tests.Api.Host;

public sealed class HostTests
{
    [Fact]
    public async Task WrongConfiguration_IsRefusedAtTheStart_WithEveryFailure()
    {
        var folder = Directory.CreateTempSubdirectory("eksgrader-api-").FullName;
        await using var app = ServiceHost.Build([.. Service.Defaults(folder), "--EKSGRADER_ADMIN_TOKEN=short", "--Network:Allowed:0=everywhere", "--Network:Clusters:0=a", "--Network:Probes:0=b", "--Network:Webhooks:0=c", "--Jobs:Concurrency=0", "--Costs:Prices=nowhere.json"]);
        var refused = await Assert.ThrowsAnyAsync<Exception>(() => app.StartServiceAsync(TestContext.Current.CancellationToken));
        var failures = string.Join('\n', refused is AggregateException several ? several.InnerExceptions.Cast<OptionsValidationException>().SelectMany(e => e.Failures) : ((OptionsValidationException)refused).Failures);
        Assert.Contains("EKSGRADER_ADMIN_TOKEN", failures, StringComparison.Ordinal);
        Assert.All((string[])["Network:Allowed", "Network:Clusters", "Network:Probes", "Network:Webhooks"], key => Assert.Contains(key, failures, StringComparison.Ordinal));
        Assert.Contains("Jobs:Concurrency", failures, StringComparison.Ordinal);
        Assert.Contains("Costs:Prices: nowhere.json", failures, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(folder));
    }

    [Fact]
    public async Task DamagedDatabase_IsSaidInALine_AndLeftAsItIs()
    {
        var folder = Directory.CreateTempSubdirectory("eksgrader-api-").FullName;
        var file = Path.Combine(folder, "eksgrader.db");
        var damaged = new byte[40_000];
        new Random(1).NextBytes(damaged);
        await File.WriteAllBytesAsync(file, damaged, TestContext.Current.CancellationToken);
        await using var app = ServiceHost.Build([.. Service.Defaults(folder)]);
        var failure = await Assert.ThrowsAnyAsync<Exception>(() => app.StartServiceAsync(TestContext.Current.CancellationToken));
        Assert.Contains("The database cannot be used", StartFailure.Say(failure)[0], StringComparison.Ordinal);
        Assert.Equal(damaged, await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("Database:ConnectionString", "Data Source={0}/file/data/eksgrader.db")]
    [InlineData("Vault:KeysFolder", "{0}/file/keys")]
    public async Task FolderThatCannotBeWritten_IsSaidInALine_AtOnce_WithCode2(string setting, string value)
    {
        Assert.SkipWhen(GivenPostgres.IsGiven, "Where a database lies in a folder.");
        var folder = Directory.CreateTempSubdirectory("eksgrader-api-").FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "file"), "", TestContext.Current.CancellationToken);
        string[] args = [.. Service.Defaults(folder), $"--{setting}={string.Format(System.Globalization.CultureInfo.InvariantCulture, value, folder)}"];
        await using var app = ServiceHost.Build(args);
        var failure = await Assert.ThrowsAnyAsync<Exception>(() => app.StartServiceAsync(TestContext.Current.CancellationToken));
        var line = Assert.Single(StartFailure.Say(failure));
        Assert.StartsWith($"{setting}: the folder {folder}", line, StringComparison.Ordinal);
        Assert.Equal(2, await ServiceHost.RunAsync(args, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task DatabaseThatAnotherProcessHolds_IsSaidInALine_AfterTheConfiguredWait()
    {
        Assert.SkipWhen(GivenPostgres.IsGiven, "SQLite knows one writer.");
        string folder;
        await using (var first = await Service.StartAsync())
            folder = first.Folder;
        await using var other = new SqliteConnection($"Data Source={Path.Combine(folder, "eksgrader.db")};Pooling=False");
        await other.OpenAsync(TestContext.Current.CancellationToken);
        await using var transaction = await other.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using var app = ServiceHost.Build([.. Service.Defaults(folder), "--Database:BusyTimeout=00:00:01"]);
        var failure = await Assert.ThrowsAnyAsync<Exception>(() => app.StartServiceAsync(TestContext.Current.CancellationToken));
        Assert.Contains("another program holds it locked", Assert.Single(StartFailure.Say(failure)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task OldListOfNetworks_IsThatOfClustersAlone_AndWarns()
    {
        var log = new WarningLog();
        await using var service = await Service.StartAsync(["--Network:Allowed:0=127.0.0.0/8", "--Network:Clusters:0=10.0.0.0/8", "--Logging:LogLevel:Default=Warning"], configure: services => services.AddSingleton<ILoggerProvider>(log));
        Assert.Contains(log.Lines, l => l.Contains("Network:Clusters", StringComparison.Ordinal));
        var clusters = service.Services.GetRequiredService<AddressGuard>();
        var probes = service.Services.GetRequiredKeyedService<AddressGuard>(NetworkUse.Probes);
        var webhooks = service.Services.GetRequiredKeyedService<AddressGuard>(NetworkUse.Webhooks);
        Assert.Equal((null, null, "loopback", "loopback"), (clusters.BlockedBecause(IPAddress.Loopback), clusters.BlockedBecause(IPAddress.Parse("10.1.2.3")), probes.BlockedBecause(IPAddress.Loopback), webhooks.BlockedBecause(IPAddress.Loopback)));
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task FolderThatOthersCanRead_IsWarnedOf_AndTheFilesInItAreTheOwners()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || GivenPostgres.IsGiven, "Rights of Unix, where a database lies in a folder.");
        var folder = Directory.CreateTempSubdirectory("eksgrader-api-").FullName;
        File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101);
        var log = new WarningLog();
        await using var service = await Service.StartAsync(["--Logging:LogLevel:Default=Warning"], folder: folder, configure: services => services.AddSingleton<ILoggerProvider>(log));
        var room = await Classroom.CreateAsync(service);
        await room.GradedAsync();
        (await service.Client(null).GetAsync("/.well-known/eksgrader-receipt-key")).Is(200);
        Assert.Contains(log.Lines, l => l.Contains($"{folder} (mode 0755)", StringComparison.Ordinal));
        Assert.All(
            Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories),
            file => Assert.True(File.GetUnixFileMode(file) == (UnixFileMode)0b110_000_000, $"{file}: {File.GetUnixFileMode(file)}"));
    }

    [Fact]
    public async Task AddressThatIsTaken_IsSaidInALine()
    {
        await using var first = await Service.StartAsync();
        var folder = Directory.CreateTempSubdirectory("eksgrader-api-").FullName;
        var taken = first.Address;
        await using var app = ServiceHost.Build([.. Service.Defaults(folder), $"--urls={taken}"]);
        var failure = await Assert.ThrowsAnyAsync<Exception>(() => app.StartServiceAsync(TestContext.Current.CancellationToken));
        Assert.Contains("address already in use", StartFailure.Say(failure)[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task ServiceThatStopsInTheMiddle_GoesOnAfterTheNextStart()
    {
        string folder, id;
        Classroom room;
        await using (var service = await Service.StartAsync())
        {
            folder = service.Folder;
            room = await Classroom.CreateAsync(service);
            var host = room.NewHost();
            var cluster = service.Clusters.On(host).Hold();
            id = await room.SubmitAsync(host);
            await cluster.Begun;
        }

        await using var next = await Service.StartAsync(folder: folder);
        var graded = await next.Admin().GradedAsync(id);
        Assert.Equal(30, graded.GetProperty("score").GetDecimal());
        Assert.Equal(1, (await next.Admin().GetAsync($"{room.Lab}/gradebook")).Json.GetProperty("items")[0].GetProperty("attempts").GetInt32());
    }

    [Fact]
    public async Task DemoSeed_MadeTwice_IsThereOnce()
    {
        await using var service = await Service.StartAsync();
        for (var i = 0; i < 2; i++)
        {
            await using var scope = service.Services.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<DemoSeed>().EnsureAsync(change: null, TestContext.Current.CancellationToken);
        }

        var assignment = await service.Admin().GetAsync("/api/courses/demo/assignments/eks-assessment");
        Assert.Equal("\"1\"", assignment.Is(200).ETag);
    }
}
