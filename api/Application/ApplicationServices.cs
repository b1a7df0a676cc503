using EksGrader.Api.Application.Access;
using EksGrader.Api.Application.Accounts;
using EksGrader.Api.Application.Assignments;
using EksGrader.Api.Application.Attention;
using EksGrader.Api.Application.Contests;
using EksGrader.Api.Application.Courses;
using EksGrader.Api.Application.Demo;
using EksGrader.Api.Application.Gradebooks;
using EksGrader.Api.Application.Jobs;
using EksGrader.Api.Application.Leases;
using EksGrader.Api.Application.Notes;
using EksGrader.Api.Application.Receipts;
using EksGrader.Api.Application.Regrading;
using EksGrader.Api.Application.Reminders;
using EksGrader.Api.Application.Submissions;
using EksGrader.Api.Application.Tokens;
using EksGrader.Api.Hosting;
using Microsoft.Extensions.Caching.Memory;

namespace EksGrader.Api.Application;

/// <summary>Brings queries and commands into the service: the one layer that endpoints and pages call.</summary>
internal static class ApplicationServices
{
    public static IServiceCollection AddApplication(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<CourseRoles>().Configure(roles => configuration.GetSection(CourseRoleOptions.Section).Bind(roles.ByCourse));
        services.AddAccounts(configuration);
        services.AddHybridCache();
        services.AddOptions<MemoryCacheOptions>().Configure<TimeProvider>(static (cache, time) => cache.Clock = new PassingTime(time));
        return services
            .AddScoped<AuditTrail>()
            .AddScoped<CourseGate>()
            .AddScoped<CourseBook>()
            .AddScoped<AccountBook>()
            .AddScoped<Rosters>()
            .AddScoped<Instructors>()
            .AddAssignments()
            .AddScoped<Students>()
            .AddScoped<CommittedWork>()
            .AddScoped<HandIns>()
            .AddScoped<SubmissionQueries>()
            .AddScoped<StudentDesks>()
            .AddScoped<Regrades>()
            .AddScoped<Overrides>()
            .AddScoped<SubmissionHistory>()
            .AddScoped<SubmissionDesk>()
            .AddScoped<ContestDesk>()
            .AddScoped<ContestQueries>()
            .AddScoped<NoteBook>()
            .AddScoped<SignDesk>()
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
            .AddScoped<LeaseBoard>()
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
