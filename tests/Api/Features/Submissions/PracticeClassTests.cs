using EksGrader.Checks.Grading;
using EksGrader.Checks.Web;
using EksGrader.Simulator;
using EksGrader.Simulator.Plans;
using EksGrader.Tests.Support.Api;
using Microsoft.Extensions.DependencyInjection;

namespace EksGrader.Tests.Api.Features.Submissions;

/// <summary>The whole way over HTTP: a simulated cluster on a real socket, the real looker, the real checks.</summary>
public sealed class PracticeClassTests
{
    [Fact]
    public async Task GoodCluster_IsTriedSubmittedAndGraded()
    {
        var token = TestContext.Current.CancellationToken;
        await using var practice = await PracticeClass.StartAsync(new PracticeClassOptions { Students = 1, Kinds = ["good-kubeconfig"] }, token);
        await using var service = await Service.StartAsync(Service.Beside(PracticeClass.Network), configure: services =>
        {
            services.AddSingleton<IClusterInspector>(s => new RealLooker(s.GetRequiredService<ClusterInspector>()));
            services.AddSingleton<IHostResolver, SystemResolver>();
        });
        var room = await Classroom.CreateAsync(service, "requireEks: true", "[{ check: nodes, points: 20 }, { check: replicas, points: 10 }]");
        var handIn = practice.Clusters[0].SubmissionJson();

        var tested = (await room.Student.PostAsync($"{room.Lab}/access/test", handIn)).Is(200).Json;
        Assert.True(tested.GetProperty("works").GetBoolean(), tested.ToString());
        Assert.Contains("-eks-", tested.GetProperty("version").GetString(), StringComparison.Ordinal);

        var id = (await room.Student.PostAsync($"{room.Lab}/submissions", handIn)).Is(202).Id;
        var graded = await room.Student.GradedAsync(id);
        Assert.Equal(30, graded.GetProperty("score").GetDecimal());
        Assert.Equal("active", graded.GetProperty("lease").GetProperty("state").GetString());

        // Regraded by what was recorded, after the cluster is gone.
        await practice.DisposeAsync();
        (await room.Instructor.PutAsync(room.Lab, "assignment: lab\naccess: [kubeconfig]\nchecks: [{ check: nodes, points: 7 }]", "application/yaml")).Is(200);
        (await room.Instructor.PostAsync($"/api/submissions/{id}/regrade", """{"from":"recording"}""")).Is(202);
        System.Text.Json.JsonElement regraded;
        do
            regraded = await room.Student.GradedAsync(id);
        while (regraded.GetProperty("assignmentVersion").GetInt32() == 1);
        Assert.Equal((7m, 7m), (regraded.GetProperty("score").GetDecimal(), regraded.GetProperty("maxScore").GetDecimal()));
    }

    private sealed class RealLooker(ClusterInspector looker) : IClusterInspector
    {
        public Task<Observation> InspectAsync(
            Checks.Assignments.Assignment assignment,
            IReadOnlyList<Checks.Assignments.AssignedCheck> which,
            Checks.Core.ClusterAccess access,
            Checks.Clusters.SubmissionTarget handIn,
            int number,
            TimeSpan limit,
            IProgress<CheckResult>? progress,
            CancellationToken cancellationToken) => looker.InspectAsync(assignment, which, access, handIn, number, limit, progress, cancellationToken);
    }

    private sealed class SystemResolver : IHostResolver
    {
        public ValueTask<IReadOnlyList<System.Net.IPAddress>> ResolveAsync(string host, CancellationToken cancellationToken) =>
            ValueTask.FromResult<IReadOnlyList<System.Net.IPAddress>>(System.Net.IPAddress.TryParse(host, out var address) ? [address] : []);
    }
}
