using EksGrader.Checks.Access;
using EksGrader.Checks.Aws;
using EksGrader.Checks.Core;
using EksGrader.Checks.Input;

namespace EksGrader.Api.Features.Courses;

/// <summary>
/// The section <c>CourseRoles:COURSE</c> of the configuration: the role that a course holds, for access of kind <c>course</c>. One role of a
/// shared account, or one for each member account, by the student's number.
/// </summary>
internal sealed class CourseRoleOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "CourseRoles";

    /// <summary>The role of the shared account; null for none.</summary>
    public string? RoleArn { get; set; }

    /// <summary>The roles of member accounts, by student number.</summary>
    public IDictionary<string, string> Members { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The external id that these roles ask for; null for none.</summary>
    public string? ExternalId { get; set; }

    /// <summary>Whether the service's own credentials reach the clusters, without a role.</summary>
    public bool OwnCredentials { get; set; }

    /// <summary>Whether the course holds any access of its own.</summary>
    public bool HoldsAccess => OwnCredentials || RoleArn is { Length: > 0 } || Members.Count > 0;

    /// <summary>The role for a student; null for none.</summary>
    public string? RoleFor(string studentNumber) => Members.TryGetValue(studentNumber, out var own) ? own : RoleArn;

    /// <summary>Access to a cluster that the student named; null where the course holds nothing for the student.</summary>
    public ParseResult<AwsAccess>? Open(AwsAccessValidator validator, AwsAccessInput input, string studentNumber)
    {
        var reading = RoleFor(studentNumber) is { } role
            ? validator.Role(input with { RoleArn = role }, ExternalId)
            : OwnCredentials ? validator.Own(input) : null;
        return reading?.Value is { } access ? access with { HeldByCourse = true, OfMember = IsAlone(studentNumber) } : reading;
    }

    // Whether no other student's role, nor the shared one, is of the same account.
    private bool IsAlone(string studentNumber) => Members.TryGetValue(studentNumber, out var own)
        && Members.Where(m => m.Key != studentNumber).Select(m => m.Value).Append(RoleArn ?? "").All(other => AccountOf(other) != AccountOf(own));

    private static string AccountOf(string roleArn) => ClusterArn.AccountOf(roleArn.Trim()) ?? roleArn;
}

/// <summary>The roles that courses hold, by the course's slug.</summary>
internal sealed class CourseRoles
{
    /// <summary>The roles.</summary>
    public IDictionary<string, CourseRoleOptions> ByCourse { get; } = new Dictionary<string, CourseRoleOptions>(StringComparer.Ordinal);

    /// <summary>What a course holds; null for nothing.</summary>
    public CourseRoleOptions? Of(string course) => ByCourse.TryGetValue(course, out var role) ? role : null;
}
