using EksGrader.Api;
using EksGrader.Api.CommandLine;
using EksGrader.Api.Demo;
using EksGrader.Api.Features.Access;
using EksGrader.Api.Features.Accounts;
using EksGrader.Api.Features.ApiDocs;
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
using EksGrader.Api.Features.Setup;
using EksGrader.Api.Features.Statistics;
using EksGrader.Api.Features.Submissions;
using EksGrader.Api.Features.Submissions.Review;
using EksGrader.Api.Features.Tokens;
using EksGrader.Api.Host;
using EksGrader.Api.Host.Auth;
using EksGrader.Api.Host.Mail;
using EksGrader.Api.Shared;
using EksGrader.Db.Setup;
using EksGrader.Jobs;

return await EksGraderCommand.RunAsync(
    args,
    serve: ServiceHost.RunAsync,
    [GradeCommand.Create(), RegradeCommand.Create(), VerifyReceiptCommand.Create(), ChecksCommand.Create(), DoctorCommand.Create(ServiceHost.Build), DemoCommand.Create()]);

namespace EksGrader.Api
{
    /// <summary>The service as a program: what <c>dotnet run --project api</c> and <c>demo</c> start, and what tests start as it is.</summary>
    public static partial class ServiceHost
    {
        /// <summary>Builds the service; nothing is contacted yet. Start it with <see cref="StartServiceAsync"/>.</summary>
        /// <param name="args">Configuration as on the command line, such as <c>--Database:Provider=PostgreSql</c>.</param>
        /// <param name="configure">Adds to it: comes after the service's own services, so what it adds wins.</param>
        public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
        {
            // The program's own folder holds appsettings.json; data lies where the program is started.
            var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
            var (services, settings) = (builder.Services, builder.Configuration);
            services.AddDatabase(settings).AddGrader(settings).AddJobs(settings);
            builder.AddWeb().AddAuth(settings).AddMail(settings).AddPages();
            services.AddCourses(settings).AddRoster().AddAccounts(settings).AddTokens().AddHome();
            services.AddAssignments().AddSetup(settings).AddAssignmentEditor().AddAccess();
            services.AddSubmissions(settings).AddAppeals(settings).AddSubmissionReview().AddAttention().AddGradebook().AddStatistics().AddRegrading();
            services.AddClusters().AddReceipts().AddReminders();
            services.AddJobPages().AddAudit().AddDemo();
            configure?.Invoke(builder);

            var app = builder.Build();
            app.UsePipeline();
            app.MapWeb();
            app.MapPages();
            app.MapApiDocs();
            app.MapCourses();
            app.MapHome();
            app.MapRoster();
            app.MapAccounts();
            app.MapTokens();
            app.MapAssignments();
            app.MapAssignmentEditor();
            app.MapAccess();
            app.MapSubmissions();
            app.MapAppeals();
            app.MapGradebook();
            app.MapStatistics();
            app.MapRegrading();
            app.MapClusters();
            app.MapReceipts();
            app.MapJobPages();
            app.MapAudit();
            app.MapDemo();
            return app;
        }
    }
}
