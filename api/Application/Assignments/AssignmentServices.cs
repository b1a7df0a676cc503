using EksGrader.Api.Application.Assignments.Editing;
using EksGrader.Api.Application.Audit;

namespace EksGrader.Api.Application.Assignments;

/// <summary>Brings courses' assignments, their dates and the audit trail into the service.</summary>
internal static class AssignmentServices
{
    public static IServiceCollection AddAssignments(this IServiceCollection services) => services
        .AddScoped<AssignmentBook>()
        .AddScoped<AssignmentShelf>()
        .AddScoped<LearningQueries>()
        .AddScoped<HomeQueries>()
        .AddScoped<DueDates>()
        .AddScoped<CourseSettings>()
        .AddScoped<ExtensionBook>()
        .AddScoped<AssignmentEditor>()
        .AddScoped<AssignmentPatterns>()
        .AddScoped<ExtensionTargets>()
        .AddScoped<VersionHistory>()
        .AddScoped<AuditSubjects>()
        .AddScoped<AuditQueries>();
}
