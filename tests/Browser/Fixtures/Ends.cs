using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Deletion;
using EksGrader.Db.Model;
using EksGrader.Tests.Support.Api;
using EksGrader.Tests.Support.Kubernetes;

namespace EksGrader.Tests.Browser.Fixtures;

/// <summary>A class whose clusters are in every state that the end of a cluster has, put into the rows: no page of them waits for an observation.</summary>
/// <param name="Page">The assignment's page.</param>
/// <param name="Board">The board of its clusters.</param>
/// <param name="Course">Its course.</param>
public sealed record Ends(string Page, string Board, string Course)
{
    private const string Gone = "eks:DescribeCluster → ResourceNotFoundException";

    // In the order of the roster.
    private static readonly (string State, string Name)[] Students =
    [
        ("everything", "강다온"), ("overdue", "나하늘"), ("gone", "도가람"), ("short", "류이든"), ("deleting", "마루한"),
        ("confirming", "배시온"), ("hidden", "서단우"), ("quarantined", "오로운"), ("leftovers", "정해솔"), ("settled", "하람찬"), ("late", "한아름"),
    ];

    private static readonly Leftover[] Left =
    [
        new(LeftoverKind.LoadBalancer, "arn:aws:elasticloadbalancing:ap-northeast-2:111122223333:loadbalancer/net/a0b1c2d3e4f5061728394a5b6c7d8e9f/0123456789abcdef", 0.0225m, true),
        new(LeftoverKind.NatGateway, "nat-0123456789abcdef0 (available)", 0.059m, true),
        new(LeftoverKind.Volume, "vol-0123456789abcdef0", 0.0025m, true),
        new(LeftoverKind.LogGroup, "/aws/eks/web/cluster", null, false),
    ];

    /// <summary>The address of the cluster that is in a state: <c>overdue</c>, <c>gone</c> and so on; <c>everything</c> has seven clusters.</summary>
    public string EmailOf(string state) => $"{state}@{Course}.example";

    /// <summary>Makes it.</summary>
    internal static async Task<Ends> MakeAsync(School school)
    {
        const string Rules = "title: { en: EKS assessment, ko: EKS 평가 }\nsettleFor: 0s\ndeletion: { enforce: true }\n";
        var room = await Classroom.CreateAsync(school.Service, Rules, "[{ check: nodes, points: 40 }, { check: replicas, points: 40 }, { check: cluster-deletion, points: 20 }]");
        var ends = new Ends(room.Page(), $"/courses/{room.Course}/clusters", room.Course);
        (await room.Instructor.PutAsync($"/api/courses/{room.Course}/roster", "studentId,name,email\n" + string.Join('\n', Students.Select((s, i) => $"202612{i:00},{s.Name},{ends.EmailOf(s.State)}")), "text/csv")).Is(200);
        foreach (var (state, _) in Students)
        {
            var student = school.Service.Client(await Classroom.TokenAsync(school.Service, ends.EmailOf(state)));
            foreach (var each in state == "everything" ? ["living", "deleting", "overdue", "hidden", "settled", "leftovers", "gone"] : (string[])[state])
                await BringAsync(school, room, student, each);
        }

        return ends;
    }

    private static async Task BringAsync(School school, Classroom room, ApiClient student, string state)
    {
        var service = room.Service;
        var host = room.NewHost();
        if (state == "late")
            school.Clusters.On(host).Judge = check => check.Value == "replicas" ? Verdict.OfShare(0.5m, new LocalizedText("1 of 2 replicas ready", "레플리카 2개 중 1개")) : Script.AllIsWell.Judge(check);
        var submission = (await student.PostAsync($"{room.Lab}/submissions", Kubeconfigs.SubmissionFor(host))).Is(202).Id;
        await student.GradedAsync(submission);
        TimeSpan left = state switch { "overdue" => TimeSpan.FromMinutes(-47), "short" => TimeSpan.FromMinutes(4), "late" => TimeSpan.FromMinutes(85), "gone" or "leftovers" => TimeSpan.FromHours(-1), _ => TimeSpan.FromHours(7.3) };
        var lease = await service.PutUnderLeaseAsync(submission, $"{state}-cluster", left);
        var now = TimeProvider.System.GetUtcNow();
        foreach (var ago in (int[])[95, 65, 35])
            await service.ProbeAsync(lease, Probe(now.AddMinutes(-ago), ExistenceAnswer.Alive, "eks:DescribeCluster → ACTIVE"));
        switch (state)
        {
            case "overdue":
                await LeaseRows.BecomeAsync(service, lease, LeaseState.Overdue);
                await service.AddOrderAsync(lease, dryRun: false, o => o.Wait(DeletionHold.Brake, new LocalizedText("5 clusters in an hour", "한 시간에 5개"), nextAt: null));
                break;
            case "late":
                await LeaseRows.WriteAsync(service, async (db, _) => (await db.Leases.FindAsync([lease], TestContext.Current.CancellationToken))?.KeepFor(now.AddMinutes(25)));
                break;
            case "deleting":
                await service.ProbeAsync(lease, Probe(now.AddMinutes(-2), ExistenceAnswer.Deleting, "eks:DescribeCluster → DELETING"));
                await LeaseRows.BecomeAsync(service, lease, LeaseState.Deleting);
                break;
            case "confirming":
                await service.ProbeAsync(lease, Probe(now.AddMinutes(-1), ExistenceAnswer.NotFound, Gone) with { Leftovers = [] });
                break;
            case "hidden" or "quarantined":
                await service.ProbeAsync(lease, Probe(now.AddMinutes(-5), ExistenceAnswer.NoProof, "eks:DescribeCluster → AccessDeniedException (arn:aws:sts::111122223333:assumed-role/grader is not authorized to perform: eks:DescribeCluster)"));
                if (state == "quarantined")
                    await LeaseRows.BecomeAsync(service, lease, LeaseState.Quarantined);
                break;
            case "gone" or "leftovers":
                await LeaseRows.EndAsync(service, lease, state == "gone" ? [] : Left);
                break;
            case "settled":
                (await room.Instructor.PostAsync($"/api/leases/{lease}/settle", """{"reason":"Shown at the desk","outcome":"passed"}""")).Is(200);
                break;
        }
    }

    private static LeaseObservation Probe(DateTimeOffset at, ExistenceAnswer answer, string how) => new(at, answer, how);
}
