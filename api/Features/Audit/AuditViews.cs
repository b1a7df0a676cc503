namespace EksGrader.Api.Features.Audit;

/// <summary>An entry of the audit trail.</summary>
public sealed record AuditEntryView
{
    /// <summary>Its id.</summary>
    public required Guid Id { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Who: an e-mail address, <c>admin</c>, or <c>service</c>.</summary>
    public required string By { get; init; }

    /// <summary>What was done, such as <c>override.given</c>.</summary>
    public required string What { get; init; }

    /// <summary>What it was done to.</summary>
    public required string Subject { get; init; }

    /// <summary>The course's slug; null for what concerns none.</summary>
    public string? Course { get; init; }

    /// <summary>The number of the student that it concerns, where it is about one.</summary>
    public string? Student { get; init; }

    /// <summary>The e-mail address of the account that it concerns, where it is about one.</summary>
    public string? Account { get; init; }

    /// <summary>The submission that it concerns, where it is about one.</summary>
    public Guid? Submission { get; init; }

    /// <summary>What it was before; null for nothing.</summary>
    public string? From { get; init; }

    /// <summary>What it is since; null for nothing.</summary>
    public string? To { get; init; }

    /// <summary>The reason that was given; of the service's own reasons the English words.</summary>
    public string? Why { get; init; }

    /// <summary>The Korean words of a reason that the service gives; null for what a person wrote.</summary>
    public string? WhyKo { get; init; }
}
