using EksGrader.Jobs.Scheduling;
using EksGrader.Tests.Unit.Support;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace EksGrader.Tests.Unit.Jobs.Scheduling;

public sealed class JobStoreFileTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("eksgrader-jobs-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task BrokenFile_IsSetAsideAndTheSchedulerBeginsAnew()
    {
        var token = TestContext.Current.CancellationToken;
        var file = Path.Combine(folder, "jobs.db");
        var noise = new byte[300_000];
        new Random(1).NextBytes(noise);
        await File.WriteAllBytesAsync(file, noise, token);

        await new JobStoreFile($"Data Source={file}", new ManualTime(), NullLogger<JobStoreFile>.Instance).StartingAsync(token);

        Assert.Equal(noise, await File.ReadAllBytesAsync(file + ".broken-20261204T090000Z", token));
        await using var anew = new SqliteConnection($"Data Source={file};Pooling=False");
        await anew.OpenAsync(token);
    }
}
