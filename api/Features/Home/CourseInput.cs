using System.Globalization;

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

    /// <summary>By when an appeal is to be answered, in days, as it was typed; empty for what the service is set to.</summary>
    public string? AnswerWithinDays { get; set; }

    /// <summary>The days; 0 for none, and what is no number is out of every range.</summary>
    public int Days => string.IsNullOrWhiteSpace(AnswerWithinDays) ? 0 : int.TryParse(AnswerWithinDays.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var days) ? days : -1;
}
