namespace EksGrader.Tests.Browser.Fixtures;

/// <summary>Who looks at a page.</summary>
public enum Who
{
    Nobody,

    /// <summary>A student who submitted.</summary>
    Student,

    /// <summary>A student who has not.</summary>
    Newcomer,
    Assistant,
    Instructor,
    Admin,
}

/// <summary>The school's people; students are those of the practice class.</summary>
internal static class People
{
    public const string Instructor = "instructor@demo.example";
    public const string Assistant = "assistant@demo.example";
    public const string Admin = "admin@demo.example";
}
