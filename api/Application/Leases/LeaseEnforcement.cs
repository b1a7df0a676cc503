using EksGrader.Api.Application.Courses;
using EksGrader.Api.Auth;
using EksGrader.Api.Contracts;
using EksGrader.Db;
using EksGrader.Db.Enforcement;
using EksGrader.Db.Ids;
using EksGrader.Db.Storage;
using EksGrader.Jobs.Enforcement;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Api.Application.Leases;

/// <summary>Orders that instructors give to delete a student's cluster: what would go is listed first, then ordered, confirmed or stopped. A job carries them out.</summary>
/// <param name="db">The database.</param>
/// <param name="gate">Who may what.</param>
/// <param name="desk">Takes orders, and writes the audit trail.</param>
/// <param name="figures">Forgets what was counted before.</param>
public sealed class LeaseEnforcement(EksGraderDb db, CourseGate gate, EnforcementDesk desk, LeaseFigures figures)
{
    /// <summary>Lists what would go, orders it, or confirms an order that waits.</summary>
    public async Task<Answer<OrderWithSteps>> EnforceAsync(Caller caller, LeaseId id, LeaseEnforcementRequest wanted, CancellationToken cancellationToken)
    {
        if (await RefusalAsync(caller, id, cancellationToken) is { } refused)
            return refused;
        var faults = new FieldFaults();
        var reason = wanted is { DryRun: true, Reason: null } ? "" : faults.Text("reason", wanted.Reason, LeaseCommands.LongestReason);
        if (faults.Any)
            return Refusal.Invalid(faults.All);

        var waiting = await db.DeletionOrders.AsNoTracking().FirstOrDefaultAsync(o => o.LeaseId == id && o.EndedAt == null, cancellationToken);
        var answer = waiting is { DryRun: false, Hold: DeletionHold.Brake or DeletionHold.TwoStudents or DeletionHold.SharedAccount } held && wanted is { DryRun: false, Confirm: true }
            ? await desk.ConfirmAsync(held.Id, caller.Name, reason, cancellationToken)
            : await desk.OrderAsync(id, wanted.DryRun, caller.Name, reason, early: wanted.Confirm, cancellationToken);
        return await AnsweredAsync(id, answer, cancellationToken);
    }

    /// <summary>Stops the live order of a lease.</summary>
    public async Task<Answer<OrderWithSteps>> StopAsync(Caller caller, LeaseId id, LeaseReasonRequest wanted, CancellationToken cancellationToken)
    {
        if (await RefusalAsync(caller, id, cancellationToken) is { } refused)
            return refused;
        var faults = new FieldFaults();
        var reason = faults.Text("reason", wanted.Reason, LeaseCommands.LongestReason);
        if (faults.Any)
            return Refusal.Invalid(faults.All);
        return await db.DeletionOrders.AsNoTracking().FirstOrDefaultAsync(o => o.LeaseId == id && o.EndedAt == null, cancellationToken) is { } live
            ? await AnsweredAsync(id, await desk.StopAsync(live.Id, caller.Name, reason, cancellationToken), cancellationToken)
            : Refusal.Of(ProblemKind.CannotEnforce, LeaseTexts.Catalog["NotWaiting"]);
    }

    /// <summary>Lets every order of a course go on that waits at the brake.</summary>
    public async Task<Answer<BrakeReleaseView>> ReleaseAsync(Caller caller, string course, LeaseReasonRequest wanted, CancellationToken cancellationToken)
    {
        var managed = await gate.ManagedAsync(caller, course, cancellationToken);
        if (!managed.IsDone)
            return managed.Refusal;
        var faults = new FieldFaults();
        var reason = faults.Text("reason", wanted.Reason, LeaseCommands.LongestReason);
        if (faults.Any)
            return Refusal.Invalid(faults.All);
        var released = await desk.ReleaseBrakeAsync(managed.Value.Id, caller.Name, reason, cancellationToken);
        figures.Forget(managed.Value.Id);
        return new BrakeReleaseView(released);
    }

    private async Task<Refusal?> RefusalAsync(Caller caller, LeaseId id, CancellationToken cancellationToken)
    {
        var taught = db.Courses.TaughtBy(db, caller.Viewer, assistantsToo: false);
        if (await db.Leases.AnyAsync(l => l.Id == id && taught.Any(c => c.Id == l.CourseId), cancellationToken))
            return null;
        return await db.Leases.SeenBy(db, caller.Viewer).AnyAsync(l => l.Id == id, cancellationToken) ? Refusal.Forbidden : Refusal.Missing;
    }

    private async Task<Answer<OrderWithSteps>> AnsweredAsync(LeaseId id, OrderAnswer answer, CancellationToken cancellationToken)
    {
        if (answer.Refusal is { } refusal)
            return RefusalOf(refusal);
        figures.Forget(await db.Leases.Where(l => l.Id == id).Select(l => l.CourseId).FirstAsync(cancellationToken));
        return (await desk.OfLeaseAsync(id, cancellationToken)).FirstOrDefault(o => o.Order.Id == answer.Order) is { } given ? given : Refusal.Missing;
    }

    private static Refusal RefusalOf(OrderRefusal refusal) => refusal switch
    {
        OrderRefusal.Missing => Refusal.Missing,
        OrderRefusal.Over => Refusal.Of(ProblemKind.LeaseOver),
        OrderRefusal.NoAccess => Refusal.Of(ProblemKind.AccessGone, LeaseTexts.Catalog["NoAccess"]),
        OrderRefusal.NoReason => Refusal.Invalid("reason", ApiTexts.Catalog["Missing"]),
        OrderRefusal.TooEarly => Refusal.Invalid("confirm", LeaseTexts.Catalog["TooEarly"]),
        _ => Refusal.Of(ProblemKind.CannotEnforce, LeaseTexts.Catalog[refusal.ToString()]),
    };
}
