using EksGrader.Api.Features.Clusters;
using EksGrader.Api.Host;
using EksGrader.Api.Shared;
using EksGrader.Checks.Clusters;
using EksGrader.Db.Model;
using EksGrader.Tests.Support.Api;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace EksGrader.Tests.Api.Features.Clusters;

/// <summary>What the board reads, whatever the database: orders, places, windows, words that are searched for, and counts.</summary>
public sealed class LeaseQueriesTests(SharedService shared)
{
    private static readonly CurrentUser Admin = new(User: null, CurrentUser.EnvironmentAdmin, IsAdmin: true, []);

    // Letters that databases order and compare each in their own way, and such that mean something to LIKE.
    private static readonly string[] Names = ["b-2", "a-10", "A-3", "a_1", "100%", "back\\slash", "a-1", "[ab]"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(LeaseOrder.TimeLeft)]
    [InlineData(LeaseOrder.Student)]
    [InlineData(LeaseOrder.Cluster)]
    [InlineData(LeaseOrder.State)]
    [InlineData(LeaseOrder.Rate)]
    [InlineData(LeaseOrder.Cost)]
    public async Task Order_IsThatOfItsWindowsAndPlaces(LeaseOrder by)
    {
        var room = await ClassAsync();
        foreach (var show in (LeaseShow[])[LeaseShow.Live, LeaseShow.All])
        {
            foreach (var sort in (LeaseSort[])[new(by), new(by, Descending: true)])
            {
                var whole = (await WindowAsync(room, show, "", sort, 0, 50)).Rows.Select(r => r.Lease.Id).ToList();
                Assert.Equal(show == LeaseShow.All ? 9 : 8, whole.Count);
                var windows = new List<LeaseId>();
                for (var from = 0; from < whole.Count; from += 3)
                {
                    var window = await WindowAsync(room, show, "", sort, from, 3);
                    Assert.Equal(whole.Count, window.Total);
                    windows.AddRange(window.Rows.Select(r => r.Lease.Id));
                }

                Assert.Equal(whole, windows);
                foreach (var (place, id) in whole.Index())
                    Assert.Equal(place, await InAsync(room, (board, open) => board.PlaceAsync(open, Filter(show), sort, id, Token)));
            }
        }

        var gone = (await WindowAsync(room, LeaseShow.Gone, "", new LeaseSort(by), 0, 50)).Rows.Single().Lease.Id;
        Assert.Null(await InAsync(room, (board, open) => board.PlaceAsync(open, Filter(LeaseShow.Live), new LeaseSort(by), gone, Token)));
    }

    [Fact]
    public async Task Order_IsWhatItSays()
    {
        var room = await ClassAsync();
        Assert.Equal(["s-1", "s-1", "s-1", "s-1", "s-2", "s-2", "s-2", "s-2"], (await WindowAsync(room, LeaseShow.Live, "", new LeaseSort(LeaseOrder.Student), 0, 50)).Rows.Select(r => r.Student.Number));
        Assert.Equal(
            [LeaseState.Quarantined, LeaseState.Overdue, LeaseState.Deleting, LeaseState.Active],
            (await WindowAsync(room, LeaseShow.Live, "", new LeaseSort(LeaseOrder.State), 0, 50)).Rows.Select(r => r.Lease.State).Distinct());
        var rates = (await WindowAsync(room, LeaseShow.Live, "", new LeaseSort(LeaseOrder.Rate, Descending: true), 0, 50)).Rows.Select(r => r.Cost.UsdPerHour).ToList();
        Assert.Equal(rates.OrderDescending(), rates);
        Assert.Equal(3, rates.Distinct().Count());
    }

    [Theory]
    [InlineData("%", "100%")]
    [InlineData("_", "a_1")]
    [InlineData("\\", "back\\slash")]
    [InlineData("[AB]", "[ab]")]
    [InlineData("a-", "a-10,A-3,a-1")]
    [InlineData("S-2 A-", "a-10,a-1")]
    [InlineData("nobody", "")]
    public async Task Search_TakesLettersAsTheyAre(string words, string found)
    {
        var room = await ClassAsync();
        var window = await WindowAsync(room, LeaseShow.Live, words, new LeaseSort(), 0, 2);
        var all = await WindowAsync(room, LeaseShow.Live, words, new LeaseSort(), 0, 50);
        Assert.Equal(found.Split(',', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal), all.Rows.Select(r => r.Lease.ClusterName).Order(StringComparer.Ordinal));
        Assert.Equal((all.Rows.Count, Math.Min(2, all.Rows.Count)), (window.Total, window.Rows.Count));
    }

