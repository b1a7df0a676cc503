using System.Text.Json;
using EksGrader.Checks.Aws;
using EksGrader.Checks.Core;
using EksGrader.Checks.Reads;

namespace EksGrader.Tests.Unit.Checks.Aws;

public sealed class AwsClientTests : IAsyncLifetime
{
    private static readonly AwsAccess.Keys Keys = new("ap-northeast-2", "eks-cluster", "ASIASTUDENT000000000", "student-secret", "student-token");
    private FakeAwsServer? fake;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private FakeAwsServer Aws => fake ?? throw new InvalidOperationException("Not started.");

    private IAwsClient Client => Aws.Sessions().Open(Keys).Client;

    public async ValueTask InitializeAsync() => fake = await FakeAwsServer.StartAsync();

    public ValueTask DisposeAsync() => Aws.DisposeAsync();

    [Fact]
    public async Task DescribeCluster_Answered_IsSignedAndMapped()
    {
        Aws.On("DescribeCluster", 200, """
            {"cluster":{"name":"eks-cluster","arn":"arn:aws:eks:ap-northeast-2:111122223333:cluster/eks-cluster","createdAt":1767322800.25,
             "version":"1.33","status":"ACTIVE","endpoint":"https://a.gr7.ap-northeast-2.eks.amazonaws.com","certificateAuthority":{"data":"UEVN"},"tags":{}}}
            """);

        var seen = await Client.DescribeClusterAsync(Token);

        Assert.Equal("arn:aws:eks:ap-northeast-2:111122223333:cluster/eks-cluster", seen.Answer.Arn);
        Assert.Equal(new DateTimeOffset(2026, 1, 2, 3, 0, 0, 250, TimeSpan.Zero), seen.Answer.CreatedAt);
        Assert.Equal(("ACTIVE", "1.33", "UEVN"), (seen.Answer.Status, seen.Answer.Version, seen.Answer.CertificateAuthority));
        Assert.True(seen.Bytes > 100);
        var request = Assert.Single(Aws.Requests);
        Assert.Equal("/clusters/eks-cluster", request.Path);
        Assert.StartsWith("AWS4-HMAC-SHA256 Credential=ASIASTUDENT000000000/", request.Authorization, StringComparison.Ordinal);
        Assert.Contains("/ap-northeast-2/eks/aws4_request", request.Authorization, StringComparison.Ordinal);
        Assert.Equal("student-token", request.SecurityToken);
    }

    [Fact]
    public async Task ListLoadBalancers_SeveralPagesOfBothApis_HoldsAllClassicFirst()
    {
        Aws.OnXml("DescribeLoadBalancers", request => (request.Form["Version"], request.Form.GetValueOrDefault("Marker")) switch
        {
            ("2012-06-01", null) => "<LoadBalancerDescriptions><member><LoadBalancerName>a</LoadBalancerName><DNSName>a-1.ap-northeast-2.elb.amazonaws.com</DNSName><Scheme>internet-facing</Scheme></member></LoadBalancerDescriptions><NextMarker>m1</NextMarker>",
            ("2012-06-01", "m1") => "<LoadBalancerDescriptions><member><LoadBalancerName>b</LoadBalancerName><Scheme>internal</Scheme></member></LoadBalancerDescriptions>",
            ("2015-12-01", null) => "<LoadBalancers/><NextMarker>m2</NextMarker>",
            _ => "<LoadBalancers><member><LoadBalancerArn>arn:nlb</LoadBalancerArn><LoadBalancerName>c</LoadBalancerName><Type>network</Type><Scheme>internet-facing</Scheme><State><Code>provisioning</Code></State></member></LoadBalancers>",
        });

        var seen = await Client.ListLoadBalancersAsync(Token);

        Assert.Equal(["a", "b", "arn:nlb"], seen.Answer.Items.Select(l => l.Id));
        Assert.Equal([true, false, true], seen.Answer.Items.Select(l => l.InternetFacing));
        Assert.Equal(["active", "active", "provisioning"], seen.Answer.Items.Select(l => l.State));
        Assert.Equal(AwsLoadBalancerKind.Network, seen.Answer.Items[2].Kind);
    }

