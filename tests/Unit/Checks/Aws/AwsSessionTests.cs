using EksGrader.Checks.Aws;
using EksGrader.Checks.Core;
using EksGrader.Checks.Reads;
using EksGrader.Tests.Support.Time;

namespace EksGrader.Tests.Unit.Checks.Aws;

public sealed class AwsSessionTests : IAsyncLifetime
{
    private static readonly AwsAccess.Role Role = new("ap-northeast-2", "eks-cluster", "arn:aws:iam::111122223333:role/eks-grader", "secret-external-id");
    private const string LongId = Sixty + Sixty + Sixty + Sixty + Sixty + Sixty + Sixty + Sixty + Sixty + Sixty + Sixty + Sixty + Sixty + Sixty + Sixty + Sixty + Sixty + Sixty + Sixty + Sixty + "-1";
    private const string Sixty = "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx";
    private readonly ManualTime clock = new();
    private FakeAwsServer? fake;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private FakeAwsServer Aws => fake ?? throw new InvalidOperationException("Not started.");

    public async ValueTask InitializeAsync()
    {
        fake = await FakeAwsServer.StartAsync();
        Aws.On("DescribeCluster", 200, """{"cluster":{"arn":"arn:x"}}""");
    }

    public ValueTask DisposeAsync() => Aws.DisposeAsync();

