using Amazon.Runtime;
using EksGrader.Checks.Assignments;
using EksGrader.Checks.Aws;
using EksGrader.Checks.Aws.Pipeline;
using EksGrader.Checks.Core;
using EksGrader.Checks.Grading;
using EksGrader.Checks.Web;
using EksGrader.Simulator;
using EksGrader.Simulator.Plans;
using EksGrader.Tests.Real.Fixtures;
using EksGrader.Tests.Real.Grading;
using Microsoft.Extensions.DependencyInjection;

namespace EksGrader.Tests.Real.Checks;

/// <summary>
/// The labs of the lecture on a real API server: what a practice cluster holds is put there, read with the rights that the instructions
/// grant and no others, and comes to what was worked out for the cluster by hand. AWS is the practice class's, which takes no unsigned
/// request and no parameter that the service model does not have.
/// </summary>
[Collection(ApiServerFixture.Collection)]
public sealed class LabsOnApiServerTests(ApiServerFixture server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>The practice clusters that are about one check and passed it, or did a part.</summary>
    public static TheoryData<string, string> Labs => new(
        from check in Catalogue.Default.Infos
        from outcome in new[] { "passed", "partial" }
        let kind = $"{check.Id}-{outcome}"
        where PracticeClass.Kinds.ContainsKey(kind)
        select (kind, check.Id.Value));

    [Theory]
    [MemberData(nameof(Labs))]
    public async Task Lab_OnARealServer_ComesToWhatIsExpected(string kind, string check)
    {
        var plane = (await server.EmptyAsync(Token)).Plane;
        var access = (await server.EmptyAsync(Token)).Access;
        await using var practice = await PracticeClass.StartAsync(new PracticeClassOptions { Students = 1, Kinds = [kind] }, Token);
        var cluster = practice.Clusters[0];
        await using var copy = new CopiedCluster(plane, cluster);
        await copy.CopyAsync();
        cluster.ServeBy(plane.Server, plane.Files.AuthorityPem);
        await using var grading = new GradingStack(replace: services =>
        {
            services.AddSingleton<IHostResolver>(practice.Names);
            services.AddSingleton(s => new AwsClients(
                s.GetRequiredService<AwsHttp>(),
                () => new BasicAWSCredentials(practice.GraderKeys.AccessKeyId, practice.GraderKeys.SecretAccessKey),
                practice.AwsEndpoint));
        });

        var asked = ShippedAssignments.EksLecture(Catalogue.Default.Infos).Checks.FirstOrDefault(c => c.Check.Value == check)?.Parameters ?? new Dictionary<string, object>(StringComparer.Ordinal);
        var verdict = await grading.JudgeAsync(access with { Aws = AwsOf(cluster) }, check, [.. asked.Select(p => (p.Key, p.Value))]);

        var expected = cluster.Expected.Of(Catalogue.Default.Find(new CheckId(check))!.Info);
        Assert.True(expected.Matches(verdict), $"expected {expected}, got {verdict.Outcome} {verdict.Share}: {verdict.Summary}");
    }

    private static AwsAccess? AwsOf(PracticeCluster cluster) => cluster.Access switch
    {
        { Role: { } role } => new AwsAccess.Role(cluster.Region, cluster.ClusterName, role.RoleArn, role.ExternalId),
        { Keys: { } keys } => new AwsAccess.Keys(cluster.Region, cluster.ClusterName, keys.AccessKeyId, keys.SecretAccessKey, keys.SessionToken),
        _ => null,
    };
}