    [Fact]
    public async Task DescribeTargets_Classic_HoldsTagsAndInstances()
    {
        Aws.OnXml("DescribeTags", request => $"<TagDescriptions><member><LoadBalancerName>{request.Form["LoadBalancerNames.member.1"]}</LoadBalancerName><Tags><member><Key>k</Key><Value>v</Value></member><member><Key>empty</Key></member></Tags></member></TagDescriptions>");
        Aws.OnXml("DescribeInstanceHealth", _ => "<InstanceStates><member><InstanceId>i-1</InstanceId><State>InService</State></member><member><InstanceId>i-2</InstanceId><State>OutOfService</State></member></InstanceStates>");

        var balancer = new AwsLoadBalancer { Id = "a", Name = "a" };
        var tags = (await Client.DescribeTagsAsync(balancer, Token)).Answer.ByKey;
        var seen = await Client.DescribeTargetsAsync(balancer, Token);

        Assert.Equal(("v", ""), (tags["k"], tags["empty"]));
        Assert.Equal([new AwsTarget("i-1", "InService", true), new AwsTarget("i-2", "OutOfService", false)], seen.Answer.Items);
    }

    [Fact]
    public async Task DescribeTargets_Network_HoldsTargetsOfAllItsGroups()
    {
        Aws.OnXml("DescribeTargetGroups", request => request.Form.ContainsKey("Marker")
            ? "<TargetGroups><member><TargetGroupArn>arn:tg2</TargetGroupArn></member></TargetGroups>"
            : "<TargetGroups><member><TargetGroupArn>arn:tg1</TargetGroupArn></member></TargetGroups><NextMarker>m</NextMarker>");
        Aws.OnXml("DescribeTargetHealth", request => request.Form["TargetGroupArn"] == "arn:tg1"
            ? "<TargetHealthDescriptions><member><Target><Id>i-1</Id><Port>30080</Port></Target><TargetHealth><State>healthy</State></TargetHealth></member></TargetHealthDescriptions>"
            : "<TargetHealthDescriptions><member><Target><Id>2001:db8::7</Id></Target><TargetHealth><State>unhealthy.draining</State></TargetHealth></member></TargetHealthDescriptions>");

        var seen = await Client.DescribeTargetsAsync(new AwsLoadBalancer { Id = "arn:nlb", Name = "c", Kind = AwsLoadBalancerKind.Network }, Token);

        Assert.Equal([new AwsTarget("i-1", "healthy", true) { Port = 30080 }, new AwsTarget("2001:db8::7", "unhealthy.draining", false)], seen.Answer.Items);
    }

