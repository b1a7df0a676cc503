using EksGrader.Tests.Real.Fixtures;
using EksGrader.Tests.Support;

namespace EksGrader.Tests.Real.Jobs;

/// <summary>
/// Processes of their own that share one queue on PostgreSQL. The bench's program runs them and knows what must come of it, since it does the
/// same with thousands of jobs and dozens of kills (tests/Bench/Jobs).
/// </summary>
public sealed class JobProcessesTests(PostgresFixture server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public async Task Jobs_OfSeveralProcesses_AreEachDoneOnce(int processes) => await WatchedClass.RunAsync(
        "all done, 0 twice", "jobs", "--postgres", await server.ServerAsync(Token), "--processes", $"{processes}", "--jobs", "300", "--workers", "10");

    /// <summary>Killed (SIGKILL) with long jobs in hand and short ones on their way: none is lost, and the other process begins each within 45 seconds.</summary>
    [Fact]
    public async Task Killed_InTheMiddleOfJobs_LosesNone() =>
        await WatchedClass.RunAsync(" 0 lost", "jobs-killed", "--postgres", await server.ServerAsync(Token), "--kills", "1");
}
