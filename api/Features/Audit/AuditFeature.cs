using System.Globalization;
using System.Resources;
using EksGrader.Api.Host;
using EksGrader.Api.Host.Auth;
using EksGrader.Api.Shared;
using EksGrader.Checks.Core;
using Microsoft.AspNetCore.Http.HttpResults;

namespace EksGrader.Api.Features.Audit;

/// <summary>The audit trail: who did what when.</summary>
internal static class AuditFeature
{
    public static IServiceCollection AddAudit(this IServiceCollection services) => services
        .AddScoped<AuditSubjects>()
        .AddScoped<AuditQueries>();

    public static void MapAudit(this IEndpointRouteBuilder app)
    {
        var audit = app.MapApi().MapGroup("/audit").WithTags("Audit");
        audit.MapGet("", ReadAsync)
            .WithDocs("ReadAudit", "Shows who did what when", "For admins, and for the instructors of a course. The newest first; filtered by course, who, what (or its first part), student, and time.")
            .Problems(404, 422);
    }

    private static async Task<Results<Ok<ListView<AuditEntryView>>, ProblemHttpResult>> ReadAsync(
        CurrentUser caller, AuditQueries audit, [AsParameters] AuditFilter filter, string? after, int? limit, CancellationToken cancellationToken) =>
        (await audit.ReadAsync(
            caller,
            new AuditQuery(filter.Course, filter.Who, filter.What, filter.Student, filter.Since, filter.Until),
            new PageQuery(after, limit),
            cancellationToken)).ToOk();

    /// <summary>Which entries.</summary>
    /// <param name="Course">The course's slug.</param>
    /// <param name="Who">A part of who did it.</param>
    /// <param name="What">What was done, or its first part.</param>
    /// <param name="Student">A student's number.</param>
    /// <param name="Since">The first moment.</param>
    /// <param name="Until">The moment after the last.</param>
    internal sealed record AuditFilter(string? Course, string? Who, string? What, string? Student, DateTimeOffset? Since, DateTimeOffset? Until);
}

/// <summary>The words of the audit trail.</summary>
internal static class AuditTexts
{
    public static TextCatalog Catalog { get; } = new(new ResourceManager(typeof(AuditTexts)));

    public static string Say(string key, params object[] arguments) => Catalog[key, arguments].Local();

    /// <summary>What was done, in words; its own name where an older or newer program wrote it and there are none.</summary>
    public static string Done(string what) => Catalog.Resources.GetString("What_" + what, CultureInfo.CurrentUICulture) ?? what;
}
