using System.Globalization;
using EksGrader.Api.Features.Access;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Tests.Real.Fixtures;
using EksGrader.Tests.Support.Testbed;

namespace EksGrader.Tests.Real.Aws;

/// <summary>The test of an access that a student makes before they submit it: what it asks AWS, and what of it has to work.</summary>
[Collection(ApiServerFixture.Collection)]
public sealed class AwsAccessTestTests(ApiServerFixture server, MotoFixture moto) : AwsClusterTests(server, moto), IClassFixture<MotoFixture>
{
    [Theory]
    [InlineData(Assurance.Cluster, true)]
    [InlineData(Assurance.Aws, false)]
    public async Task Test_WithoutTheWitnessesRights_WorksWhereTheAssignmentTakesTheClustersWord(Assurance asked, bool works)
    {
        var proxy = await StartAsync();
        Webhook?.Allow(RoleArn, "grader", "eks-grader");
        proxy.Interfere(call => call.Service == "ec2" ? call.FailAsync(403, "UnauthorizedOperation") : Task.FromResult(false));

        var tested = await TryAsync(new ClusterAccess(null, Role), asked);

        Assert.Equal(works, tested.Works);
        var missing = tested.Reads.Where(r => !r.Works).ToList();
        Assert.Equal(["ec2:DescribeInstances", "ec2:DescribeNetworkInterfaces"], missing.Select(r => r.Read));
        Assert.All(missing, r =>
        {
            Assert.Equal((works, FaultDomain.Student), (r.Optional, r.Fault));
            Assert.Contains($"assurance: {(works ? "cluster" : "aws")}", r.Gives, StringComparison.Ordinal);
            Assert.Contains(r.Feedback, f => f.Contains("aws iam put-role-policy --role-name eks-grader", StringComparison.Ordinal) && f.Contains(r.Read, StringComparison.Ordinal));
        });
        Assert.All(tested.Reads.Except(missing), r => Assert.Equal((r.Read == "kubernetes list apiservices.apiregistration.k8s.io", r.Optional), (r.Gives is not null, r.Gives is not null && works)));
    }

    [Theory]
    [InlineData(Assurance.Cluster)]
    [InlineData(Assurance.Aws)]
    public async Task Test_ByTheInstructions_ReadsAllThatIsLookedAt_TheWitnessesToo(Assurance asked)
    {
        await StartAsync();
        Webhook?.Allow(RoleArn, "grader", "eks-grader");

        var tested = await TryAsync(new ClusterAccess(null, Role), asked);

        Assert.True(tested.Works, string.Join("; ", tested.Reads.Where(r => !r.Works)));
        Assert.Equal(
            ["ec2:DescribeInstances", "ec2:DescribeNetworkInterfaces", "kubernetes list apiservices.apiregistration.k8s.io"],
            tested.Reads.Where(r => r.Gives is not null).Select(r => r.Read));
        Assert.All(tested.Reads, r => Assert.Equal(r.Gives is not null && asked == Assurance.Cluster, r.Optional));
        Assert.All(ReadOnlyAccess.Needs.Witnesses, action => Assert.Contains(tested.Reads, r => r.Read == action));
    }

    [Fact]
    public async Task Test_OfAClusterThatAwsDoesNotDescribe_SaysSoOnce_AndAsksNoWitness()
    {
        var proxy = await StartAsync();
        proxy.RequireExternalId(RoleArn, "another");

        var tested = await TryAsync(State.Access with { Aws = Role }, Assurance.Cluster);

        Assert.False(tested.Works);
        Assert.DoesNotContain(tested.Reads, r => r.Read.StartsWith("ec2:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Test_OfAKubeconfigAlone_AsksForNothingThatConfirms()
    {
        await StartAsync();

        var tested = await TryAsync(State.Access, Assurance.Cluster);

        Assert.True(tested.Works, string.Join("; ", tested.Reads.Where(r => !r.Works)));
        Assert.All(tested.Reads, r => Assert.Equal((false, null), (r.Optional, r.Gives)));
    }

    private async Task<AccessTestView> TryAsync(ClusterAccess access, Assurance asked)
    {
        using var clock = ProbeClock.Patient(TimeProvider.System, TimeSpan.FromMinutes(1));
        var probe = new AccessProbe(ReadOnlyAccess.Needs, new AssignmentRules { Assurance = asked }, CultureInfo.GetCultureInfo("en"), TimeProvider.System, clock);
        using var cluster = await Grading.Get<IClusterOpener>().OpenAsync(access, new SubmissionTarget { SubmittedAt = TimeProvider.System.GetUtcNow() }, Token);
        return await probe.RunAsync(cluster, Token);
    }
}
