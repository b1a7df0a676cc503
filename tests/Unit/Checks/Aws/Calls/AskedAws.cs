using System.Collections.Immutable;
using EksGrader.Checks.Aws;
using EksGrader.Simulator;
using EksGrader.Simulator.Plans;
using EksGrader.Tests.Unit.Fakes;
using EksGrader.Tests.Unit.Simulator;

namespace EksGrader.Tests.Unit.Checks.Aws.Calls;

/// <summary>
/// The grader's reads led to an AWS that checks signatures and refuses what the service models do not allow, over a log that keeps what a
/// recording would.
/// </summary>
internal sealed class AskedAws : IAsyncDisposable
{
    private readonly PracticeClass practice;

    private AskedAws(PracticeClass practice, FakeLog log)
    {
        this.practice = practice;
        Log = log;
        Cluster = practice.Clusters[0];
        Aws = new AwsReader(log, Practice.Aws(practice).Open(Practice.Access(Cluster)).Client);
    }

    public AwsReader Aws { get; }

    public FakeLog Log { get; }

    public PracticeCluster Cluster { get; }

    /// <summary>Everything that was recorded.</summary>
    public string Recorded => string.Join('\n', Log.Answers.Select(a => a.Value));

    public static Task<AskedAws> StartAsync(params (string Operation, string Answer)[] answers) => StartAsync("good-network", answers);

    public static async Task<AskedAws> StartAsync(string kind, params (string Operation, string Answer)[] answers)
    {
        var started = await PracticeClass.StartAsync(
            new PracticeClassOptions { Students = 1, Kinds = [kind], AwsAnswers = answers.ToImmutableDictionary(a => a.Operation, a => a.Answer, StringComparer.Ordinal) },
            TestContext.Current.CancellationToken);
        return new AskedAws(started, new FakeLog(FakeCluster.Now));
    }

    public ValueTask DisposeAsync() => practice.DisposeAsync();
}
