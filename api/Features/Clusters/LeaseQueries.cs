using System.Globalization;
using EksGrader.Api.Features.Courses;
using EksGrader.Api.Host;
using EksGrader.Api.Shared;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using EksGrader.Jobs.Enforcement;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Api.Features.Clusters;

/// <summary>A board of clusters that the caller may see.</summary>
/// <param name="Course">The course.</param>
/// <param name="IsAssistant">Whether the caller only assists: sees it, and changes nothing.</param>
public sealed record OpenLeaseBoard(Course Course, bool IsAssistant);

/// <summary>The clusters of a course, in windows: whatever the class's size, only what is shown is read.</summary>
internal sealed class LeaseQueries(EksGraderDb db, CourseAccess access, LeaseFigures figures, LeasePricer pricer, DeletionOrders deletions, TimeProvider time)
{
    /// <summary>Finds the board of a course, for those who teach it.</summary>
    public async Task<Result<OpenLeaseBoard>> OpenAsync(CurrentUser caller, string course, CancellationToken cancellationToken)
    {
        if (await access.TaughtAsync(caller, course, assistantsToo: true, cancellationToken) is not { } found)
            return Error.Missing;
        return new OpenLeaseBoard(found, await access.TaughtAsync(caller, course, assistantsToo: false, cancellationToken) is null);
    }

    /// <summary>A part of the list by deadline, with the totals of the course.</summary>
    public async Task<Result<LeaseListView>> ReadPageAsync(CurrentUser caller, string course, LeaseQuery query, PageQuery page, CancellationToken cancellationToken)
    {
        var open = await OpenAsync(caller, course, cancellationToken);
        if (!open.IsSuccess)
            return open.Error;
        if (page.ToRequest() is null)
            return page.Refuse();
        if (page.AfterText() is not { } after || (after.Length > 0 && LeasePlace.Parse(after) is null))
            return page.RefuseCursor();
        var now = time.GetUtcNow();
        var filter = query.ToFilter(now);
        if (!filter.IsSuccess)
            return filter.Error;
        var lines = Lines(open.Value);
        var found = await lines.AfterAsync(lines.Filter(filter.Value), after.Length > 0 ? LeasePlace.Parse(after) : null, page.Size + 1, cancellationToken);
        var rows = await RowsAsync(found, now, cancellationToken);
        var part = ListView.Of(rows, page.Size, r => new LeasePlace(r.Lease.Deadline, r.Lease.Id).ToString());
        return new LeaseListView([.. part.Items.Select(r => LeaseItems.View(r, now))], part.Next, LeaseItems.View(await figures.TotalsAsync(open.Value.Course.Id, cancellationToken)));
    }

    /// <summary>One lease with every probe; only for those who teach its course.</summary>
    public async Task<Result<LeaseDetailView>> FindAsync(CurrentUser caller, LeaseId id, CultureInfo culture, CancellationToken cancellationToken) =>
        await DetailAsync(caller, id, cancellationToken) is { } detail ? LeaseItems.View(detail, time.GetUtcNow(), culture) : Error.Missing;

    /// <summary>One lease; only for those who teach its course.</summary>
    public async Task<Result<LeaseItemView>> ItemAsync(CurrentUser caller, LeaseId id, CancellationToken cancellationToken) =>
        await DetailAsync(caller, id, cancellationToken) is { } detail ? LeaseItems.View(detail.Row, time.GetUtcNow()) : Error.Missing;

    /// <summary>A window of the lines that meet a filter.</summary>
    public async Task<TableWindow<LeaseRow>> ReadWindowAsync(OpenLeaseBoard board, LeaseFilter filter, LeaseSort sort, int offset, int limit, CancellationToken cancellationToken)
    {
        var lines = Lines(board);
        if (IsByCost(sort))
        {
            var ids = await ByCostAsync(board, filter, sort, cancellationToken);
            return new TableWindow<LeaseRow>(await RowsAsync(await lines.ReadAsync([.. ids.Skip(offset).Take(limit)], cancellationToken), filter.Now, cancellationToken), offset, ids.Count);
        }

        var found = lines.Filter(filter);
        var part = await lines.ReadAsync(lines.Order(found, sort).Skip(offset).Take(limit), cancellationToken);
        // Where the end is in sight nothing is counted.
        var total = part.Count > 0 && part.Count < limit ? offset + part.Count : await found.CountAsync(cancellationToken);
        return new TableWindow<LeaseRow>(await RowsAsync(part, filter.Now, cancellationToken), offset, total);
    }

    /// <summary>The place of a lease among the lines that meet a filter, from 0; null where it is not among them.</summary>
    public async Task<int?> PlaceAsync(OpenLeaseBoard board, LeaseFilter filter, LeaseSort sort, LeaseId id, CancellationToken cancellationToken)
    {
        var lines = Lines(board);
        var found = lines.Filter(filter);
        if (await found.FirstOrDefaultAsync(l => l.Id == id, cancellationToken) is not { } lease)
            return null;
        if (!IsByCost(sort))
            return await lines.CountBeforeAsync(found, sort, lease, cancellationToken);
        return (await ByCostAsync(board, filter, sort, cancellationToken)).IndexOf(id) is var place and >= 0 ? place : null;
    }

