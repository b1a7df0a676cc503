using System.ComponentModel.DataAnnotations;

namespace EksGrader.Api.Host.Auth;

/// <summary>The section <c>Sessions</c> of the configuration: how long a browser stays signed in (OWASP, "Session Management Cheat Sheet").</summary>
internal sealed class SessionLimits : IValidatableObject
{
    /// <summary>The section's name.</summary>
    public const string Section = "Sessions";

    /// <summary>After how long without use a session ends. A submission, a gradebook and a break: people who work on stay signed in.</summary>
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromHours(12);

    /// <summary>After how long a session ends however much it is used. A week of exams; a stolen cookie is worth no more.</summary>
    public TimeSpan AbsoluteTimeout { get; set; } = TimeSpan.FromDays(7);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (IdleTimeout < TimeSpan.FromMinutes(1) || IdleTimeout > AbsoluteTimeout)
            yield return new ValidationResult("Sessions:IdleTimeout lies between one minute and Sessions:AbsoluteTimeout.");
        if (AbsoluteTimeout > TimeSpan.FromDays(90))
            yield return new ValidationResult("Sessions:AbsoluteTimeout is at most 90 days.");
    }
}
