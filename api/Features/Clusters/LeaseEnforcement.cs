using EksGrader.Api.Features.Courses;
using EksGrader.Api.Host;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using EksGrader.Jobs.Enforcement;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Api.Features.Clusters;

/// <summary>Orders that instructors give to delete a student's cluster: what would go is listed first, then ordered, confirmed or stopped. A job carries them out.</summary>
internal sealed class LeaseEnforcement(EksGraderDb db, CourseAccess access, DeletionOrders orders, LeaseFigures figures)
{
    /// <summary>Lists what would go, orders it, or confirms an order that waits.</summary>
    public async Task<Result<OrderWithSteps>> EnforceAsync(CurrentUser caller, LeaseId id, LeaseEnforcementRequest wanted, CancellationToken cancellationToken)
    {
        if (await RefusalAsync(caller, id, cancellationToken) is { } refused)
            return refused;
        var faults = new FieldErrors();
        var reason = wanted is { DryRun: true, Reason: null } ? "" : faults.Text("reason", wanted.Reason, LeaseChange.LongestReason);
        if (faults.Any)
            return Error.Invalid(faults.All);

        var waiting = await db.DeletionOrders.AsNoTracking().FirstOrDefaultAsync(o => o.LeaseId == id && o.EndedAt == null, cancellationToken);
        var answer = waiting is { DryRun: false, Hold: DeletionHold.Brake or DeletionHold.TwoStudents or DeletionHold.SharedAccount } held && wanted is { DryRun: false, Confirm: true }
            ? await orders.ConfirmAsync(held.Id, caller.Name, reason, cancellationToken)
            : await orders.OrderAsync(id, wanted.DryRun, caller.Name, reason, early: wanted.Confirm, cancellationToken);
        return await AnsweredAsync(id, answer, cancellationToken);
    }

    /// <summary>Stops the live order of a lease.</summary>
    public async Task<Result<OrderWithSteps>> StopAsync(CurrentUser caller, LeaseId id, LeaseReasonRequest wanted, CancellationToken cancellationToken)
    {
        if (await RefusalAsync(caller, id, cancellationToken) is { } refused)
            return refused;
        var faults = new FieldErrors();
        var reason = faults.Text("reason", wanted.Reason, LeaseChange.LongestReason);
        if (faults.Any)
            return Error.Invalid(faults.All);
        return await db.DeletionOrders.AsNoTracking().FirstOrDefaultAsync(o => o.LeaseId == id && o.EndedAt == null, cancellationToken) is { } live
            ? await AnsweredAsync(id, await orders.StopAsync(live.Id, caller.Name, reason, cancellationToken), cancellationToken)
            : Error.Of(ProblemKind.CannotEnforce, LeaseTexts.Catalog["NotWaiting"]);
    }

    /// <summary>Lets every order of a course go on that waits at the brake.</summary>
    public async Task<Result<RateCapReleaseView>> ReleaseAsync(CurrentUser caller, string course, LeaseReasonRequest wanted, CancellationToken cancellationToken)
    {
        var managed = await access.ManagedAsync(caller, course, cancellationToken);
        if (!managed.IsSuccess)
            return managed.Error;
        var faults = new FieldErrors();
        var reason = faults.Text("reason", wanted.Reason, LeaseChange.LongestReason);
        if (faults.Any)
            return Error.Invalid(faults.All);
        var released = await orders.ReleaseBrakeAsync(managed.Value.Id, caller.Name, reason, cancellationToken);
        figures.Forget(managed.Value.Id);
        return new RateCapReleaseView(released);
    }

    private async Task<Error?> RefusalAsync(CurrentUser caller, LeaseId id, CancellationToken cancellationToken)
    {
        var taught = db.Courses.TaughtBy(db, caller.Viewer, assistantsToo: false);
        if (await db.Leases.AnyAsync(l => l.Id == id && taught.Any(c => c.Id == l.CourseId), cancellationToken))
            return null;
        return await db.Leases.VisibleTo(db, caller.Viewer).AnyAsync(l => l.Id == id, cancellationToken) ? Error.Forbidden : Error.Missing;
    }

    private async Task<Result<OrderWithSteps>> AnsweredAsync(LeaseId id, OrderResult answer, CancellationToken cancellationToken)
    {
        if (answer.Refusal is { } refusal)
            return RefusalOf(refusal);
        figures.Forget(await db.Leases.Where(l => l.Id == id).Select(l => l.CourseId).FirstAsync(cancellationToken));
        return (await orders.OfLeaseAsync(id, cancellationToken)).FirstOrDefault(o => o.Order.Id == answer.Order) is { } given ? given : Error.Missing;
    }

    private static Error RefusalOf(OrderError refusal) => refusal switch
    {
        OrderError.Missing => Error.Missing,
        OrderError.Over => Error.Of(ProblemKind.LeaseOver),
        OrderError.NoAccess => Error.Of(ProblemKind.AccessGone, LeaseTexts.Catalog["NoAccess"]),
        OrderError.NoReason => Error.Invalid("reason", ApiTexts.Catalog["Missing"]),
        OrderError.TooEarly => Error.Invalid("confirm", LeaseTexts.Catalog["TooEarly"]),
        _ => Error.Of(ProblemKind.CannotEnforce, LeaseTexts.Catalog[refusal.ToString()]),
    };
}
