using System.Text.Json.Serialization;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using EksGrader.Jobs.Gradings;
using EksGrader.Jobs.Scheduling;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace EksGrader.Jobs.Regrades;

/// <summary>
/// Works on a plan as its row says: lists its submissions, computes each difference, or writes each grading. It may be lost, run twice or
/// die at any line: every submission is ticked off by itself, and <see cref="SweepRegradePlans"/> finds a plan that is not worked on.
/// </summary>
internal sealed class RunRegradePlan(EksGraderDb db, AssignmentLibrary library, IServiceScopeFactory scopes, IJobQueue queue, TimeProvider time)
    : IJob<RegradePlanInput>
{
    /// <summary>How long a plan waits for submissions that are being graded otherwise.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    private const int Batch = 64;

    // Judging recordings is computing, and leaves the other core to everyone else; looking at clusters is waiting.
    private const int JudgedAtOnce = 1;
    private const int ObservedAtOnce = 32;

    /// <inheritdoc/>
    public async Task RunAsync(RegradePlanInput input, CancellationToken cancellationToken)
    {
        if (await db.RegradePlans.AsNoTracking().FirstOrDefaultAsync(p => p.Id == input.Plan, cancellationToken) is not { IsAtWork: true } plan)
            return;

        var by = await ReadAsync(plan, cancellationToken);
        if (plan.State == RegradePlanState.Applying)
            await ApplyAsync(plan, by, cancellationToken);
        else
            await ComputeAsync(plan, by, cancellationToken);
    }

    private async Task ComputeAsync(RegradePlan plan, KnownAssignment draft, CancellationToken cancellationToken)
    {
        if (plan.Total is null)
            await ListAsync(plan, cancellationToken);

        var atOnce = new ParallelOptions
        {
            MaxDegreeOfParallelism = plan.Source == RegradeSource.Cluster ? ObservedAtOnce : JudgedAtOnce,
            CancellationToken = cancellationToken,
        };
        while (await NextAsync(plan, RegradeItemState.Waiting, [], cancellationToken) is { Count: > 0 } waiting)
        {
            await Parallel.ForEachAsync(waiting, atOnce, async (submission, token) =>
            {
                await using var scope = scopes.CreateAsyncScope();
                await scope.ServiceProvider.GetRequiredService<RegradeComputer>().ComputeAsync(plan, draft, submission, token);
            });
            if (!await TouchAsync(plan, cancellationToken))
                return; // dropped, or begun anew by another job
        }

        await db.WriteAsync(
            async token =>
            {
                if (await FindAsync(plan, token) is { State: RegradePlanState.Computing } now)
                    now.Finish(time.GetUtcNow());
            },
            cancellationToken);
    }

    private async Task ApplyAsync(RegradePlan plan, KnownAssignment by, CancellationToken cancellationToken)
    {
        var busy = new List<SubmissionId>();
        while (await NextAsync(plan, RegradeItemState.Ready, busy, cancellationToken) is { Count: > 0 } ready)
        {
            foreach (var submission in ready)
            {
                await using var scope = scopes.CreateAsyncScope();
                if (!await scope.ServiceProvider.GetRequiredService<RegradeApplier>().ApplyAsync(plan, by, submission, cancellationToken))
                    busy.Add(submission);
            }

            await TouchAsync(plan, cancellationToken);
        }

        if (busy.Count > 0)
        {
            await queue.WorkOnAsync(plan.Id, cancellationToken, time.GetUtcNow() + Pause);
            return;
        }

        await db.WriteAsync(
            async token =>
            {
                if (await FindAsync(plan, token) is { State: RegradePlanState.Applying } now)
                {
                    await RegradeRecordings.ForgetAsync(db, plan.Id, token);
                    now.End(time.GetUtcNow());
                }
            },
            cancellationToken);
    }

    // All submissions that are graded, not only those that count: by other points another one may.
    private Task ListAsync(RegradePlan plan, CancellationToken cancellationToken) => db.WriteAsync(
        async token =>
        {
            if (await FindAsync(plan, token) is not { Total: null } now)
                return;
            var graded = await db.Submissions
                .Where(s => s.AssignmentId == plan.AssignmentId && s.Status == SubmissionStatus.Graded && s.CountingGradingId != null)
                .Select(s => s.Id).ToListAsync(token);
            db.RegradeItems.AddRange(graded.Select(s => new RegradeItem(plan.Id, s)));
            now.List(graded.Count, time.GetUtcNow());
        },
        cancellationToken);

    private Task<bool> TouchAsync(RegradePlan plan, CancellationToken cancellationToken) => db.WriteAsync(
        async token =>
        {
            var now = await FindAsync(plan, token);
            now?.Touch(time.GetUtcNow());
            return now is not null;
        },
        cancellationToken);

    private Task<RegradePlan?> FindAsync(RegradePlan plan, CancellationToken cancellationToken) =>
        db.RegradePlans.FirstOrDefaultAsync(p => p.Id == plan.Id && p.Round == plan.Round && p.State == plan.State, cancellationToken);

    private Task<List<SubmissionId>> NextAsync(RegradePlan plan, RegradeItemState state, List<SubmissionId> except, CancellationToken cancellationToken) =>
        db.RegradeItems.AsNoTracking()
            .Where(i => i.PlanId == plan.Id && i.State == state && !except.Contains(i.SubmissionId))
            .OrderBy(i => i.SubmissionId).Take(Batch).Select(i => i.SubmissionId).ToListAsync(cancellationToken);

    private async Task<KnownAssignment> ReadAsync(RegradePlan plan, CancellationToken cancellationToken)
    {
        if (plan.AppliedVersion is { } version)
            return await library.ReadAsync(db, plan.AssignmentId, version, cancellationToken);
        var zone = await db.Courses.Where(c => c.Id == plan.CourseId).Select(c => c.TimeZone).FirstAsync(cancellationToken);
        return library.Read(plan.Document, zone, $"The draft of regrade plan {plan.Id}");
    }
}

