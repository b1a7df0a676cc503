using EksGrader.Checks.Access;
using EksGrader.Checks.Core;
using EksGrader.Checks.Input;

namespace EksGrader.Tests.Unit.Checks.Access;

public sealed class AwsAccessValidatorTests
{
    private static readonly AwsAccessInput Good = new()
    {
        Region = " ap-northeast-2\n",
        ClusterName = "eks-cluster",
        RoleArn = "arn:aws:iam::111122223333:role/courses/2026/eks-grader",
        AccessKeyId = "ASIA0123456789ABCDEF",
        SecretAccessKey = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
        SessionToken = "IQoJb3JpZ2luX2VjEXAMPLE+/=",
    };

    private static readonly AwsAccessValidator Validator = new();

    [Fact]
    public void Role_WithAPath_IsAccepted() =>
        Assert.Equal(
            new AwsAccess.Role("ap-northeast-2", "eks-cluster", "arn:aws:iam::111122223333:role/courses/2026/eks-grader", "id"),
            Validator.Role(Good, "id").Value);

    [Fact]
    public void Keys_Temporary_AreAccepted() => Assert.IsType<AwsAccess.Keys>(Validator.Keys(Good, longLived: false).Value);

    [Theory]
    [InlineData(false, "access.accessKeyId")]
    [InlineData(true, null)]
    public void Keys_LongLived_AreAcceptedOnlyWhereAllowed(bool longLived, string? field) =>
        Assert.Equal(field, FieldOf(Validator.Keys(Good with { AccessKeyId = "AKIA0123456789ABCDEF", SessionToken = null }, longLived)));

    [Fact]
    public void Keys_AllWrong_NameEveryField()
    {
        var faults = Validator.Keys(new AwsAccessInput { AccessKeyId = "ASIA0123456789ABCDEF", SecretAccessKey = "short" }, longLived: false).Errors;

        Assert.Equal(["access.region", "access.clusterName", "access.secretAccessKey", "access.sessionToken"], faults.Select(f => f.Field));
        Assert.DoesNotContain(faults, f => f.Message.En.Contains("short", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("ap-northeast-2a")]
    [InlineData("nowhere")]
    [InlineData("eu-nowhere-9")]
    [InlineData("evil.example/#")]
    [InlineData(null)]
    public void Own_NoSuchRegion_IsRefusedAtItsField(string? region) => Assert.Equal("access.region", FieldOf(Validator.Own(Good with { Region = region })));

    [Theory]
    [InlineData("cn-north-1")]
    [InlineData("us-gov-west-1")]
    [InlineData("eusc-de-east-1")]
    public void Own_OtherPartitions_AreAccepted(string region) => Assert.Null(FieldOf(Validator.Own(Good with { Region = region })));

    [Theory]
    [InlineData("-x")]
    [InlineData("a/b")]
    [InlineData("arn:aws:eks:ap-northeast-2:111122223333:cluster/x")]
    [InlineData("")]
    public void Own_NoClusterName_IsRefusedAtItsField(string name) => Assert.Equal("access.clusterName", FieldOf(Validator.Own(Good with { ClusterName = name })));

    [Fact]
    public void Own_LongestClusterName_IsAccepted()
    {
        Assert.Null(FieldOf(Validator.Own(Good with { ClusterName = new string('a', 100) })));
        Assert.Equal("access.clusterName", FieldOf(Validator.Own(Good with { ClusterName = new string('a', 101) })));
    }

    [Theory]
    [InlineData("")]
    [InlineData("eks-grader")]
    [InlineData("arn:aws:iam::111122223333:user/eks-grader")]
    [InlineData("arn:aws:iam::1111:role/eks-grader")]
    [InlineData("arn:aws:sts::111122223333:assumed-role/eks-grader/me")]
    [InlineData("arn:aws-cn:iam::111122223333:role/eks-grader")]
    [InlineData("arn:aws:iam::111122223333:role/a' ; rm -rf")]
    public void Role_NoRoleOfThePartition_IsRefusedAtItsField(string arn) => Assert.Equal("access.roleArn", FieldOf(Validator.Role(Good with { RoleArn = arn }, "id")));

    [Fact]
    public void Role_JoinedToAKubeconfig_NamesFieldsBelowAws() =>
        Assert.Equal("access.aws.roleArn", FieldOf(new AwsAccessValidator("access.aws").Role(Good with { RoleArn = null }, "id")));

    [Fact]
    public void ToString_OfAnInput_KeepsKeysSecret() => Assert.DoesNotContain("EXAMPLE", Good.ToString(), StringComparison.Ordinal);

    private static string? FieldOf(ParseResult<AwsAccess> reading)
    {
        Assert.Equal(reading.Value is null, reading.Errors.Count > 0);
        return reading.Errors.Count > 0 ? Assert.Single(reading.Errors).Field : null;
    }
}
