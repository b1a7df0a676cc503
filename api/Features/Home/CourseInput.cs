namespace EksGrader.Api.Features.Home;

/// <summary>A course as a form gives it.</summary>
public sealed class CourseInput
{
    /// <summary>What it is called in addresses.</summary>
    public string? Slug { get; set; }

    /// <summary>What people call it.</summary>
    public string? Title { get; set; }

    /// <summary>The tz database's name of its time zone.</summary>
    public string? TimeZone { get; set; }

    /// <summary>The term that it is taught in; empty for none.</summary>
    public string? Term { get; set; }
}
