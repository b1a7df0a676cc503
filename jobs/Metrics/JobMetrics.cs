using System.Diagnostics;
using System.Diagnostics.Metrics;
using EksGrader.Checks.Clusters;

namespace EksGrader.Jobs.Metrics;

/// <summary>What operators can watch: the meter and the activity source <c>EksGrader.Jobs</c>.</summary>
public sealed class JobMetrics : IDisposable
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "EksGrader.Jobs";

    private readonly ActivitySource traces = new(MeterName);
    private readonly Meter meter;
    private readonly UpDownCounter<int> inFlight;
    private readonly Histogram<double> duration;
    private readonly Counter<int> looks;
    private readonly Histogram<double> lookDuration;
    private readonly Histogram<double> firstLookDelay;
    private readonly Counter<int> found;
    private readonly Counter<int> deletionLooks;
    private readonly Histogram<double> deletionLateness;
    private readonly Counter<int> rearmed;
    private readonly TimeProvider time;

    /// <summary>Makes the instruments.</summary>
    /// <param name="factory">Makes the meter.</param>
    /// <param name="time">The clock.</param>
    public JobMetrics(IMeterFactory factory, TimeProvider time)
    {
        this.time = time;
        meter = factory.Create(MeterName);
        inFlight = meter.CreateUpDownCounter<int>("eksgrader.jobs.in_flight", "{job}", "Jobs in flight");
        duration = meter.CreateHistogram<double>("eksgrader.jobs.duration", "s", "How long jobs took");
        looks = meter.CreateCounter<int>("eksgrader.looks", "{look}", "Looks at clusters that were stored");
        lookDuration = meter.CreateHistogram<double>("eksgrader.look.duration", "s", "How long looks at clusters took");
        firstLookDelay = meter.CreateHistogram<double>("eksgrader.first_look.delay", "s", "From a submission to its first look");
        deletionLooks = meter.CreateCounter<int>("eksgrader.deletion.looks", "{look}", "Looks for the deletion of clusters");
        deletionLateness = meter.CreateHistogram<double>("eksgrader.deletion.look.lateness", "s", "How late looks for deletions began after the time that they were planned for");
        rearmed = meter.CreateCounter<int>("eksgrader.deletion.rearmed", "{lease}", "Leases whose next look was not where it belongs");
        found = meter.CreateCounter<int>("eksgrader.sweep.found", "{submission}", "Submissions whose job got lost and was queued again");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        meter.Dispose();
        traces.Dispose();
    }

    internal Activity? Trace(string job, string name) => traces.StartActivity($"job {job}")?.SetTag("eksgrader.job.name", name);

    internal JobRun Run(string job) => new(this, job);

    internal void Observed(string reason, TimeSpan took)
    {
        looks.Add(1, new KeyValuePair<string, object?>("reason", reason));
        lookDuration.Record(took.TotalSeconds);
    }

    internal void FirstObserved(TimeSpan delay) => firstLookDelay.Record(delay.TotalSeconds);

    internal void Probed(ExistenceAnswer answer, TimeSpan lateness)
    {
        deletionLooks.Add(1, new KeyValuePair<string, object?>("answer", answer.ToString()));
        deletionLateness.Record(lateness.TotalSeconds);
    }

    internal void Rearmed(int count) => rearmed.Add(count);

    internal void Found(int count) => found.Add(count);

    /// <summary>One job in flight.</summary>
    internal sealed class JobRun : IDisposable
    {
        private readonly JobMetrics metrics;
        private readonly string job;
        private readonly long began;
        private string outcome = "done";

        public JobRun(JobMetrics metrics, string job)
        {
            (this.metrics, this.job, began) = (metrics, job, metrics.time.GetTimestamp());
            metrics.inFlight.Add(1, new KeyValuePair<string, object?>("job", job));
        }

        public void Failed() => outcome = "failed";

        public void Dispose()
        {
            metrics.inFlight.Add(-1, new KeyValuePair<string, object?>("job", job));
            metrics.duration.Record(metrics.time.GetElapsedTime(began).TotalSeconds, new TagList { { "job", job }, { "outcome", outcome } });
        }
    }
}
