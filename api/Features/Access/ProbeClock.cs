namespace EksGrader.Api.Features.Access;

/// <summary>How long an access is tried: how long the cluster is waited for, and the trial as a whole.</summary>
internal sealed class ProbeClock : IDisposable
{
    /// <summary>When it is said that no server answered that is not EKS's, in a test that nothing waits for: a connection may take as long.</summary>
    public static readonly TimeSpan SilenceTakes = TimeSpan.FromSeconds(11);

    /// <summary>How long a server is waited for before a submission is taken: that a dead one is dead is said within 3 seconds.</summary>
    public static readonly TimeSpan FirstAnswer = TimeSpan.FromSeconds(2.5);

    /// <summary>How long the trial before a submission takes at most, AWS included.</summary>
    public static readonly TimeSpan FirstTrial = TimeSpan.FromSeconds(8);

    private readonly TimeProvider time;
    private readonly TimeSpan silence;
    private readonly long began;
    private readonly CancellationTokenSource whole;
    private readonly CancellationTokenSource reach;

    private ProbeClock(TimeProvider time, TimeSpan whole, TimeSpan reach, TimeSpan silence)
    {
        (this.time, this.silence, began) = (time, silence, time.GetTimestamp());
        this.whole = new CancellationTokenSource(whole, time);
        this.reach = new CancellationTokenSource(reach, time);
    }

    /// <summary>For a test of its own: as patient as an observation.</summary>
    public static ProbeClock Patient(TimeProvider time, TimeSpan observation) => new(time, observation, observation, SilenceTakes);

    /// <summary>For the trial before a submission. Through AWS the server is known only after some calls, which have their own patience.</summary>
    public static ProbeClock First(TimeProvider time, bool throughAws) => new(time, FirstTrial, throughAws ? FirstTrial : FirstAnswer, FirstAnswer);

    /// <summary>Ends with the trial.</summary>
    public CancellationToken Over => whole.Token;

    /// <summary>Ends when the server has been waited for long enough.</summary>
    public CancellationToken ReachOver => reach.Token;

    /// <summary>How long it is until silence is told; not above zero once it may be.</summary>
    public TimeSpan UntilSilence() => silence - time.GetElapsedTime(began);

    /// <inheritdoc/>
    public void Dispose()
    {
        whole.Dispose();
        reach.Dispose();
    }
}