    [Fact]
    public async Task GetLogActivity_FirstPagesEmpty_FindsTheEvent()
    {
        var since = new DateTimeOffset(2026, 1, 2, 3, 0, 0, TimeSpan.Zero);
        Aws.On("DescribeLogGroups", 200, """{"logGroups":[{"logGroupName":"/aws/containerinsights/x/performance-old"},{"logGroupName":"/aws/containerinsights/x/performance"}]}""");
        Aws.On("FilterLogEvents", request => FakeAwsServer.WriteAsync(request.Http, 200, request.Body.Contains("page2", StringComparison.Ordinal)
            ? $$"""{"events":[{"timestamp":{{since.AddMinutes(3).ToUnixTimeMilliseconds()}},"message":"…"}],"nextToken":"page3"}"""
            : """{"events":[],"nextToken":"page2"}"""));

        var seen = await Client.GetLogActivityAsync("/aws/containerinsights/x/performance", since, Token);

        Assert.Equal(new AwsLogActivity(true, since.AddMinutes(3)), seen.Answer);
        Assert.Contains($"\"startTime\":{since.ToUnixTimeMilliseconds()}", Aws.Requests.First(r => r.Operation == "FilterLogEvents").Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"Type":"Node","InstanceId":"i-0123456789abcdef0","NodeName":"n"}""", "i-0123456789abcdef0")]
    [InlineData("""{"CloudWatchMetrics":[{"Dimensions":[["InstanceId"]]}],"kubernetes":{"InstanceId":"i-nested"},"InstanceId":"i-0b"}""", "i-0b")]
    [InlineData("""{"kubernetes":{"InstanceId":"i-nested"}}""", null)]
    [InlineData("""{"InstanceId":"mi-0123"}""", null)]
    [InlineData("""{"InstanceId":"i-<b>"}""", null)]
    [InlineData("""{"InstanceId":7}""", null)]
    [InlineData("""{"InstanceId":""", null)]
    [InlineData("GET /index.html 200", null)]
    [InlineData("", null)]
    public async Task GetLogActivity_TellsTheInstancesOfRecentEventsAndNothingElse(string message, string? instance)
    {
        var since = new DateTimeOffset(2026, 1, 2, 3, 0, 0, TimeSpan.Zero);
        Aws.On("DescribeLogGroups", 200, """{"logGroups":[]}""");
        Aws.On("FilterLogEvents", 200, JsonSerializer.Serialize(new
        {
            events = new object[]
            {
                new { timestamp = since.AddMinutes(-1).ToUnixTimeMilliseconds(), message = """{"InstanceId":"i-0earlier"}""" },
                new { timestamp = since.AddMinutes(3).ToUnixTimeMilliseconds(), message },
                new { timestamp = since.AddMinutes(2).ToUnixTimeMilliseconds(), message },
            },
        }));

        var seen = await Client.GetLogActivityAsync("/aws/containerinsights/x/performance", since, Token);

        Assert.Equal((true, since.AddMinutes(3)), (seen.Answer.Exists, seen.Answer.NewestEvent));
        Assert.Equal(instance is null ? [] : [instance], seen.Answer.Instances);
    }

    [Fact]
    public async Task ListLoadBalancers_TheSameMarkerOnAnEmptyPage_IsFollowed()
    {
        var asked = 0;
        Aws.OnXml("DescribeLoadBalancers", request => request.Form["Version"] != "2015-12-01" ? "<LoadBalancerDescriptions/>" : ++asked < 3
            ? "<LoadBalancers/><NextMarker>T</NextMarker>"
            : "<LoadBalancers><member><LoadBalancerArn>arn:nlb</LoadBalancerArn><LoadBalancerName>n</LoadBalancerName><DNSName>n.elb.amazonaws.com</DNSName><Type>network</Type></member></LoadBalancers>");

        Assert.Equal("arn:nlb", Assert.Single((await Client.ListLoadBalancersAsync(Token)).Answer.Items).Id);
    }

    [Fact]
    public async Task GetLogActivity_TheSameTokenOnEmptyPages_IsFollowed()
    {
        var since = new DateTimeOffset(2026, 1, 2, 3, 0, 0, TimeSpan.Zero);
        var asked = 0;
        Aws.On("DescribeLogGroups", 200, """{"logGroups":[{"logGroupName":"/aws/containerinsights/x/performance"}]}""");
        Aws.On("FilterLogEvents", request => FakeAwsServer.WriteAsync(request.Http, 200, ++asked <= 2
            ? """{"events":[],"nextToken":"T"}"""
            : $$"""{"events":[{"timestamp":{{since.AddMinutes(3).ToUnixTimeMilliseconds()}},"message":"…"}],"nextToken":"T"}"""));

        var seen = await Client.GetLogActivityAsync("/aws/containerinsights/x/performance", since, Token);

        Assert.Equal(new AwsLogActivity(true, since.AddMinutes(3)), seen.Answer);
        Assert.Equal(3, asked);
    }

    [Fact]
    public async Task GetLogActivity_TheSameTokenWithoutEnd_IsGivenUp()
    {
        Aws.On("DescribeLogGroups", 200, """{"logGroups":[{"logGroupName":"/aws/containerinsights/x/performance"}]}""");
        Aws.On("FilterLogEvents", 200, """{"events":[],"nextToken":"T"}""");

        var e = await Assert.ThrowsAsync<ReadException>(() => Client.GetLogActivityAsync("/aws/containerinsights/x/performance", DateTimeOffset.UnixEpoch, Token));

        Assert.Equal((ReadFailure.Malformed, FaultDomain.Aws), (e.Fault.Failure, e.Fault.Fault));
        Assert.InRange(Aws.Requests.Count, 50, 200);
    }

    [Fact]
    public async Task GetLogActivity_NoSuchGroup_DoesNotExist()
    {
        Aws.On("DescribeLogGroups", 200, """{"logGroups":[{"logGroupName":"/aws/containerinsights/x/performance-old"}]}""");
        Aws.OnError("FilterLogEvents", 400, "ResourceNotFoundException");

        var seen = await Client.GetLogActivityAsync("/aws/containerinsights/x/performance", DateTimeOffset.UnixEpoch, Token);

        Assert.Equal(new AwsLogActivity(false, null), seen.Answer);
    }

    [Fact]
    public async Task DescribeCluster_Absent_IsNotFoundAndTheStudents()
    {
        Aws.OnError("DescribeCluster", 404, "ResourceNotFoundException", "No cluster found for name: eks-cluster.");

        var fault = await FaultAsync();

        Assert.Equal((ReadFailure.NotFound, FaultDomain.Student), (fault.Failure, fault.Fault));
        Assert.Contains("aws eks list-clusters --region ap-northeast-2", fault.Feedback[0].En, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ListLoadBalancers_DeniedToARole_NamesTheActionAndTheCommand()
    {
        Aws.On("DescribeLoadBalancers", r => FakeAwsServer.WriteAsync(r.Http, 403, FakeAwsServer.XmlError("AccessDenied", "User: … is not authorized to perform: elasticloadbalancing:DescribeLoadBalancers")));
        Aws.On("AssumeRole", AssumeRoleAnswers.Closed);
        var role = new AwsAccess.Role("ap-northeast-2", "eks-cluster", "arn:aws:iam::111122223333:role/courses/eks-grader", "secret-external-id");

        var e = await Assert.ThrowsAsync<ReadException>(() => Aws.Sessions().Open(role).Client.ListLoadBalancersAsync(Token));

        Assert.Equal((ReadFailure.Denied, FaultDomain.Student, true), (e.Fault.Failure, e.Fault.Fault, e.Fault.MayPass));
        Assert.Contains("elasticloadbalancing:DescribeLoadBalancers", e.Fault.Summary.Ko, StringComparison.Ordinal);
        Assert.Contains("aws iam put-role-policy --role-name eks-grader --policy-name eks-grader-DescribeLoadBalancers", e.Fault.Feedback[0].En, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ExpiredTokenException", 403)]
    [InlineData("UnrecognizedClientException", 400)]
    [InlineData("InvalidSignatureException", 403)]
    public async Task DescribeCluster_CredentialsNotAccepted_IsUnauthenticatedAndKeepsTheTokenSecret(string code, int status)
    {
        Aws.OnError("DescribeCluster", status, code, "The canonical string should have been x-amz-security-token:student-token");

        var fault = await FaultAsync();

        Assert.Equal((ReadFailure.Unauthenticated, FaultDomain.Student), (fault.Failure, fault.Fault));
        Assert.DoesNotContain("student-token", $"{fault} {fault.Feedback[0]}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task DescribeCluster_ThrottledOnce_IsTriedAgain()
    {
        Aws.On("DescribeCluster", r => Aws.Requests.Count == 1
            ? FakeAwsServer.WriteAsync(r.Http, 429, """{"__type":"ThrottlingException","message":"Rate exceeded"}""")
            : FakeAwsServer.WriteAsync(r.Http, 200, """{"cluster":{"arn":"arn:x"}}"""));

        Assert.Equal("arn:x", (await Client.DescribeClusterAsync(Token)).Answer.Arn);
        Assert.Equal(2, Aws.Requests.Count);
    }

    [Theory]
    [InlineData(429, "ThrottlingException", ReadFailure.Throttled)]
    [InlineData(500, "ServerException", ReadFailure.ServerError)]
    public async Task DescribeCluster_AlwaysFailing_IsTriedThreeTimesAndAwssFault(int status, string code, ReadFailure failure)
    {
        Aws.OnError("DescribeCluster", status, code);

        var fault = await FaultAsync();

        Assert.Equal((failure, FaultDomain.Aws, true), (fault.Failure, fault.Fault, fault.MayPass));
        Assert.Equal(3, Aws.Requests.Count);
    }

    private async Task<ReadError> FaultAsync() => (await Assert.ThrowsAsync<ReadException>(() => Client.DescribeClusterAsync(Token))).Fault;
}
