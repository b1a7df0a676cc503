namespace EksGrader.Api.Features.Audit;

/// <summary>Which entries of the audit trail are asked for.</summary>
/// <param name="Course">The course's slug; null for every course that the caller may see, and what concerns none.</param>
/// <param name="Who">A part of who did it.</param>
/// <param name="What">What was done, such as <c>override.given</c>, or its first part, such as <c>override</c>.</param>
/// <param name="Student">A student's number.</param>
/// <param name="Since">The first moment.</param>
/// <param name="Until">The moment after the last.</param>
public sealed record AuditQuery(string? Course, string? Who, string? What, string? Student, DateTimeOffset? Since, DateTimeOffset? Until)
{
    /// <summary>Everything.</summary>
    public static AuditQuery All { get; } = new(null, null, null, null, null, null);
}
