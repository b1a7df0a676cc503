using Hangfire.Common;
using Hangfire.States;
using Hangfire.Storage;

namespace EksGrader.Jobs.Scheduling;

/// <summary>Lets jobs that are done be forgotten soon: they are many and tell little.</summary>
internal sealed class ShortHistory : IApplyStateFilter
{
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(10);

    public void OnStateApplied(ApplyStateContext context, IWriteOnlyTransaction transaction)
    {
        if (context.NewState.IsFinal)
            context.JobExpirationTimeout = Kept;
    }

    public void OnStateUnapplied(ApplyStateContext context, IWriteOnlyTransaction transaction)
    {
        // Nothing was kept for the state before.
    }

    /// <summary>The one filter of the program; Hangfire's own would retry what fails by itself.</summary>
    public static IJobFilterProvider Only() => new JobFilterProviderCollection(new Provider(new ShortHistory()));

    private sealed class Provider(ShortHistory filter) : IJobFilterProvider
    {
        private readonly JobFilter[] all = [new JobFilter(filter, JobFilterScope.Global, order: null)];

        public IEnumerable<JobFilter> GetFilters(Job job) => all;
    }
}
