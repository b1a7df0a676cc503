using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Tests.Real.Aws;
using EksGrader.Tests.Real.Fixtures;

namespace EksGrader.Tests.Real.Deletion;

/// <summary>Whether a cluster is gone, asked of an AWS that others wrote, in every weather.</summary>
public sealed class ProofTests(MotoFixture moto) : IClassFixture<MotoFixture>, IDisposable
{
    private const string Endpoint = "0123456789ABCDEF0123456789ABCDEF.gr7.ap-northeast-2.eks.amazonaws.com";
    private const string Describe = $"GET /clusters/{DeletionBench.Cluster}";
    private DeletionBench? bench;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => bench?.Dispose();

    [Fact]
    public async Task Probe_LivingCluster_IsAliveWithItsIdentity()
    {
        var aws = await StartAsync();
        var target = await aws.TargetAsync(Token);

        var sight = await aws.ProbeAsync(target, Token);

        Assert.Equal(ExistenceAnswer.Alive, sight.Answer);
        Assert.Equal(($"arn:aws:eks:{DeletionBench.Region}:{MotoDriver.Account}:cluster/{DeletionBench.Cluster}", target.Identity.CreatedAt), (sight.Identity?.Arn, sight.Identity?.CreatedAt));
        Assert.Contains("eks:DescribeCluster eks-cluster in ap-northeast-2 → ACTIVE", sight.How, StringComparison.Ordinal);
        Assert.Null(sight.Leftovers);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Probe_DeletedCluster_IsNotFound(bool byKeys)
    {
        var aws = await StartAsync();
        var target = await aws.TargetAsync(Token);
        await aws.Aws.DeleteClusterAsync(DeletionBench.Cluster);

        var sight = await aws.ProbeAsync(target, Token, byKeys ? DeletionBench.Keys : null);

        Assert.Equal((ExistenceAnswer.NotFound, null), (sight.Answer, sight.Fault));
        Assert.Contains("ResourceNotFoundException", sight.How, StringComparison.Ordinal);
        Assert.Empty(sight.Leftovers ?? throw new InvalidOperationException(sight.How));
    }

    [Fact]
    public async Task Probe_AnotherClusterOfTheName_IsNotFound()
    {
        var aws = await StartAsync();
        var target = await aws.TargetAsync(Token);
        var first = target with { Identity = target.Identity with { CreatedAt = target.Identity.CreatedAt - TimeSpan.FromHours(3) } };

        var sight = await aws.ProbeAsync(first, Token);

        Assert.Equal(ExistenceAnswer.NotFound, sight.Answer);
        Assert.Contains("another of the same name", sight.How, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Probe_AccessToAnotherAccount_ProvesNothing()
    {
        var aws = await StartAsync();
        var target = await aws.TargetAsync(Token);
        const string Elsewhere = "arn:aws:iam::222222222222:role/eks-grader";
        aws.Proxy.RequireExternalId(Elsewhere, "external-7");

        var sight = await aws.ProbeAsync(target, Token, new AwsAccess.Role(DeletionBench.Region, DeletionBench.Cluster, Elsewhere, "external-7"));

        Assert.Equal((ExistenceAnswer.NoProof, FaultDomain.Student), (sight.Answer, sight.Fault));
        Assert.Contains(MotoDriver.Account, sight.How, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Probe_AccessThatNamesAnotherCluster_AsksForTheLeases()
    {
        var aws = await StartAsync();
        var target = await aws.TargetAsync(Token);

        var sight = await aws.ProbeAsync(target, Token, new AwsAccess.Keys("us-east-1", "nobody", "ASIASTUDENT000000000", "student-secret-0000", "session-token-0000"));

        Assert.Equal(ExistenceAnswer.Alive, sight.Answer);
    }

    [Fact]
    public async Task Probe_ClusterThatAwsNeverShowed_IsNotGoneForBeingUnknown()
    {
        var aws = await StartAsync();
        var target = (await aws.TargetAsync(Token)) with { Identity = new ClusterIdentity(null, null, null, "uid-of-kube-system") };
        await aws.Aws.DeleteClusterAsync(DeletionBench.Cluster);

        var sight = await aws.ProbeAsync(target, Token);

        Assert.Equal((ExistenceAnswer.NoProof, FaultDomain.Student), (sight.Answer, sight.Fault));
    }

    [Theory]
    [InlineData(403, "AccessDeniedException", FaultDomain.Student)]
    [InlineData(403, "ExpiredTokenException", FaultDomain.Student)]
    [InlineData(403, "UnrecognizedClientException", FaultDomain.Student)]
    [InlineData(429, "ThrottlingException", FaultDomain.Aws)]
    [InlineData(500, "ServerException", FaultDomain.Aws)]
    [InlineData(404, "NotFoundException", FaultDomain.Aws)]
    [InlineData(400, "ResourceNotFoundException", FaultDomain.Student)]
    public async Task Probe_AwsRefuses_ProvesNothing(int status, string code, FaultDomain fault)
    {
        var aws = await StartAsync();
        var target = await aws.TargetAsync(Token);
        await aws.Aws.DeleteClusterAsync(DeletionBench.Cluster);
        aws.Fail(Describe, status, code);

        var sight = await aws.ProbeAsync(target, Token);

        Assert.Equal((ExistenceAnswer.NoProof, fault), (sight.Answer, sight.Fault));
        Assert.Null(sight.Leftovers);
    }

    [Theory]
    [InlineData(200, "<html>Sign in to the hotel's network</html>")]
    [InlineData(404, "<!DOCTYPE html><title>404 Not Found</title>")]
    [InlineData(200, "{}")]
    [InlineData(200, """{"cluster":{"name":"eks-cluster","status":"ACTIVE"}}""")]
    public async Task Probe_Garbage_ProvesNothing(int status, string body)
    {
        var aws = await StartAsync();
        var target = await aws.TargetAsync(Token);
        await aws.Aws.DeleteClusterAsync(DeletionBench.Cluster);
        aws.Proxy.Interfere(call => call.Action == Describe ? call.AnswerAsync(status, body) : Task.FromResult(false));

        var sight = await aws.ProbeAsync(target, Token);

        Assert.Equal((ExistenceAnswer.NoProof, FaultDomain.Aws), (sight.Answer, sight.Fault));
    }

    [Fact]
    public async Task Probe_HangingAws_EndsInTimeAndProvesNothing()
    {
        var aws = await StartAsync();
        var target = await aws.TargetAsync(Token);
        aws.Proxy.Interfere(async call =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, call.Http.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return true;
        });

        var started = TimeProvider.System.GetTimestamp();
        var sight = await aws.ProbeAsync(target, Token);

        Assert.Equal(ExistenceAnswer.NoProof, sight.Answer);
        Assert.NotEqual(FaultDomain.Student, sight.Fault);
        Assert.InRange(TimeProvider.System.GetElapsedTime(started), TimeSpan.Zero, TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Probe_NodeGroupBeingDeleted_IsDeleting()
    {
        var aws = await StartAsync();
        await aws.Aws.CreateNodegroupAsync(DeletionBench.Cluster, "ng-1");
        await aws.Aws.CreateNodegroupAsync(DeletionBench.Cluster, "ng-2");
        var target = await aws.TargetAsync(Token);
        Assert.Equal(ExistenceAnswer.Alive, (await aws.ProbeAsync(target, Token)).Answer);
        aws.Proxy.Interfere(call => call.Action == $"{Describe}/node-groups/ng-2"
            ? call.AnswerAsync(200, """{"nodegroup":{"nodegroupName":"ng-2","status":"DELETING"}}""")
            : Task.FromResult(false));

        var sight = await aws.ProbeAsync(target, Token);

        Assert.Equal(ExistenceAnswer.Deleting, sight.Answer);
        Assert.Contains("eks:DescribeNodegroup ng-2 → DELETING", sight.How, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("eksctl-eks-cluster-cluster", DeletionBench.Cluster, ExistenceAnswer.Deleting)]
    [InlineData("eksctl-eks-cluster-nodegroup-ng-1", DeletionBench.Cluster, ExistenceAnswer.Deleting)]
    [InlineData("eksctl-eks-cluster-addon-iamserviceaccount-default-s3", DeletionBench.Cluster, ExistenceAnswer.Alive)]
    [InlineData("eksctl-eks-cluster-cluster", "another", ExistenceAnswer.Alive)]
    public async Task Probe_StackBeingDeleted_IsDeletingWhereItIsTheClusters(string stack, string cluster, ExistenceAnswer answer)
    {
        var aws = await StartAsync();
        var target = await aws.TargetAsync(Token);
        aws.Stack("network", "CREATE_COMPLETE", "");
        aws.Stack("another", "DELETE_IN_PROGRESS", "another");
        aws.Stack(stack, "DELETE_IN_PROGRESS", cluster);

        Assert.Equal(answer, (await aws.ProbeAsync(target, Token)).Answer);
    }

    [Fact]
    public async Task Probe_OptionalReadsDenied_IsAliveAllTheSame()
    {
        var aws = await StartAsync();
        var target = await aws.TargetAsync(Token);
        aws.Fail($"{Describe}/node-groups", 403, "AccessDeniedException");
        aws.Fail("DescribeStacks", 403, "AccessDenied");
        aws.Fail("DescribeInstances", 403, "UnauthorizedOperation");

        var sight = await aws.ProbeAsync(target, Token);

        Assert.Equal((ExistenceAnswer.Alive, null, null), (sight.Answer, sight.Fault, sight.Inventory));
        Assert.Contains("eks:ListNodegroups → denied, left out", sight.How, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("AccessDeniedException", 403, true, ExistenceAnswer.NameGone)]
    [InlineData("AccessDeniedException", 403, false, ExistenceAnswer.Alive)]
    [InlineData("ServerException", 500, true, ExistenceAnswer.NameGone)]
    [InlineData("ServerException", 500, false, ExistenceAnswer.NoProof)]
    public async Task Probe_AwsProvesNothing_AsksDns(string code, int status, bool gone, ExistenceAnswer answer)
    {
        var aws = await StartAsync();
        var target = await aws.TargetAsync(Token);
        target = target with { Identity = target.Identity with { Endpoint = Endpoint } };
        aws.Fail(Describe, status, code);
        aws.Names.With("gr7.ap-northeast-2.eks.amazonaws.com", "203.0.113.1");
        if (!gone)
        {
            aws.Names.With(Endpoint, "10.0.0.7");
        }

        var sight = await aws.ProbeAsync(target, Token);

        // Gone by its name, and AWS, which the access lets be asked, has not said what is left.
        // A name that is there is less than AWS's word, and that is the student's doing.
        Assert.Equal((answer, status == 500 ? FaultDomain.Aws : gone ? null : FaultDomain.Student), (sight.Answer, sight.Fault));
    }

    [Fact]
    public async Task Probe_WhatAwsSaysOfCredentials_IsNotWrittenDown()
    {
        var aws = await StartAsync();
        var target = await aws.TargetAsync(Token);
        aws.Proxy.Interfere(call => call.Service == "eks"
            ? call.AnswerAsync(403, $$"""{"__type":"InvalidSignatureException","message":"The canonical string was x-amz-security-token:session-token-0000"}""")
            : Task.FromResult(false));

        var sight = await aws.ProbeAsync(target, Token, DeletionBench.Keys);

        Assert.Equal((ExistenceAnswer.NoProof, FaultDomain.Student), (sight.Answer, sight.Fault));
        Assert.DoesNotContain("session-token", sight.How, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Probe_GivenUp_IsCancelled()
    {
        var aws = await StartAsync();
        var target = await aws.TargetAsync(Token);
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(Token);
        aws.Proxy.Interfere(async call =>
        {
            await giveUp.CancelAsync();
            return await call.FailAsync(500, "ServerException");
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => aws.ProbeAsync(target, giveUp.Token));
    }

    private async Task<DeletionBench> StartAsync()
    {
        bench = new DeletionBench(await moto.StartedAsync(Token), Token);
        await bench.Aws.CreateClusterAsync(DeletionBench.Cluster);
        return bench;
    }
}
