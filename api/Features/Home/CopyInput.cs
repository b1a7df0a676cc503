namespace EksGrader.Api.Features.Home;

/// <summary>The copy of a course as a form gives it.</summary>
public sealed class CopyInput
{
    /// <summary>What it is called in addresses.</summary>
    public string? Slug { get; set; }

    /// <summary>What people call it.</summary>
    public string? Title { get; set; }

    /// <summary>The term that it is taught in; empty for none.</summary>
    public string? Term { get; set; }

    /// <summary>What becomes of dates: <c>clear</c> or <c>move</c>.</summary>
    public string? Dates { get; set; }

    /// <summary>By how many days they are moved.</summary>
    public string? Days { get; set; }

    /// <summary>Whether dates are moved.</summary>
    internal bool Moves => Dates == "move";
}
