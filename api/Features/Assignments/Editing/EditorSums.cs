using EksGrader.Api.Shared;
using EksGrader.Checks.Assignments;
using NodaTime;
using static EksGrader.Api.Features.Assignments.AssignmentPageTexts;
using static EksGrader.Api.Shared.SharedTexts;

namespace EksGrader.Api.Features.Assignments.Editing;

/// <summary>Says in a sentence what a part of an assignment comes to, so that a part can stay folded.</summary>
/// <param name="assignment">The assignment.</param>
/// <param name="zone">The course's time zone.</param>
/// <param name="now">As of when.</param>
internal sealed class EditorSums(Assignment assignment, DateTimeZone zone, DateTimeOffset now)
{
    private readonly Deadlines deadlines = new(assignment, zone);

    /// <summary>The sentences of what is edited; null while it cannot be read.</summary>
    public static EditorSums? Of(EditorView view) =>
        view.Assignment is { } assignment ? new EditorSums(assignment, DateTimeZoneProviders.Tzdb[view.Course.TimeZone], view.At) : null;

    /// <summary>The due date with its zone; null where there is none.</summary>
    public string? Due => deadlines.Due() is { } due ? Moments.Format(due.ToDateTimeOffset(), deadlines.Zone) : null;

    /// <summary>What is odd about the due date; null where nothing is.</summary>
    public string? DueWarning => deadlines.Due() < Now ? Say("DuePassed") : null;

    /// <summary>Whether students see it.</summary>
    public string Shown => assignment.Draft ? Say("ShownDraft")
        : deadlines.Opens is { } opens && Now < opens ? Say("ShownFrom", Moments.Format(opens.ToDateTimeOffset(), deadlines.Zone)) : Say("ShownNow");

    /// <summary>What the description says, by its first line.</summary>
    public string Description => assignment.Description is { } said && SafeMarkdown.FirstLine(said.Local()) is { Length: > 0 } first
        ? first.Length > 60 ? first[..60] + "…" : first
        : Say("SumNoDescription");

    /// <summary>How submissions are taken and counted.</summary>
    public string Rules => string.Join(' ',
        assignment.MaxAttempts is { } most ? Say("SumAttempts", most) : Say("SumAttemptsAny"),
        Say(assignment.Counts == CountingRule.Best ? "SumBest" : "SumLast"),
        Late);

    /// <summary>How students give access.</summary>
    public string Access => Say("SumAccess", string.Join(", ", assignment.Access.Select(k => Say("Kind_" + char.ToLowerInvariant(k.ToString()[0]) + k.ToString()[1..]))));

    /// <summary>By when clusters are gone.</summary>
    public string Deletion => string.Join(' ',
        Say(assignment.Deletion.DeleteBy == DeleteBy.DueDay ? "SumDeleteDueDay" : "SumDelete", Moments.Format(assignment.Deletion.Minimum.ToTimeSpan())),
        Say("SumDeleteLate", Moments.Format((assignment.Deletion.LateAfter + assignment.Deletion.LateGrace).ToTimeSpan())),
        assignment.Deletion.Enforce ? Say("SumEnforce", Moments.Format(assignment.Deletion.Grace.ToTimeSpan())) : "").TrimEnd();

    private Instant Now => Instant.FromDateTimeOffset(now);

    private string Late => assignment switch
    {
        { Due: null } => Say("SumNoDue"),
        { LatePenalty: 0 } => Closes is { } at ? Say("SumLateUntil", at) : Say("SumLate"),
        _ => (Closes is { } at ? Say("SumLessUntil", Percent, at) : Say("SumLess", Percent)),
    };

    private string Percent => Points(assignment.LatePenalty * 100);

    private string? Closes => deadlines.Closes() is { } closes ? Moments.Format(closes.ToDateTimeOffset(), deadlines.Zone) : null;
}
