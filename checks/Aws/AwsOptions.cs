namespace EksGrader.Checks.Aws;

/// <summary>How the grader assumes students' roles.</summary>
public sealed record AwsOptions
{
    /// <summary>The shortest and the longest life of an assumed role (STS API reference, AssumeRole; one hour is the most for a role that assumes a role).</summary>
    public static (TimeSpan Shortest, TimeSpan Longest) SessionBounds { get; } = (TimeSpan.FromMinutes(15), TimeSpan.FromHours(1));

    /// <summary>The name that students see in their CloudTrail.</summary>
    public string SessionName { get; init; } = "eksgrader";

    /// <summary>How long an assumed role lives.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not between 15 and 60 minutes.</exception>
    public TimeSpan SessionDuration
    {
        get;
        init => field = value >= SessionBounds.Shortest && value <= SessionBounds.Longest
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "An assumed role lives 15 to 60 minutes.");
    } = TimeSpan.FromMinutes(30);

    /// <summary>
    /// Whether a role that can be assumed without its external id, or with any, is refused: another student who learns its ARN could submit it as their own
    /// (IAM user guide, "The confused deputy problem"). Asked at the same moment as the role itself, so it costs no round trip.
    /// </summary>
    public bool RefuseOpenRoles { get; init; } = true;

    /// <summary>How long a role that was found closed is not probed again.</summary>
    public TimeSpan ProbeLife { get; init; } = TimeSpan.FromHours(12);

    /// <summary>The ARN that students' roles trust; null to ask AWS who the grader is.</summary>
    public string? PrincipalArn { get; init; }
}
