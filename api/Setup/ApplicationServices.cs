using EksGrader.Api.Features.Access;
using EksGrader.Api.Features.Accounts;
using EksGrader.Api.Features.Appeals;
using EksGrader.Api.Features.Assignments;
using EksGrader.Api.Features.Assignments.Editing;
using EksGrader.Api.Features.Attention;
using EksGrader.Api.Features.Audit;
using EksGrader.Api.Features.Clusters;
using EksGrader.Api.Features.Courses;
using EksGrader.Api.Features.Demo;
using EksGrader.Api.Features.Gradebook;
using EksGrader.Api.Features.Home;
using EksGrader.Api.Features.Jobs;
using EksGrader.Api.Features.Receipts;
using EksGrader.Api.Features.Regrading;
using EksGrader.Api.Features.Reminders;
using EksGrader.Api.Features.Roster;
using EksGrader.Api.Features.Submissions;
using EksGrader.Api.Features.Submissions.Review;
using EksGrader.Api.Features.Tokens;
using EksGrader.Api.Host;
using Microsoft.Extensions.Caching.Memory;

namespace EksGrader.Api.Setup;

/// <summary>Brings queries and commands into the service: the one layer that endpoints and pages call.</summary>
internal static class ApplicationServices
{
    public static IServiceCollection AddApplication(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<CourseRoles>().Configure(roles => configuration.GetSection(CourseRoleOptions.Section).Bind(roles.ByCourse));
        services.AddAccounts(configuration);
        services.AddHybridCache();
        services.AddOptions<MemoryCacheOptions>().Configure<TimeProvider>(static (cache, time) => cache.Clock = new PassingTime(time));
        services.AddOptions<EventStreamOptions>().Bind(configuration.GetSection(EventStreamOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        return services
            .AddSingleton<EventStreamCounter>()
            .AddSingleton<StreamServices>()
            .AddScoped<AuditTrail>()
            .AddScoped<CourseAccess>()
            .AddScoped<CourseService>()
            .AddScoped<AccountRegistry>()
            .AddScoped<Rosters>()
            .AddScoped<Instructors>()
            .AddAssignments()
            .AddScoped<AssignmentEditor>()
            .AddScoped<AssignmentPatterns>()
            .AddScoped<LearningQueries>()
            .AddScoped<HomeQueries>()
            .AddScoped<CourseSettings>()
            .AddScoped<AuditSubjects>()
            .AddScoped<AuditQueries>()
            .AddScoped<Students>()
            .AddScoped<CommittedWork>()
            .AddScoped<SubmissionService>()
            .AddScoped<SubmissionQueries>()
            .AddScoped<StudentPageQuery>()
            .AddScoped<Regrades>()
            .AddScoped<Overrides>()
            .AddScoped<SubmissionHistory>()
            .AddScoped<SubmissionReviewQuery>()
            .AddScoped<AppealService>()
            .AddScoped<AppealQueries>()
            .AddScoped<NoteService>()
            .AddScoped<FlagService>()
            .AddScoped<AttentionList>()
            .AddScoped<RegradePlans>()
            .AddScoped<RegradeQueries>()
            .AddScoped<AccessGuide>()
            .AddScoped<AccessTests>()
            .AddScoped<AccessRenewals>()
            .AddScoped<ReceiptQueries>()
            .AddScoped<GradebookQueries>()
            .AddSingleton<GradebookFigures>()
            .AddSingleton<LeasePricer>()
            .AddSingleton<LeaseFigures>()
            .AddScoped<LeaseQueries>()
            .AddScoped<LeaseCommands>()
            .AddScoped<LeaseEnforcement>()
            .AddScoped<TokenCommands>()
            .AddScoped<ReminderSettings>()
            .AddScoped<TestMessages>()
            .AddScoped<JobPlaces>()
            .AddScoped<JobQueries>()
            .AddScoped<JobCommands>()
            .AddScoped<DemoSeed>();
    }
}
