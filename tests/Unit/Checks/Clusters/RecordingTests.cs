using System.Security.Cryptography;
using System.Text.Json;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes;
using EksGrader.Checks.Reads;
using EksGrader.Tests.Support.Time;

namespace EksGrader.Tests.Unit.Checks.Clusters;

public sealed class RecordingTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private static readonly IReadOnlyList<CheckId> Checks = [new("nodes")];
    private readonly ManualTime time = new();

    [Fact]
    public async Task Read_AskedTwice_AsksTheClusterOnce()
    {
        using var log = Log();
        var asked = 0;
        Task<ReadResult<AccessAnswer>> Live(CancellationToken token) => Task.FromResult(new ReadResult<AccessAnswer>(new AccessAnswer(Interlocked.Increment(ref asked) > 0)));

        await Task.WhenAll(Ask(log, Live), Ask(log, Live));

        Assert.Equal(1, asked);
        Assert.Single((await log.EndAsync(Checks)).Reads);
    }

    [Fact]
    public async Task Read_Failing_FailsTheSameWayInTheReplay()
    {
        var fault = new ReadError { Failure = ReadFailure.Denied, Fault = FaultDomain.Student, Summary = new LocalizedText("may not list nodes", "노드를 볼 권한이 없음"), Feedback = [LocalizedText.Same("kubectl …")], MayPass = true };
        using var log = Log();
        await Assert.ThrowsAsync<ReadException>(() => Ask(log, _ => throw new ReadException(fault)));

        var replay = new ReplayLog((await PackedAsync(await log.EndAsync(Checks))).Observations[0]);
        var again = await Assert.ThrowsAsync<ReadException>(() => Ask(replay, NotCalled));

        Assert.Equivalent(fault, again.Fault, strict: true);
    }

    [Fact]
    public async Task LastRead_OfAnObservationThatUsedUpItsTime_IsStillAnswered()
    {
        using var log = Log();
        time.Advance(Limit);

        var last = await log.BeginLastReadAsync();

        Assert.True((await Ask(last, _ => Task.FromResult(new ReadResult<AccessAnswer>(new AccessAnswer(true))))).Allowed);
    }

    [Fact]
    public async Task File_OverItsBound_CutsWhatShowsWhoAnsweredLastOfAll()
    {
        RecordedRead Read(string key, int length) => new() { Key = key, At = time.GetUtcNow(), Answer = JsonSerializer.SerializeToUtf8Bytes(Convert.ToHexString(RandomNumberGenerator.GetBytes(length))) };
        const string First = "kubernetes list apiservices.apiregistration.k8s.io";
        var recording = new Recording();
        recording.Add(new RecordedObservation(1, time.GetUtcNow(), HandIn, Checks, [Read(First, 2_000), Read($"{First} again", 2_000), Read("small", 1_500)]));

        async Task<IReadOnlyList<string>> CutAsync(int limit)
        {
            using var packed = new MemoryStream(RecordingFile.Pack(recording, limit));
            return [.. (await RecordingFile.UnpackAsync(packed, TestContext.Current.CancellationToken)).Observations[0].Reads.Where(r => r.Cut > 0).Select(r => r.Key)];
        }

        Assert.Equal(["small"], await CutAsync(RecordingFile.Pack(recording).Length - 1));
        Assert.Equal(3, (await CutAsync(1_000)).Count);
    }

    [Fact]
    public async Task Pause_InAnObservation_TakesItsTimeByTheClockOfTheObservation()
    {
        using var log = Log();
        var pause = log.PauseAsync(TimeSpan.FromSeconds(15), TestContext.Current.CancellationToken);

        time.Advance(TimeSpan.FromSeconds(14));
        Assert.False(pause.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(1));
        await pause;
    }

    [Fact]
    public async Task Pause_ThatTheObservationDoesNotOutlast_EndsWithItAndWhatFollowsIsTimedOut()
    {
        using var log = Log();
        time.Advance(TimeSpan.FromSeconds(20));
        var pause = log.PauseAsync(TimeSpan.FromSeconds(15), TestContext.Current.CancellationToken);

        time.Advance(TimeSpan.FromSeconds(10));
        await pause;

        var thrown = await Assert.ThrowsAsync<ReadException>(() => Ask(log, _ => Task.FromResult(new ReadResult<AccessAnswer>(new AccessAnswer(true)))));
        Assert.Equal(ReadFailure.TimedOut, thrown.Fault.Failure);
    }

    [Fact]
    public async Task Pause_Replayed_TakesNoTime()
    {
        using var log = Log();
        var replay = new ReplayLog((await PackedAsync(await log.EndAsync(Checks))).Observations[0]);
        Assert.True(((IReadLog)replay).PauseAsync(TimeSpan.FromSeconds(15), TestContext.Current.CancellationToken).IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Read_HangingPastTheObservation_IsRecordedAsTimedOutByTheCluster()
    {
        using var log = Log();
        var hanging = Ask(log, _ => new TaskCompletionSource<ReadResult<AccessAnswer>>().Task);

        time.Advance(Limit);

        var thrown = await Assert.ThrowsAsync<ReadException>(() => hanging);
        Assert.Equal((ReadFailure.TimedOut, FaultDomain.Cluster), (thrown.Fault.Failure, thrown.Fault.Fault));
        Assert.Equal(ReadFailure.TimedOut, Assert.Single((await log.EndAsync(Checks)).Reads).Fault?.Failure);
    }

    [Fact]
    public async Task Timeout_WhileTheGraderWasStarved_IsTheGradersFault()
    {
        var pulse = new StarvationMonitor(time);
        using var log = new RecordingLog(1, HandIn, time, Limit, pulse);
        var timedOut = ReadErrors.TimedOut("key");
        var answer = new TaskCompletionSource<ReadResult<AccessAnswer>>();
        var reading = Ask(log, _ => answer.Task);

        // The beats that were due in these seconds never came: nothing ran.
        pulse.Dispose();
        time.Advance(TimeSpan.FromSeconds(10));
        answer.SetException(new ReadException(timedOut));

        var thrown = await Assert.ThrowsAsync<ReadException>(() => reading);
        Assert.Equal((ReadFailure.TimedOut, FaultDomain.Grader), (thrown.Fault.Failure, thrown.Fault.Fault));
    }

    [Fact]
    public async Task LookUsedUpByAStarvedGrader_ReadsThatNeverBegan_AreTheGradersFault()
    {
        var beats = new BeatsByHand(time);
        using var pulse = new StarvationMonitor(beats);
        using var log = new RecordingLog(1, HandIn, time, Limit, pulse);
        time.Advance(TimeSpan.FromSeconds(5));
        beats.Beat();
        for (var i = 0; i < Limit.TotalSeconds; i++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            beats.Beat();
        }

        var thrown = await Assert.ThrowsAsync<ReadException>(() => Ask(log, _ => Task.FromResult(new ReadResult<AccessAnswer>(new AccessAnswer(true)))));

        Assert.Equal((ReadFailure.TimedOut, FaultDomain.Grader), (thrown.Fault.Failure, thrown.Fault.Fault));
    }

    [Fact]
    public async Task Timeout_WhileTheGraderKeptUp_IsTheClusters()
    {
        using var pulse = new StarvationMonitor(time);
        using var log = new RecordingLog(1, HandIn, time, Limit, pulse);
        var answer = new TaskCompletionSource<ReadResult<AccessAnswer>>();
        var reading = Ask(log, _ => answer.Task);

        time.Pass(TimeSpan.FromSeconds(10));
        answer.SetException(new ReadException(ReadErrors.TimedOut("key")));

        Assert.Equal(FaultDomain.Cluster, (await Assert.ThrowsAsync<ReadException>(() => reading)).Fault.Fault);
    }

    [Theory]
    [InlineData("v1-eks-eyJhbGciOi.token-of-a-student+/=")]
    [InlineData("eyJhbGciOi.token-of-a-student+/=")]
    public async Task Answer_ThatRepeatsTheCredential_IsRefusedAndNotKept(string said)
    {
        var secrets = new SecretLeakGuard();
        secrets.Add("eyJhbGciOi.token-of-a-student+/=");
        using var log = new RecordingLog(1, HandIn, time, Limit, pulse: null, secrets);

        var thrown = await Assert.ThrowsAsync<ReadException>(() => log.ReadAsync(
            "kubernetes version", KubernetesJson.Default.ServerVersion, _ => Task.FromResult(new ReadResult<ServerVersion>(new ServerVersion { GitVersion = said })), TestContext.Current.CancellationToken));

        Assert.Equal((ReadFailure.Malformed, FaultDomain.Cluster), (thrown.Fault.Failure, thrown.Fault.Fault));
        Assert.True(Assert.Single((await log.EndAsync(Checks)).Reads).Answer.IsEmpty);
    }

    [Fact]
    public async Task Read_ThrowingWhatNoWindowMay_IsTheGradersFault()
    {
        using var log = Log();

        var thrown = await Assert.ThrowsAsync<ReadException>(() => Ask(log, _ => throw new InvalidOperationException("secret")));

        Assert.Equal(FaultDomain.Grader, thrown.Fault.Fault);
        Assert.DoesNotContain("secret", thrown.Fault.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_NotInTheRecording_IsUnknownByTheGrader()
    {
        using var log = Log();
        var replay = new ReplayLog(await log.EndAsync(Checks));

        var thrown = await Assert.ThrowsAsync<ReadException>(() => Ask(replay, NotCalled));

        Assert.Equal((ReadFailure.NotRecorded, FaultDomain.Grader), (thrown.Fault.Failure, thrown.Fault.Fault));
    }

    [Fact]
    public async Task Waiter_GivingUp_LeavesTheReadToOthers()
    {
        using var log = Log();
        using var mine = new CancellationTokenSource();
        var answer = new TaskCompletionSource<ReadResult<AccessAnswer>>();
        var first = log.ReadAsync("key", KubernetesJson.Default.AccessAnswer, _ => answer.Task, mine.Token);
        var second = Ask(log, NotCalled);

        await mine.CancelAsync();
        answer.SetResult(new(new AccessAnswer(true)));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.True((await second).Allowed);
    }

    [Fact]
    public async Task File_KeepsLooksTimesAndAnswers()
    {
        var packed = await PackedAsync(Look(1, "{\"a\":1}"), Look(2, "{\"a\":1}"), Look(3, "{\"a\":2}"));

        Assert.Equal(["{\"a\":1}", "{\"a\":1}", "{\"a\":2}"], packed.Observations.Select(l => Text(l.Reads[0])));
        Assert.Equal([1, 2, 3], packed.Observations.Select(l => l.Number));
        Assert.All(packed.Observations, l => Assert.Equal(Checks, l.Checks));
        Assert.Equal(time.GetUtcNow(), packed.Observations[0].At);
    }

    [Fact]
    public async Task File_OverItsBound_CutsTheLargestAnswersAndSaysSo()
    {
        var noise = new byte[40_000];
        new Random(1).NextBytes(noise);
        var look = new RecordedObservation(1, time.GetUtcNow(), HandIn, Checks, [Read("large", $"\"{Convert.ToBase64String(noise)}\""), Read("small", "1")]);
        var recording = new Recording();
        recording.Add(look);

        var packed = RecordingFile.Pack(recording, limit: 10_000);

        Assert.InRange(packed.Length, 1, 10_000);
        var reads = (await UnpackAsync(packed)).Observations[0].Reads;
        Assert.True(reads.Single(r => r.Key == "large") is { Answer.IsEmpty: true, Cut: > 40_000 });
        Assert.Equal("1", Text(reads.Single(r => r.Key == "small")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("not gzip at all")]
    public async Task File_ThatIsNone_IsRefused(string text) =>
        await Assert.ThrowsAsync<InvalidDataException>(() => UnpackAsync(System.Text.Encoding.UTF8.GetBytes(text)));

    [Fact]
    public async Task File_OfAnOlderFormat_IsRefusedInOneLine()
    {
        using var packed = new MemoryStream();
        await using (var zip = new System.IO.Compression.GZipStream(packed, System.IO.Compression.CompressionLevel.Fastest, leaveOpen: true))
        {
            await zip.WriteAsync(System.Text.Encoding.UTF8.GetBytes("{\"recording\":1}\n{\"look\":1,\"at\":\"2026-12-04T09:00:00Z\",\"handIn\":{}}\n"), TestContext.Current.CancellationToken);
        }

        var refused = await Assert.ThrowsAsync<InvalidDataException>(() => UnpackAsync(packed.ToArray()));

        Assert.Equal("The recording has format 1; this version reads format 3.", refused.Message);
    }

    [Fact]
    public async Task File_KeepsWhichClusterEachObservationSaw()
    {
        var cluster = new ClusterIdentity("arn", time.GetUtcNow(), "host", "uid") { CaSha256 = "ca" };

        var packed = await PackedAsync(Look(1, "1") with { Identity = cluster }, Look(2, "1"));

        Assert.Equal([cluster, null], packed.Observations.Select(l => l.Identity));
    }

    private static SubmissionTarget HandIn => new() { SubmittedAt = new DateTimeOffset(2026, 12, 4, 9, 0, 0, TimeSpan.Zero), ServerHost = "x.eks.amazonaws.com", Reach = Reach.EksHostName };

    private RecordingLog Log() => new(1, HandIn, time, Limit);

    private RecordedObservation Look(int number, string answer) => new(number, time.GetUtcNow(), HandIn, Checks, [Read("key", answer)]);

    private RecordedRead Read(string key, string answer) => new() { Key = key, At = time.GetUtcNow(), Answer = System.Text.Encoding.UTF8.GetBytes(answer) };

    private static string Text(RecordedRead read) => System.Text.Encoding.UTF8.GetString(read.Answer.Span);

    private static Task<AccessAnswer> Ask(IReadLog log, Func<CancellationToken, Task<ReadResult<AccessAnswer>>> live) =>
        log.ReadAsync("key", KubernetesJson.Default.AccessAnswer, live, TestContext.Current.CancellationToken);

    private static Task<ReadResult<AccessAnswer>> NotCalled(CancellationToken token) => throw new InvalidOperationException("This read was to be answered without asking.");

    private static Task<Recording> PackedAsync(params RecordedObservation[] looks)
    {
        var recording = new Recording();
        Array.ForEach(looks, recording.Add);
        return UnpackAsync(RecordingFile.Pack(recording));
    }

    private static async Task<Recording> UnpackAsync(byte[] packed)
    {
        using var stream = new MemoryStream(packed);
        return await RecordingFile.UnpackAsync(stream, TestContext.Current.CancellationToken);
    }

    /// <summary>A clock whose timers fire when a test says so, however late that is.</summary>
    private sealed class BeatsByHand(TimeProvider clock) : TimeProvider
    {
        private TimerCallback? callback;
        private object? state;

        public override long TimestampFrequency => clock.TimestampFrequency;

        public override long GetTimestamp() => clock.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            (this.callback, this.state) = (callback, state);
            return clock.CreateTimer(static _ => { }, null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        public void Beat() => callback?.Invoke(state);
    }
}
