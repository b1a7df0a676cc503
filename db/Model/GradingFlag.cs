using EksGrader.Checks.Integrity;

namespace EksGrader.Db.Model;

/// <summary>A sign of trouble that a grading saw; for instructors only.</summary>
/// <param name="gradingId">The grading.</param>
/// <param name="order">Its place among the grading's signs, from 0.</param>
public sealed class GradingFlag(GradingId gradingId, int order)
{
    /// <summary>The grading.</summary>
    public GradingId GradingId { get; private set; } = gradingId;

    /// <summary>Its place among the grading's signs, from 0.</summary>
    public int Order { get; private set; } = order;

    /// <summary>The stable name, such as <c>sharedCluster</c>.</summary>
    public string Kind { get; private set; } = "";

    /// <summary>What was seen, in both languages, as JSON.</summary>
    public string Message { get; private set; } = "";

    /// <summary>The sign as checks know it.</summary>
    public IntegrityFlag ToSign() => new(Kind, VerdictJson.ReadText(Message));

    internal void Become(IntegrityFlag sign) => (Kind, Message) = (sign.Kind, VerdictJson.Write(sign.Message));
}
