using EksGrader.Checks.Reads;

namespace EksGrader.Checks.Enforcement;

/// <summary>What one round of a deletion came to.</summary>
public abstract record ReconcileResult
{
    private ReconcileResult()
    {
    }

    /// <summary>It is not over: another round follows.</summary>
    /// <param name="After">In how long.</param>
    public sealed record GoOn(TimeSpan After) : ReconcileResult;

    /// <summary>Everything that may be deleted is gone.</summary>
    /// <param name="SomeSkipped">Whether something was left alone.</param>
    public sealed record Done(bool SomeSkipped) : ReconcileResult;

    /// <summary>Something could not be deleted, and nothing else is left to do in this attempt.</summary>
    /// <param name="Step">The first of them.</param>
    public sealed record Failed(DeletionStepFacts Step) : ReconcileResult;

    /// <summary>The cluster is gone and another of its name lives: nothing is touched.</summary>
    /// <param name="Left">How many known things may be left.</param>
    public sealed record AnotherLives(int Left) : ReconcileResult;

    /// <summary>The cluster could not be looked at.</summary>
    /// <param name="Fault">Why.</param>
    public sealed record NotLookedAt(ReadError Fault) : ReconcileResult;
}
