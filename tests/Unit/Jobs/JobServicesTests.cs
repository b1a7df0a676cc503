using EksGrader.Checks;
using EksGrader.Db.Setup;
using EksGrader.Jobs;
using EksGrader.Jobs.Events;
using EksGrader.Jobs.Regrades;
using EksGrader.Jobs.Scheduling;
using EksGrader.Jobs.Submissions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace EksGrader.Tests.Unit.Jobs;

public sealed class JobServicesTests
{
    [Fact]
    public async Task AddJobs_WithDatabaseAndGrading_IsComplete()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddLogging().AddDatabase(builder.Configuration).AddGrading(_ => { }).AddJobs(builder.Configuration);
        using var host = builder.Build();
        await using var scope = host.Services.CreateAsyncScope();
        var services = scope.ServiceProvider;

        Assert.NotNull(services.GetRequiredService<GradeSubmission>()); // the looker, the replayer and all they need included
        Assert.NotNull(services.GetRequiredService<RegradeSubmission>());
        Assert.NotNull(services.GetRequiredService<RunRegradePlan>());
        Assert.NotNull(services.GetRequiredService<SweepRegradePlans>());
        Assert.NotNull(services.GetRequiredService<SweepSubmissions>());
        Assert.NotNull(services.GetRequiredService<CloseStudentUnknowns>());
        Assert.NotNull(services.GetRequiredService<CredentialPurger>());
        Assert.NotNull(services.GetRequiredService<IJobQueue>());
        Assert.NotNull(services.GetRequiredService<IJobBoard>());
        Assert.NotNull(services.GetRequiredService<IGradingEvents>());
        Assert.NotEmpty(services.GetServices<IHostedService>());
    }
}
