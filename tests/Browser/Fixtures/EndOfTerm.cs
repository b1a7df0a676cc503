using System.Text.Json;
using EksGrader.Checks.Deletion;
using EksGrader.Checks.Enforcement;
using EksGrader.Db.Model;
using EksGrader.Jobs.Enforcement;
using EksGrader.Tests.Support.Api;
using EksGrader.Tests.Support.Time;
using Microsoft.Extensions.DependencyInjection;

namespace EksGrader.Tests.Browser.Fixtures;

/// <summary>A service of one story's own, on which clusters end: the story puts its clock forward, and says what AWS shows.</summary>
internal sealed class EndOfTerm : IAsyncDisposable
{
    private EndOfTerm(Service service, ShiftedTime time, EndingCloud cloud) => (Service, Time, Cloud) = (service, time, cloud);

    public Service Service { get; }

    /// <summary>The service's clock.</summary>
    public ShiftedTime Time { get; }

    /// <summary>The students' clusters.</summary>
    public EndingCloud Cloud { get; }

    /// <summary>Begins one.</summary>
    /// <param name="settings">Configuration, such as <c>--Enforcement:MaxDeletions=0</c>.</param>
    public static async Task<EndOfTerm> BeginAsync(params string[] settings)
    {
        var time = new ShiftedTime();
        var cloud = new EndingCloud(time);
        var service = await Service.StartAsync(settings, configure: services =>
        {
            services.AddSingleton<TimeProvider>(time);
            services.AddSingleton<IDeletionProbe>(cloud);
            services.AddSingleton<IClusterDeleter>(cloud);
        });
        return new EndOfTerm(service, time, cloud);
    }

    /// <summary>Someone hands a cluster in that a role gives access to, and is graded.</summary>
    public static async Task<string> GradedAsync(Classroom room, ApiClient student, string cluster)
    {
        var access = new { kind = "awsRole", roleArn = "arn:aws:iam::111122223333:role/grader", region = "ap-northeast-2", clusterName = cluster };
        var id = (await student.PostAsync($"{room.Lab}/submissions", JsonSerializer.Serialize(new { access }))).Is(202).Id;
        await student.GradedAsync(id);
        return id;
    }

    /// <summary>Carries out what was ordered, as the job does every few seconds.</summary>
    public async Task EnforceAsync()
    {
        await using var scope = Service.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<EnforceDeletion>().RunAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Has a cluster looked at now.</summary>
    public Task ProbeAsync(LeaseId lease) => Service.ProbeNowAsync(lease);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Service.DisposeAsync();
}
