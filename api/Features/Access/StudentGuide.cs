using EksGrader.Checks.Instructions;

namespace EksGrader.Api.Features.Access;

/// <summary>How one student gives access to one cluster.</summary>
/// <param name="Needs">The rights that suffice.</param>
/// <param name="Values">The student's own values.</param>
/// <param name="CourseHoldsAccess">Whether the course holds access of its own to students' clusters.</param>
public sealed record StudentGuide(AccessNeeds Needs, AccessValues Values, bool CourseHoldsAccess)
{
    /// <summary>The instructions, filled in.</summary>
    public AccessInstructions Instructions { get; } = new(Needs, Values);
}