    [Fact]
    public async Task Counts_AreThoseOfTheFilters()
    {
        var room = await ClassAsync();

        // Its deadline has passed, but the student keeps it for a probe to come.
        var kept = await room.GradedAsync();
        await shared.Service.PutUnderLeaseAsync(kept, "kept", TimeSpan.FromHours(-1));
        await LeaseRows.WriteAsync(shared.Service, (db, _) => db.Submissions.Where(s => s.Id == new SubmissionId(Guid.Parse(kept)))
            .ExecuteUpdateAsync(s => s.SetProperty(x => x.SafeToDeleteAt, (DateTimeOffset?)null), Token));
        await shared.Service.PutUnderLeaseAsync(await room.GradedAsync(), "late", TimeSpan.FromHours(-1));

        var counts = await InAsync(room, (board, open) => board.CountsAsync(open, TimeProvider.System.GetUtcNow(), Token));
        foreach (var (show, count) in counts)
            Assert.Equal((show, (await WindowAsync(room, show, "", new LeaseSort(), 0, 50)).Total), (show, count));
        Assert.Equal((10, 3, 1), (counts[LeaseShow.Live], counts[LeaseShow.Overdue], counts[LeaseShow.Gone]));
    }

    // Eight clusters of two students in every state, two at a time with one deadline, at three prices; and one that is gone.
    private async Task<Classroom> ClassAsync()
    {
        var room = await Classroom.CreateAsync(shared.Service);
        var now = TimeProvider.System.GetUtcNow();
        LeaseState[] states = [LeaseState.Active, LeaseState.Overdue, LeaseState.Deleting, LeaseState.Quarantined];
        await LeaseRows.WriteAsync(shared.Service, async (db, _) =>
        {
            var lab = await db.Assignments.SingleAsync(a => db.Courses.Any(c => c.Id == a.CourseId && c.Slug == room.Course), Token);
            var students = await db.Students.Where(s => s.CourseId == lab.CourseId).ToDictionaryAsync(s => s.Number, s => s.Id, Token);
            foreach (var (i, name) in Names.Append("was-here").Index())
            {
                var lease = new Lease(Id.New<LeaseId>(TimeProvider.System), lab.CourseId, lab.Id, students[i is 1 or 4 or 5 or 6 ? "s-2" : "s-1"], now.AddHours(-2), now.AddHours(1 + (i / 2)));
                lease.Name(name, "ap-northeast-2");
                lease.Runs(new ClusterInventory { Nodes = new Dictionary<string, int> { ["t3.medium"] = (i % 3) + 1 }, Version = "1.34" }, now);
                lease.Become(i == Names.Length ? LeaseState.Gone : states[i % states.Length], now);
                lease.ProbeNextAt(null);
                db.Leases.Add(lease);
            }
        });
        return room;
    }

    private static LeaseFilter Filter(LeaseShow show, string words = "") => new() { Show = show, Search = words, Now = TimeProvider.System.GetUtcNow() };

    private Task<TableWindow<LeaseRow>> WindowAsync(Classroom room, LeaseShow show, string words, LeaseSort sort, int offset, int limit) =>
        InAsync(room, (board, open) => board.ReadWindowAsync(open, Filter(show, words), sort, offset, limit, Token));

    private async Task<T> InAsync<T>(Classroom room, Func<LeaseQueries, OpenLeaseBoard, Task<T>> ask)
    {
        await using var scope = shared.Service.Services.CreateAsyncScope();
        var board = scope.ServiceProvider.GetRequiredService<LeaseQueries>();
        var open = await board.OpenAsync(Admin, room.Course, Token);
        return await ask(board, open.IsSuccess ? open.Value : throw new InvalidOperationException("The board does not open."));
    }
}
