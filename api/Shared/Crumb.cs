namespace EksGrader.Api.Shared;

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
