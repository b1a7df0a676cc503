using EksGrader.Api.Features.Courses;
using EksGrader.Checks.Assignments;
using EksGrader.Checks.Checks;
using EksGrader.Checks.Input;

namespace EksGrader.Api.Features.Assignments.Editing;

/// <summary>Where an assignment is edited.</summary>
/// <param name="Course">The course's slug.</param>
/// <param name="Assignment">The assignment's slug; null for one that is not there yet.</param>
public sealed record EditorPlace(string Course, string? Assignment);

/// <summary>What an editor sends: both sides of one document, and what both showed when they last agreed.</summary>
/// <param name="Form">The form.</param>
/// <param name="Yaml">The YAML.</param>
/// <param name="Agreed">The YAML that both sides showed before anything was typed.</param>
/// <param name="Version">The version that is edited; 0 for a new assignment.</param>
/// <param name="Action">What to do: <c>form</c> or <c>yaml</c> to let that side count, <c>add:ID</c>, <c>remove:0</c>, <c>up:0</c>, <c>down:0</c>; otherwise the side that was changed counts.</param>
public sealed record EditorInput(AssignmentForm Form, string Yaml, string Agreed, int Version, string? Action)
{
    /// <summary>Whether the YAML was in sight, not the form.</summary>
    public bool OnYaml { get; init; }
}

/// <summary>An assignment being edited: both sides, what is wrong with them, and what would change.</summary>
public sealed record EditorView
{
    /// <summary>The course.</summary>
    public required CourseView Course { get; init; }

    /// <summary>The form.</summary>
    public required AssignmentForm Form { get; init; }

    /// <summary>The YAML.</summary>
    public required string Yaml { get; init; }

    /// <summary>The YAML that both sides say; the last that could be read.</summary>
    public required string Agreed { get; init; }

    /// <summary>The version that is edited; 0 for a new assignment.</summary>
    public required int Version { get; init; }

    /// <summary>The checks that an assignment can name, those of plug-ins included.</summary>
    public required IReadOnlyList<CheckInfo> Catalogue { get; init; }

    /// <summary>The assignment; null while it cannot be read.</summary>
    public Assignment? Assignment { get; init; }

    /// <summary>What is wrong with the form.</summary>
    public IReadOnlyList<ValidationError> FormFaults { get; init; } = [];

    /// <summary>What is wrong with the YAML.</summary>
    public IReadOnlyList<ValidationError> YamlFaults { get; init; } = [];

    /// <summary>Whether both sides were changed, so that one must be chosen.</summary>
    public bool Disagree { get; init; }

    /// <summary>Whether what was sent is what was shown: nothing was typed since.</summary>
    public bool Reviewed { get; init; }

    /// <summary>What saving would change; null while it cannot be told.</summary>
    public EditorPreview? Preview { get; init; }

    /// <summary>What someone else saved meanwhile.</summary>
    public Meanwhile? Meanwhile { get; init; }

    /// <summary>Whether the YAML is in sight, not the form.</summary>
    public bool OnYaml { get; init; }

    /// <summary>When it was read; what it comes to is said as of then.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>Whether it is right and both sides say the same.</summary>
    public bool IsGood => Assignment is not null && !Disagree && FormFaults.Count + YamlFaults.Count == 0;
}

/// <summary>What saving would change.</summary>
/// <param name="Changes">Every field that differs from the version that is edited.</param>
/// <param name="Dates">What moved dates do to submissions and deletion deadlines; null where no date moves.</param>
/// <param name="TouchesGrades">Whether checks, points or parameters differ.</param>
/// <param name="Graded">How many submissions were graded by older versions.</param>
public sealed record EditorPreview(IReadOnlyList<AssignmentChange> Changes, MovedDates? Dates, bool TouchesGrades, int Graded)
{
    /// <summary>How many students have submitted to what saving would hide; 0 where nothing is hidden that was shown.</summary>
    public int Hides { get; init; }
}

/// <summary>A version that someone else saved while this one was edited.</summary>
/// <param name="Number">The version.</param>
/// <param name="By">Who saved it.</param>
/// <param name="At">When.</param>
/// <param name="Changes">What it changed since the version that is edited.</param>
public sealed record Meanwhile(int Number, string By, DateTimeOffset At, IReadOnlyList<AssignmentChange> Changes);
