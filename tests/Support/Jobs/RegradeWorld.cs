using EksGrader.Checks.Core;
using EksGrader.Db.Model;
using EksGrader.Jobs.Regrades;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace EksGrader.Tests.Support.Jobs;

/// <summary>A <see cref="JobWorld"/> whose assignment is regraded by a plan.</summary>
internal static class RegradeWorld
{
    /// <summary>The assignment with a rule that fewer meet.</summary>
    public static readonly string Harder = JobWorld.Document.Replace("count: 2", "count: 3", StringComparison.Ordinal);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Leaves a check unknown: a kubeconfig goes as soon as every live check is final.</summary>
    public static void KeepAccess(this JobWorld world) => world.Inspector.Judge = (_, check) => check switch
    {
        "one" => Verdict.Passed(Texts.Of("passed")),
        "two" => Verdict.Unknown(FaultDomain.Network, Texts.Of("no answer")),
        _ => Verdict.Pending(Texts.Of("pending")),
    };

    /// <summary>A plan that waits to be computed.</summary>
    public static async Task<RegradePlanId> PlanAsync(this JobWorld world, string document, RegradeSource source = RegradeSource.Recording)
    {
        var id = Id.New<RegradePlanId>(world.Time);
        await world.WithDbAsync(async db =>
        {
            var plan = new RegradePlan(id, world.Course, world.Assignment, source, "a mistake of ours", "teacher", world.Time.GetUtcNow());
            plan.Compute(1, document, document != JobWorld.Document, world.Time.GetUtcNow());
            db.RegradePlans.Add(plan);
            await db.SaveChangesAsync(Token);
        });
        await world.Queue.WorkOnAsync(id, Token);
        return id;
    }

    /// <summary>Has a plan that was shown applied.</summary>
    public static async Task ApplyAsync(this JobWorld world, RegradePlanId id)
    {
        await world.WithDbAsync(db => db.WriteAsync(
            async token =>
            {
                var plan = await db.RegradePlans.FirstAsync(p => p.Id == id, token);
                var version = 1;
                if (plan.MakesVersion)
                {
                    var made = (await db.Assignments.FirstAsync(a => a.Id == world.Assignment, token)).Revise(plan.Document, "teacher", world.Time.GetUtcNow());
                    db.AssignmentVersions.Add(made);
                    version = made.Number;
                }

                plan.Apply("teacher", world.Time.GetUtcNow(), version);
            },
            Token));
        await world.Queue.WorkOnAsync(id, Token);
    }

    /// <summary>Applies a plan to one submission alone, as a process does that dies after it.</summary>
    public static async Task ApplyOneAsync(this JobWorld world, RegradePlanId id, SubmissionId submission)
    {
        var plan = await world.FindAsync(id);
        await using var scope = world.Services.CreateAsyncScope();
        var by = scope.ServiceProvider.GetRequiredService<EksGrader.Jobs.Gradings.AssignmentLibrary>();
        var db = scope.ServiceProvider.GetRequiredService<EksGrader.Db.Storage.EksGraderDb>();
        var known = await by.ReadAsync(db, plan.AssignmentId, plan.AppliedVersion ?? 0, Token);
        Assert.True(await scope.ServiceProvider.GetRequiredService<RegradeApplier>().ApplyAsync(plan, known, submission, Token));
    }

    public static Task<RegradePlan> FindAsync(this JobWorld world, RegradePlanId id) =>
        world.AskAsync(db => db.RegradePlans.AsNoTracking().FirstAsync(p => p.Id == id, Token));

    public static Task<List<RegradeItem>> ItemsAsync(this JobWorld world, RegradePlanId id) =>
        world.AskAsync(db => db.RegradeItems.AsNoTracking().Where(i => i.PlanId == id).OrderBy(i => i.SubmissionId).ToListAsync(Token));
}
