using EksGrader.Checks.Checks;
using EksGrader.Checks.Core;

namespace EksGrader.Tests.Unit.Gates;

/// <summary>The gate "one fact broken": what a mutation must do to the verdict of a reference.</summary>
internal static class FactBroken
{
    private const decimal Rounding = 0.000001m;

    /// <summary>What is wrong with the verdict of a mutation; nothing where it was caught.</summary>
    /// <param name="info">The check.</param>
    /// <param name="mutation">What was changed.</param>
    /// <param name="whole">The verdict of the reference.</param>
    /// <param name="broken">The verdict with the change.</param>
    public static IEnumerable<string> FlawsOf(CheckInfo info, Mutation mutation, Verdict whole, Verdict broken)
    {
        if (mutation.Answer == Answer.Escapes)
        {
            return broken.Share == 1 ? [] : [$"it does not escape any more: {broken.Summary.En}"];
        }

        return FlawsOfAnswer(mutation, broken).Concat(FlawsOfFacts(info, mutation, whole, broken));
    }

    /// <summary>Whether two shares are the same but for the rounding of what was written by hand.</summary>
    public static bool IsSame(decimal? share, decimal? other) => share is null || other is null ? share == other : Math.Abs(share.Value - other.Value) < Rounding;

    private static IEnumerable<string> FlawsOfAnswer(Mutation mutation, Verdict broken)
    {
        var isRight = mutation.Answer switch
        {
            Answer.Asked => broken is { Outcome: Outcome.Unknown, Fault: FaultDomain.Grader, Question: { } question } && IsSame(question.ShareIfNo, mutation.Share),
            Answer.Waiting => broken.Outcome == Outcome.Pending,
            _ => IsSame(broken.Share, mutation.Share),
        };
        return isRight ? [] : [$"{broken.Outcome} with {broken.Share}, where {mutation.Answer} with {mutation.Share} was meant: {broken.Summary.En}"];
    }

    private static IEnumerable<string> FlawsOfFacts(CheckInfo info, Mutation mutation, Verdict whole, Verdict broken)
    {
        var touched = Touched(info, mutation);
        foreach (var fact in broken.Facts)
        {
            var before = whole.Facts.First(f => f.Id == fact.Id);
            if (fact.Id == mutation.Fact)
            {
                if (before.State != FactState.Held)
                {
                    yield return $"fact {fact.Id} was {before.State} before";
                }

                if (!IsAsMeant(mutation.Answer, fact.State))
                {
                    yield return $"fact {fact.Id} is {fact.State}";
                }

                if (fact.State != FactState.NotReached && !fact.Rows.Any(IsFilled))
                {
                    yield return $"fact {fact.Id} says in no row what was expected and seen";
                }
            }
            else if (fact.State != before.State && !touched.Contains(fact.Id))
            {
                yield return $"fact {fact.Id} changed from {before.State} to {fact.State} too";
            }
        }
    }

    private static bool IsAsMeant(Answer answer, FactState state) => answer switch
    {
        Answer.Asked => state == FactState.Unread,
        Answer.Waiting => state == FactState.NotReached,
        _ => state is FactState.Broken or FactState.Partial,
    };

    private static bool IsFilled(FactRow row) =>
        new[] { row.Expected.En, row.Expected.Ko, row.Seen.En, row.Seen.Ko }.All(t => !string.IsNullOrWhiteSpace(t));

    // Facts stand after those that they require.
    private static HashSet<string> Touched(CheckInfo info, Mutation mutation)
    {
        var touched = mutation.Also.Append(mutation.Fact).ToHashSet(StringComparer.Ordinal);
        foreach (var fact in info.Facts.Where(f => f.Requires.Any(touched.Contains)))
        {
            touched.Add(fact.Id);
        }

        return touched;
    }
}