    /// <summary>One lease of the board with all that is known of it; null where there is none.</summary>
    public async Task<LeaseDetail?> FindAsync(OpenLeaseBoard board, LeaseId id, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (await RowsAsync(await Lines(board).ReadAsync([id], cancellationToken), now, cancellationToken) is not [var row])
            return null;
        var looks = await db.LeaseProbes.AsNoTracking().Where(l => l.LeaseId == id).OrderByDescending(l => l.Number).ToListAsync(cancellationToken);
        var submissions = await db.Submissions.AsNoTracking().Where(s => s.LeaseId == id).OrderBy(s => s.SubmittedAt)
            .Join(db.Assignments, s => s.AssignmentId, a => a.Id, (s, a) => new LeaseSubmission(s.Id, a.Slug, s.Number)).ToListAsync(cancellationToken);
        return new LeaseDetail(row, looks, await deletions.OfLeaseAsync(id, cancellationToken), submissions);
    }

    /// <summary>What the live leases cost together.</summary>
    public Task<LeaseTotals> TotalsAsync(OpenLeaseBoard board, CancellationToken cancellationToken) => figures.TotalsAsync(board.Course.Id, cancellationToken);

    /// <summary>How many leases there are of each kind that the page can be narrowed to.</summary>
    public Task<IReadOnlyDictionary<LeaseShow, int>> CountsAsync(OpenLeaseBoard board, DateTimeOffset now, CancellationToken cancellationToken) =>
        figures.CountsAsync(board.Course.Id, now, cancellationToken);

    /// <summary>The orders to delete clusters that wait for an instructor, the oldest first.</summary>
    public Task<IReadOnlyList<WaitingOrder>> WaitingAsync(OpenLeaseBoard board, CancellationToken cancellationToken) => WaitingOrder.ReadAsync(db, board.Course.Id, cancellationToken);

    /// <summary>What changes when anything on the board has, at most a moment old.</summary>
    public Task<string> StampAsync(OpenLeaseBoard board, CancellationToken cancellationToken) => figures.StampAsync(board.Course.Id, cancellationToken);

    private async Task<LeaseDetail?> DetailAsync(CurrentUser caller, LeaseId id, CancellationToken cancellationToken)
    {
        var course = await db.Leases.Where(l => l.Id == id).Join(db.Courses.TaughtBy(db, caller.Viewer, assistantsToo: true), l => l.CourseId, c => c.Id, (_, c) => c)
            .AsNoTracking().FirstOrDefaultAsync(cancellationToken);
        return course is null ? null : await FindAsync(new OpenLeaseBoard(course, IsAssistant: true), id, cancellationToken);
    }

    private LeaseLines Lines(OpenLeaseBoard board) => new(db, board.Course.Id);

    private static bool IsByCost(LeaseSort sort) => sort.By is LeaseOrder.Rate or LeaseOrder.Cost;

    // Of those that cost the same the one comes first whose deadline does, either way round. What has ended costs nothing more.
    private async Task<List<LeaseId>> ByCostAsync(OpenLeaseBoard board, LeaseFilter filter, LeaseSort sort, CancellationToken cancellationToken)
    {
        var live = await figures.CostsAsync(board.Course.Id, cancellationToken);
        IEnumerable<(LeaseId Id, decimal Cost)> costs = live.Select(l => (l.Lease, CostOf(l.Cost)));
        if (filter is not { Show: LeaseShow.Live, Search: "" })
        {
            var lines = Lines(board);
            var known = costs.ToDictionary(c => c.Id, c => c.Cost);
            costs = (await lines.Order(lines.Filter(filter), new LeaseSort()).Select(l => l.Id).ToListAsync(cancellationToken)).Select(i => (i, known.GetValueOrDefault(i)));
        }

        return [.. (sort.Descending ? costs.OrderByDescending(c => c.Cost) : costs.OrderBy(c => c.Cost)).Select(c => c.Id)];

        decimal CostOf(LeaseCost cost) => sort.By == LeaseOrder.Rate ? cost.UsdPerHour : cost.UsdSoFar;
    }

    private async Task<IReadOnlyList<LeaseRow>> RowsAsync(IReadOnlyList<LeaseLine> lines, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var ids = lines.Select(l => l.Lease.Id).ToList();
        var assignments = await db.Assignments.AsNoTracking().Where(a => lines.Select(l => l.Lease.AssignmentId).Distinct().Contains(a.Id))
            .ToDictionaryAsync(a => a.Id, a => a.Slug, cancellationToken);
        var staying = (await db.Submissions.Where(s => s.LeaseId != null && s.SafeToDeleteAt == null).Join(db.Leases.Where(l => ids.Contains(l.Id)), s => s.LeaseId, l => l.Id, (_, l) => l.Id)
            .Distinct().ToListAsync(cancellationToken)).ToHashSet();

        // By the index of each lease's probes: their table is the longest of all.
        var looks = (await db.LeaseProbes.AsNoTracking()
                .Where(l => ids.Contains(l.LeaseId) && l.Number == db.LeaseProbes.Where(o => o.LeaseId == l.LeaseId).Max(o => o.Number))
                .ToListAsync(cancellationToken))
            .ToDictionary(l => l.LeaseId);
        var orders = (await db.DeletionOrders.AsNoTracking().Where(o => ids.Contains(o.LeaseId)).ToListAsync(cancellationToken))
            .GroupBy(o => o.LeaseId).ToDictionary(g => g.Key, g => g.MaxBy(o => o.Id.Value));
        return [.. lines.Select(l => new LeaseRow(
            l.Lease,
            l.Student,
            assignments[l.Lease.AssignmentId],
            l.Lease.EndedAt is null && staying.Contains(l.Lease.Id),
            looks.GetValueOrDefault(l.Lease.Id),
            orders.GetValueOrDefault(l.Lease.Id),
            pricer.Of(l.Lease, now)))];
    }
}
