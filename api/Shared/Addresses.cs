namespace EksGrader.Api.Shared;

/// <summary>The addresses of pages, in one place.</summary>
internal static class Addresses
{
    /// <summary>A course.</summary>
    public static string Course(string course) => $"/courses/{course}";

    /// <summary>A page of a course, such as <c>roster</c>.</summary>
    public static string OfCourse(string course, string page) => $"/courses/{course}/{page}";

    /// <summary>An assignment: the student's page.</summary>
    public static string Assignment(string course, string assignment) => $"/courses/{course}/assignments/{assignment}";

    /// <summary>A page of an assignment, such as <c>gradebook</c>.</summary>
    public static string OfAssignment(string course, string assignment, string page) => $"/courses/{course}/assignments/{assignment}/{page}";

    /// <summary>A submission, for those who teach.</summary>
    public static string Submission(Guid submission) => $"/submissions/{submission}";

    /// <summary>An address to come back to after signing in: of this service only (OWASP, "Unvalidated Redirects and Forwards").</summary>
    public static string LocalOr(string? address, string otherwise) =>
        address is { Length: > 1 } && address[0] == '/' && address[1] is not ('/' or '\\') && !address.Any(char.IsControl) ? address
        : address == "/" ? address : otherwise;
}

/// <summary>A page above the one that is shown.</summary>
/// <param name="Title">Its title.</param>
/// <param name="Address">Its address.</param>
public sealed record Crumb(string Title, string Address)
{
    /// <summary>A course.</summary>
    public static Crumb OfCourse(string title, string slug) => new(title, Addresses.Course(slug));

    /// <summary>An assignment.</summary>
    public static Crumb OfAssignment(string title, string course, string assignment) => new(title, Addresses.Assignment(course, assignment));
}
