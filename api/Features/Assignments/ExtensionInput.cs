using NodaTime;
using NodaTime.Text;
using NodaTime.TimeZones;

namespace EksGrader.Api.Features.Assignments;

/// <summary>An extension as a form gives it.</summary>
public sealed class ExtensionInput
{
    // As with due dates: of a local time that is there twice the later moment counts, which is the student's gain.
    private static readonly ZoneLocalMappingResolver Later = Resolvers.CreateMappingResolver(Resolvers.ReturnLater, Resolvers.ReturnForwardShifted);

    /// <summary><c>all</c>, or <c>some</c>.</summary>
    public string? Whom { get; set; }

    /// <summary>Student numbers, typed.</summary>
    public string? Students { get; set; }

    /// <summary>Student numbers, picked.</summary>
    public IReadOnlyList<string>? Picked { get; set; }

    /// <summary>The new due date, local time.</summary>
    public string? Until { get; set; }

    /// <summary>Why.</summary>
    public string? Reason { get; set; }

    /// <summary>Whether it is for everyone.</summary>
    public bool IsForAll => Whom == "all";

    /// <summary>What is asked for.</summary>
    /// <param name="zone">Where the local time is.</param>
    public ExtensionRequest ToRequest(DateTimeZone zone) => new(
        LocalDateTimePattern.GeneralIso.Parse(Until?.Length == 16 ? Until + ":00" : Until ?? "").TryGetValue(default, out var local)
            ? zone.ResolveLocal(local, Later).ToDateTimeOffset()
            : null,
        IsForAll ? null : [.. (Students ?? "").Split([' ', ',', ';', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries), .. Picked ?? []],
        Reason);
}
