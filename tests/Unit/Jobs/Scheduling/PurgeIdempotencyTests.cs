using EksGrader.Jobs;
using EksGrader.Jobs.Scheduling;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace EksGrader.Tests.Unit.Jobs.Scheduling;

public sealed class PurgeIdempotencyTests
{
    /// <summary>What the job does is told by the store's tests; that it is done at all was once forgotten.</summary>
    [Fact]
    public void Purge_ComesRoundByItself()
    {
        var services = new ServiceCollection().AddLogging().AddJobs(new ConfigurationBuilder().Build());

        Assert.Contains(services, s => s.ServiceType == typeof(RecurringKind) && s.ImplementationInstance is RecurringKind { Name: "purge-idempotency" } kind && kind.Every(new JobOptions()) <= TimeSpan.FromHours(1));
    }
}
