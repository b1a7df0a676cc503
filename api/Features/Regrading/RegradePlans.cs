using EksGrader.Api.Features.Assignments;
using EksGrader.Api.Features.Courses;
using EksGrader.Api.Features.Submissions;
using EksGrader.Api.Host;
using EksGrader.Checks.Assignments;
using EksGrader.Checks.Grading;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using EksGrader.Jobs.Regrades;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Api.Features.Regrading;

/// <summary>A plan's address.</summary>
/// <param name="Id">The plan.</param>
public sealed record RegradePlanMade(RegradePlanId Id);

/// <summary>Regrades of whole assignments: begun, shown, applied or dropped. For instructors of the course.</summary>
internal sealed class RegradePlans(
    EksGraderDb db, CourseAccess access, AssignmentService assignments, Catalogue catalogue, CommittedWork work, AuditTrail audit, TimeProvider time)
{
    private const int LongestReason = 2000;

    /// <summary>Begins a plan; its differences are computed in the background. Nothing of any grade changes.</summary>
    public async Task<Result<RegradePlanMade>> BeginAsync(CurrentUser caller, string course, string assignment, NewRegrade wanted, CancellationToken cancellationToken)
    {
        var managed = await access.ManagedAsync(caller, course, cancellationToken);
        if (!managed.IsSuccess)
            return managed.Error;
        if (await assignments.FindAsync(managed.Value, assignment, cancellationToken) is not { } current)
            return Error.Missing;

        var faults = new FieldErrors();
        var reason = faults.Text("reason", wanted.Reason, LongestReason);
        if (wanted.From is not ("recording" or "cluster"))
            faults.Add("from", "RegradeFrom");
        var draft = RegradeDraft.Read(current.Assignment, wanted, catalogue);
        faults.AddRange(draft.Errors);
        if (faults.Any || draft.Value is not { } read)
            return Error.Invalid(faults.All);

        var id = Id.New<RegradePlanId>(time);
        var source = wanted.From == "cluster" ? RegradeSource.Cluster : RegradeSource.Recording;
        var begun = await db.WriteAsync<Result<Unit>>(
            async token =>
            {
                // One at a time: each of them reads every recording of the assignment, or looks at every cluster.
                if (await db.RegradePlans.AnyAsync(p => p.AssignmentId == current.Id && p.State == RegradePlanState.Computing, token))
                    return Error.Of(ProblemKind.Exists, RegradingTexts.Catalog["AnotherComputing"]);
                var plan = new RegradePlan(id, managed.Value.Id, current.Id, source, reason, caller.Name, time.GetUtcNow());
                Compute(plan, current, read);
                db.RegradePlans.Add(plan);
                audit.Note(caller, "regrade.planned", Subject(course, assignment, id), managed.Value.Id, from: Version(current.Version), to: wanted.From, why: reason);
                return Unit.Value;
            },
            cancellationToken);
        if (!begun.IsSuccess)
            return begun.Error;
        await work.WorkOnAsync(id);
        return new RegradePlanMade(id);
    }

    /// <summary>Computes a plan's differences again, on what is there by now.</summary>
    public Task<Result<Unit>> ComputeAgainAsync(CurrentUser caller, RegradePlanId id, CancellationToken cancellationToken) => ChangeAsync(
        caller,
        id,
        RegradePlanState.Ready,
        async (plan, current, token) =>
        {
            await RegradeRecordings.ForgetAsync(db, id, token);
            await db.RegradeItems.Where(i => i.PlanId == id).ExecuteDeleteAsync(token);
            Compute(plan, current, catalogue.Read(plan.Document, current.Assignment));
            return Unit.Value;
        },
        cancellationToken);

    /// <summary>Applies a plan that shows what would happen now: makes the version, and has the gradings written.</summary>
    public Task<Result<Unit>> ApplyAsync(CurrentUser caller, RegradePlanId id, CancellationToken cancellationToken) => ChangeAsync(
        caller,
        id,
        RegradePlanState.Ready,
        async (plan, current, token) =>
        {
            await db.LockForUpdateAsync(plan.AssignmentId, token);
            // Two that write at once would each have shown a difference that the other one makes wrong.
            if (await db.RegradePlans.AnyAsync(p => p.AssignmentId == plan.AssignmentId && p.Id != id && p.State == RegradePlanState.Applying, token))
                return Error.Of(ProblemKind.VersionChanged, RegradingTexts.Catalog["AnotherApplying"]);
            var now = await RegradeStaleness.ReadAsync(db, plan, token);
            if (now.IsStale)
                return Error.Of(ProblemKind.VersionChanged, RegradingTexts.Catalog["Stale"]);
            if (now.UnderWay > 0)
                return Error.Of(ProblemKind.NotGraded, RegradingTexts.Catalog["UnderWay", now.UnderWay]);

            var version = plan.BaseVersion;
            if (plan.MakesVersion)
            {
                var row = await db.Assignments.FirstAsync(a => a.Id == plan.AssignmentId, token);
                var made = row.Revise(plan.Document, caller.Name, time.GetUtcNow());
                db.AssignmentVersions.Add(made);
                version = made.Number;
            }

            plan.Apply(caller.Name, time.GetUtcNow(), version);
            audit.Note(
                caller, "regrade.applied", Subject(current.Course.Slug, current.Assignment.Slug, id), plan.CourseId,
                from: Version(plan.BaseVersion), to: Version(version), why: plan.Reason);
            return Unit.Value;
        },
        cancellationToken);

    /// <summary>Drops a plan: nothing has changed, and nothing will.</summary>
    public Task<Result<Unit>> DropAsync(CurrentUser caller, RegradePlanId id, CancellationToken cancellationToken) => ChangeAsync(
        caller,
        id,
        null,
        async (plan, current, token) =>
        {
            await RegradeRecordings.ForgetAsync(db, id, token);
            plan.Drop(caller.Name, time.GetUtcNow());
            audit.Note(caller, "regrade.dropped", Subject(current.Course.Slug, current.Assignment.Slug, id), plan.CourseId, why: plan.Reason);
            return Unit.Value;
        },
        cancellationToken);

    private async Task<Result<Unit>> ChangeAsync(
        CurrentUser caller,
        RegradePlanId id,
        RegradePlanState? wanted,
        Func<RegradePlan, CurrentAssignment, CancellationToken, Task<Result<Unit>>> change,
        CancellationToken cancellationToken)
    {
        var place = await db.RegradePlans.AsNoTracking().Where(p => p.Id == id)
            .Join(db.Courses, p => p.CourseId, c => c.Id, (p, c) => new { Course = c.Slug, p.AssignmentId })
            .Join(db.Assignments, x => x.AssignmentId, a => a.Id, (x, a) => new { x.Course, Assignment = a.Slug })
            .FirstOrDefaultAsync(cancellationToken);
        if (place is null)
            return Error.Missing;
        var managed = await access.ManagedAsync(caller, place.Course, cancellationToken);
        if (!managed.IsSuccess)
            return managed.Error;

        var answer = await db.WriteAsync(
            async token =>
            {
                var plan = await db.RegradePlans.FirstAsync(p => p.Id == id, token);
                if (wanted is { } state ? plan.State != state : plan.State is not (RegradePlanState.Computing or RegradePlanState.Ready))
                    return Error.Of(ProblemKind.VersionChanged, RegradingTexts.Catalog["State_" + plan.State]);
                return await assignments.FindAsync(managed.Value, place.Assignment, token) is { } current ? await change(plan, current, token) : Error.Missing;
            },
            cancellationToken);
        if (answer.IsSuccess)
            await work.WorkOnAsync(id);
        return answer;
    }

    // Compared and stored in canonical form: what only looks different makes no version.
    private void Compute(RegradePlan plan, CurrentAssignment current, Assignment draft)
    {
        var document = AssignmentWriter.ToYaml(draft);
        plan.Compute(current.Version, document, document != AssignmentWriter.ToYaml(current.Assignment), time.GetUtcNow());
    }

    private static string Subject(string course, string assignment, RegradePlanId id) => $"assignment {course}/{assignment}, regrade {id}";

    private static string Version(int number) => FormattableString.Invariant($"version {number}");
}

/// <summary>Reads what a plan stores.</summary>
internal static class StoredDrafts
{
    /// <summary>A stored draft on the assignment as it is now: what the draft judges by, and everything else as it is.</summary>
    /// <exception cref="InvalidDataException">It cannot be read any more.</exception>
    public static Assignment Read(this Catalogue catalogue, string document, Assignment current)
    {
        var reading = new AssignmentReader(catalogue.Infos).Read(document);
        var draft = reading.Value ?? throw new InvalidDataException($"The draft of a regrade cannot be read any more: {string.Join("; ", reading.Errors)}");
        return current with { Title = draft.Title, Rules = draft.Rules, Checks = draft.Checks };
    }
}
