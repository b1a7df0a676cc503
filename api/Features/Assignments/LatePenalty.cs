using EksGrader.Checks.Assignments;

namespace EksGrader.Api.Features.Assignments;

/// <summary>What is taken off for being late.</summary>
internal static class LatePenalty
{
    /// <summary>The points that count: rounded half away from zero to two decimals where something is taken off.</summary>
    /// <param name="score">The points of the checks.</param>
    /// <param name="late">Whether the submission came after the student's due date.</param>
    /// <param name="assignment">What it is taken off by.</param>
    public static decimal Of(decimal score, bool late, Assignment assignment) =>
        late ? Math.Round(score * (1 - assignment.LatePenalty), 2, MidpointRounding.AwayFromZero) : score;
}