    [Fact]
    public async Task Open_SameRoleTwice_IsAssumedOnceWithItsExternalIdAndProbedOnceWithoutAndOnceWithAnother()
    {
        Aws.On("AssumeRole", AssumeRoleAnswers.Closed);
        var sessions = Aws.Sessions();

        await Task.WhenAll(sessions.Open(Role).Client.DescribeClusterAsync(Token), sessions.Open(Role).Client.DescribeClusterAsync(Token));

        var calls = Aws.Requests.Where(r => r.Operation == "AssumeRole").ToList();
        Assert.Equal(3, calls.Count);
        Assert.Single(calls, c => c.Form.GetValueOrDefault("ExternalId") == "secret-external-id" && c.Form["RoleSessionName"] == "eksgrader" && c.Form["DurationSeconds"] == "1800");
        Assert.Single(calls, c => !c.Form.ContainsKey("ExternalId"));
        Assert.Single(calls, c => System.Text.RegularExpressions.Regex.IsMatch(c.Form.GetValueOrDefault("ExternalId") ?? "", "^secret-external-[0-9a-f]{32}$", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)));
        Assert.All(Aws.Requests.Where(r => r.Operation == "DescribeCluster"), r => Assert.Equal("role-token", r.SecurityToken));
    }

    [Fact]
    public async Task Open_ToRead_MayReadOnlyWhateverTheRoleAllows_AndSharesNoSessionWithWhatDeletes()
    {
        Aws.On("AssumeRole", AssumeRoleAnswers.Closed);
        var sessions = Aws.Sessions(new AwsOptions { RefuseOpenRoles = false });

        await sessions.Open(Role).Client.DescribeClusterAsync(Token);
        await sessions.Open(Role, mayDelete: true).Client.DescribeClusterAsync(Token);

        var calls = Aws.Requests.Where(r => r.Operation == "AssumeRole").ToList();
        Assert.Equal(2, calls.Count);
        var policy = calls[0].Form["Policy"];
        Assert.InRange(policy.Length, 10, 2048); // what STS takes
        Assert.All(
            System.Text.Json.JsonDocument.Parse(policy).RootElement.GetProperty("Statement")[0].GetProperty("Action").EnumerateArray(),
            action => Assert.Matches("^[a-z0-9]+:(Describe|List|Get|Filter|Decrypt)", action.GetString()));
        Assert.False(calls[1].Form.ContainsKey("Policy"));
    }

    [Fact]
    public async Task Open_RoleThatNeedsNoExternalId_IsRefusedWithTheTrustPolicy()
    {
        Aws.On("AssumeRole", AssumeRoleAnswers.Open);

        var fault = await FaultAsync(new AwsOptions { PrincipalArn = "arn:aws:iam::999988887777:role/grader" });

        Assert.Equal((ReadFailure.Denied, FaultDomain.Student, true), (fault.Failure, fault.Fault, fault.MayPass));
        Assert.Contains("\"sts:ExternalId\":\"secret-external-id\"", fault.Feedback[0].En, StringComparison.Ordinal);
        Assert.Contains("arn:aws:iam::999988887777:role/grader", fault.Feedback[0].En, StringComparison.Ordinal);
        Assert.Equal(0, Aws.Count("DescribeCluster"));
    }

    [Fact]
    public async Task Open_RoleThatTakesAnyExternalId_IsRefusedWithTheReasonAndTheTrustPolicy()
    {
        Aws.On("AssumeRole", AssumeRoleAnswers.AnyId);

        var fault = await FaultAsync(new AwsOptions { PrincipalArn = "arn:aws:iam::999988887777:role/grader" });

        Assert.Equal((ReadFailure.Denied, FaultDomain.Student, true), (fault.Failure, fault.Fault, fault.MayPass));
        Assert.Contains("any external ID", fault.Summary.En, StringComparison.Ordinal);
        Assert.Contains("\"StringEquals\":{\"sts:ExternalId\":\"secret-external-id\"}", fault.Feedback[0].En, StringComparison.Ordinal);
        Assert.Equal(0, Aws.Count("DescribeCluster"));
    }

    [Theory]
    [InlineData("eksgrader-0123456789abcdef0123456789abcdef", "^eksgrader-[0-9a-f]{32}$")] // the service's own form, which a pattern may fit
    [InlineData("external-7", "^external-[0-9a-f]{32}$")]
    [InlineData("abc", "^[0-9a-f]{32}$")]
    [InlineData(LongId, "^[0-9a-f]+$")]
    public async Task Open_ExternalIdOfAnyForm_IsProbedWithARandomOneOfItsFormThatStsTakes(string externalId, string form)
    {
        Aws.On("AssumeRole", r => r.Form.GetValueOrDefault("ExternalId") == externalId ? AssumeRoleAnswers.Open(r) : AssumeRoleAnswers.Denied(r));

        await Aws.Sessions().Open(Role with { ExternalId = externalId }).Client.DescribeClusterAsync(Token);
        await Aws.Sessions().Open(Role with { ExternalId = externalId }).Client.DescribeClusterAsync(Token);

        var probes = Aws.Requests.Where(r => r.Operation == "AssumeRole").Select(r => r.Form.GetValueOrDefault("ExternalId")).Where(id => id is not null && id != externalId).ToList();
        Assert.Equal(2, probes.Distinct(StringComparer.Ordinal).Count());
        Assert.All(probes, id => Assert.Matches(form, id));
        Assert.All(probes, id => Assert.InRange(id?.Length ?? 0, 2, 1224));
    }

    [Fact]
    public async Task Open_ProbeThatIsThrottled_IsUnknownByAws_AndIsAskedAgainNextTime()
    {
        Aws.On("AssumeRole", r => r.Form.GetValueOrDefault("ExternalId") == Role.ExternalId || !r.Form.ContainsKey("ExternalId")
            ? AssumeRoleAnswers.Closed(r)
            : FakeAwsServer.WriteAsync(r.Http, 400, FakeAwsServer.XmlError("Throttling", "Rate exceeded")));
        var session = Aws.Sessions().Open(Role);

        var e = await Assert.ThrowsAsync<ReadException>(() => session.Client.DescribeClusterAsync(Token));
        Aws.On("AssumeRole", AssumeRoleAnswers.Closed);
        await session.Client.DescribeClusterAsync(Token);

        Assert.Equal((ReadFailure.Throttled, FaultDomain.Aws, true), (e.Fault.Failure, e.Fault.Fault, e.Fault.MayPass));
    }

    [Fact]
    public async Task Open_RoleWhoseOneProbeIsThrottledAndWhoseOtherIsLetIn_IsRefused()
    {
        Aws.On("AssumeRole", r => r.Form.ContainsKey("ExternalId") ? AssumeRoleAnswers.Open(r) : FakeAwsServer.WriteAsync(r.Http, 400, FakeAwsServer.XmlError("Throttling", "Rate exceeded")));

        Assert.Equal(ReadFailure.Denied, (await FaultAsync(new AwsOptions())).Failure);
    }

    [Fact]
    public async Task Open_ProbeSwitchedOff_AsksOnce()
    {
        Aws.On("AssumeRole", AssumeRoleAnswers.Open);

        await Aws.Sessions(new AwsOptions { RefuseOpenRoles = false }).Open(Role).Client.DescribeClusterAsync(Token);

        Assert.Equal(1, Aws.Count("AssumeRole"));
    }

    [Fact]
    public async Task Open_RoleDenied_NamesTheTrustPolicyAndIsAskedAgainNextTime()
    {
        Aws.On("AssumeRole", AssumeRoleAnswers.Denied);
        Aws.OnXml("GetCallerIdentity", _ => "<Arn>arn:aws:sts::999988887777:assumed-role/grader/i-0abc</Arn><Account>999988887777</Account><UserId>x</UserId>");
        var sessions = Aws.Sessions();
        var session = sessions.Open(Role);

        var e = await Assert.ThrowsAsync<ReadException>(() => session.Client.DescribeClusterAsync(Token));
        Aws.On("AssumeRole", AssumeRoleAnswers.Closed);
        await session.Client.DescribeClusterAsync(Token);

        Assert.Equal((ReadFailure.Denied, FaultDomain.Student), (e.Fault.Failure, e.Fault.Fault));
        Assert.Contains("aws iam update-assume-role-policy --role-name eks-grader", e.Fault.Feedback[0].En, StringComparison.Ordinal);
        Assert.Contains("\"AWS\":\"arn:aws:iam::999988887777:role/grader\"", e.Fault.Feedback[0].En, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_CoursesOwnRoleDenied_IsTheGraders()
    {
        Aws.On("AssumeRole", AssumeRoleAnswers.Denied);

        var e = await Assert.ThrowsAsync<ReadException>(() => Aws.Sessions().Open(Role with { HeldByCourse = true }).Client.DescribeClusterAsync(Token));

        Assert.Equal(FaultDomain.Grader, e.Fault.Fault);
    }

    [Fact]
    public async Task Client_AssumedRoleNearItsEnd_IsAssumedAnew()
    {
        Aws.On("AssumeRole", r => AssumeRoleAnswers.OpenUntil(r, clock.GetUtcNow().AddMinutes(30)));
        var session = Aws.Sessions(new AwsOptions { RefuseOpenRoles = false }, time: clock).Open(Role);

        await session.Client.DescribeClusterAsync(Token);
        clock.Advance(TimeSpan.FromMinutes(24));
        await session.Client.DescribeClusterAsync(Token);
        Assert.Equal(1, Aws.Count("AssumeRole"));
        clock.Advance(TimeSpan.FromMinutes(2));
        await session.Client.DescribeClusterAsync(Token);

        Assert.Equal(2, Aws.Count("AssumeRole"));
    }

    [Fact]
    public async Task GetKubernetesToken_WithinItsLife_IsTheSameAndThenSignedAnew()
    {
        var session = Aws.Sessions(time: clock).Open(new AwsAccess.Keys("eu-west-1", "student-07", "AKIDEXAMPLE", "secret", null));

        var first = await session.GetKubernetesTokenAsync(Token);
        clock.Advance(TimeSpan.FromMinutes(12));
        var second = await session.GetKubernetesTokenAsync(Token);
        clock.Advance(TimeSpan.FromMinutes(2));
        var third = await session.GetKubernetesTokenAsync(Token);

        Assert.Equal(first, second);
        Assert.NotEqual(first, third);
        Assert.Empty(Aws.Requests);
    }

    [Fact]
    public async Task Open_Own_UsesTheGradersCredentials()
    {
        await Aws.Sessions().Open(new AwsAccess.Own("ap-northeast-2", "eks-cluster")).Client.DescribeClusterAsync(Token);

        Assert.Contains("Credential=AKIAOWN0000000000000/", Assert.Single(Aws.Requests).Authorization, StringComparison.Ordinal);
    }

    private async Task<ReadError> FaultAsync(AwsOptions options) =>
        (await Assert.ThrowsAsync<ReadException>(() => Aws.Sessions(options).Open(Role).Client.DescribeClusterAsync(Token))).Fault;
}
