using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;
using NodaTime;
using NodaTime.Text;

namespace EksGrader.Api.Features.Audit;

/// <summary>What the filter of the audit trail says, as it stands in the address.</summary>
/// <param name="Who">A part of who did it.</param>
/// <param name="What">What was done.</param>
/// <param name="Student">A student's number.</param>
/// <param name="Since">The first day, such as <c>2026-12-04</c>.</param>
/// <param name="Until">The last day.</param>
public sealed record AuditFilterValues(string? Who, string? What, string? Student, string? Since, string? Until)
{
    /// <summary>Whether it leaves nothing out.</summary>
    public bool IsEmpty => this is { Who: null or "", What: null or "", Student: null or "", Since: null or "", Until: null or "" };

    /// <summary>The query; a day that is none leaves nothing out.</summary>
    /// <param name="course">The course's slug; null for all.</param>
    /// <param name="zone">Where the days are.</param>
    public AuditQuery ToQuery(string? course, DateTimeZone zone) =>
        new(course, Who, What, Student, Start(Day(Since), zone), Start(Day(Until)?.PlusDays(1), zone));

    /// <summary>The address's query, with a cursor.</summary>
    public string ToQuery(string? after) => QueryHelpers.AddQueryString("", new Dictionary<string, string?>(StringComparer.Ordinal)
    {
        ["who"] = Who,
        ["what"] = What,
        ["student"] = Student,
        ["since"] = Since,
        ["until"] = Until,
        ["after"] = after,
    }.Where(p => !string.IsNullOrEmpty(p.Value)));

    /// <summary>The query of the download of the same entries.</summary>
    /// <param name="course">The course's slug; null for all.</param>
    /// <param name="zone">Where the days are.</param>
    /// <param name="format">The file's format.</param>
    public string ToExport(string? course, DateTimeZone zone, string format)
    {
        var query = ToQuery(course, zone);
        return QueryHelpers.AddQueryString("", new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["course"] = course,
            ["who"] = Who,
            ["what"] = What,
            ["student"] = Student,
            ["since"] = query.Since?.ToString("O", CultureInfo.InvariantCulture),
            ["until"] = query.Until?.ToString("O", CultureInfo.InvariantCulture),
            ["format"] = format,
        }.Where(p => !string.IsNullOrEmpty(p.Value)));
    }

    private static LocalDate? Day(string? text) => LocalDatePattern.Iso.Parse(text ?? "").TryGetValue(default, out var day) ? day : null;

    private static DateTimeOffset? Start(LocalDate? day, DateTimeZone zone) => day is { } known ? zone.AtStartOfDay(known).ToDateTimeOffset() : null;
}