/// <summary>Has a regrade plan worked on: its differences computed, or its gradings written, as its row says.</summary>
/// <param name="Id">The plan.</param>
internal sealed record RegradePlanInput(Guid Id)
{
    /// <summary>The plan.</summary>
    [JsonIgnore]
    public RegradePlanId Plan => new(Id);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(RegradePlanInput))]
internal sealed partial class RegradePlanJson : JsonSerializerContext;

/// <summary>What others ask of the jobs that regrade assignments.</summary>
public static class RegradePlanQueue
{
    /// <summary>Queues work on a plan. Call it after the transaction; the sweep finds what was never queued.</summary>
    public static Task<bool> WorkOnAsync(this IJobQueue queue, RegradePlanId plan, CancellationToken cancellationToken, DateTimeOffset? at = null) =>
        queue.EnqueueAsync($"regrade-plan-{plan}", new RegradePlanInput(plan.Value), at, cancellationToken);
}

/// <summary>Finds plans whose job got lost, or was never queued, and queues it again.</summary>
internal sealed partial class SweepRegradePlans(EksGraderDb db, IJobQueue queue, TimeProvider time, ILogger<SweepRegradePlans> logger) : IRecurringJob
{
    /// <summary>How long a plan at work may be silent: a batch of observations takes no longer.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromMinutes(5);

    /// <inheritdoc/>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var before = time.GetUtcNow() - Silence;
        var lost = await db.RegradePlans
            .Where(p => (p.State == RegradePlanState.Computing || p.State == RegradePlanState.Applying) && p.TouchedAt <= before)
            .OrderBy(p => p.TouchedAt).Select(p => p.Id).ToListAsync(cancellationToken);
        foreach (var plan in lost)
        {
            if (await queue.WorkOnAsync(plan, cancellationToken))
                Log.Found(logger, plan);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "No process worked on regrade plan {Plan}; its job is queued again")]
        public static partial void Found(ILogger logger, RegradePlanId plan);
    }
}
