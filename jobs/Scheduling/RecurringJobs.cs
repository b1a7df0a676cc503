using System.Globalization;
using Hangfire;
using Hangfire.Storage;
using Microsoft.Extensions.Options;

namespace EksGrader.Jobs.Scheduling;

/// <summary>Plans the recurring jobs: at the start, and anew after the clock jumped.</summary>
internal sealed class RecurringJobs(JobStorage storage, IRecurringJobManager manager, JobRegistry registry, IOptions<JobOptions> options)
{
    private static readonly RecurringJobOptions Plan = new() { TimeZone = TimeZoneInfo.Utc, MisfireHandling = MisfireHandlingMode.Relaxed };

    /// <summary>
    /// Plans every recurring job from now on and has each done at once; what an older version of the program planned is forgotten. None is
    /// missing meanwhile: other processes go on by what stands there, and one that dies in the middle takes nothing with it.
    /// </summary>
    public void PlanAll()
    {
        foreach (var kind in registry.AllRecurring)
        {
            manager.AddOrUpdate(kind.Name, RecurringJob.Of(kind.Name), CronOf(kind.Every(options.Value)), Plan);
            manager.Trigger(kind.Name); // which plans the next time anew
        }

        using var connection = storage.GetConnection();
        var known = registry.AllRecurring.Select(k => k.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var old in connection.GetRecurringJobs().Where(j => !known.Contains(j.Id)))
            manager.RemoveIfExists(old.Id);
    }

    /// <summary>A cron expression that comes round at least as often as asked: a step that divides the minute or the hour.</summary>
    internal static string CronOf(TimeSpan every)
    {
        var (seconds, minutes) = ((int)every.TotalSeconds, (int)every.TotalMinutes);
        return (seconds, minutes) switch
        {
            ( <= 1, _) => "* * * * * *",
            ( < 60, _) => string.Create(CultureInfo.InvariantCulture, $"*/{Divisor(seconds)} * * * * *"),
            (_, < 60) => string.Create(CultureInfo.InvariantCulture, $"*/{Divisor(minutes)} * * * *"),
            _ => "0 * * * *",
        };
    }

    private static int Divisor(int step)
    {
        while (60 % step != 0)
            step--;
        return step;
    }
}
