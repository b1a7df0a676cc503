using EksGrader.Checks.Access;
using EksGrader.Checks.Input;

namespace EksGrader.Tests.Unit.Checks.Access;

public sealed class KubeconfigExecTests(SampleKubeconfigs made) : IClassFixture<SampleKubeconfigs>
{
    private const string Endpoint = "https://abc.gr7.eu-west-1.eks.amazonaws.com";

    [Theory]
    [InlineData("command: aws, args: [--region, ap-northeast-2, eks, get-token, --cluster-name, student-07, --output, json]", "ap-northeast-2", "student-07")]
    [InlineData("command: aws, args: [eks, get-token, --cluster-name=student-07, --region=us-east-1]", "us-east-1", "student-07")]
    [InlineData("command: /usr/local/bin/aws, args: [eks, get-token, --cluster-name, x], env: [{name: AWS_PROFILE, value: me}, {name: AWS_REGION, value: us-gov-west-1}]", "us-gov-west-1", "x")]
    [InlineData("command: 'C:\\aws.exe', args: [eks, get-token, --cluster-name, x]", "eu-west-1", "x")]
    [InlineData("command: aws-iam-authenticator, args: [token, -i, exam]", "eu-west-1", "exam")]
    [InlineData("command: aws-iam-authenticator, args: [token, --cluster-id=exam]", "eu-west-1", "exam")]
    [InlineData("command: aws, args: [eks, get-token, --cluster-name, 'arn:aws:eks:us-west-2:123456789012:cluster/exam']", "us-west-2", "exam")]
    [InlineData("command: aws, args: [eks, get-token, --cluster-name, exam.us-west-2.eksctl.io]", "us-west-2", "exam")]
    [InlineData("command: aws, args: [eks, get-token, --cluster-name, \"x\\u001b[31m\", --region, \"'; rm -rf /\"]", "eu-west-1", null)]
    [InlineData("command: aws, args: [eks, get-token, --cluster-name]", "eu-west-1", null)]
    [InlineData("command: aws-vault, args: [exec, default, --, aws-iam-authenticator, token, -i, exam-07]", "eu-west-1", "exam-07")]
    [InlineData("command: aws-vault, args: [exec, default, --region, ap-northeast-2, --, aws, eks, get-token, --cluster-name, exam-07]", "ap-northeast-2", "exam-07")]
    [InlineData("command: sh, args: [-c, 'aws eks get-token --cluster-name exam-07 --region us-east-1']", "us-east-1", "exam-07")]
    [InlineData("command: bash, args: [-lc, \"AWS_REGION=us-east-1 exec aws eks get-token --cluster-name='exam-07'\"]", "us-east-1", "exam-07")]
    [InlineData("command: sh, args: [-c, \"aws-vault exec x -- sh -c 'aws eks get-token --cluster-name exam-07 | cat'\"]", "eu-west-1", "exam-07")]
    [InlineData("command: env, args: [AWS_PROFILE=me, AWS_DEFAULT_REGION=us-east-1, aws, eks, get-token, --cluster-name, exam-07]", "us-east-1", "exam-07")]
    [InlineData("command: /usr/bin/env, args: [-i, aws-iam-authenticator, token, -i, exam-07]", "eu-west-1", "exam-07")]
    [InlineData("command: docker, args: [run, --rm, 'amazon/aws-cli:2.17.0', eks, get-token, --cluster-name, exam-07]", "eu-west-1", "exam-07")]
    [InlineData("command: cmd, args: [/c, 'C:\\Program Files\\Amazon\\AWSCLIV2\\aws.exe eks get-token --cluster-name exam-07']", "eu-west-1", "exam-07")]
    [InlineData("command: 'aws eks get-token --cluster-name exam-07'", "eu-west-1", "exam-07")]
    [InlineData("command: my-wrapper, args: ['arn:aws:eks:us-west-2:123456789012:cluster/exam-07', --, aws, eks, get-token]", "us-west-2", "exam-07")]
    public void Read_AwsCommand_SaysWhichAwsAccessToUse(string exec, string region, string? cluster)
    {
        var fault = Assert.Single(KubeconfigReader.Read(made.Yaml($"exec: {{{exec}}}")).Errors);

        Assert.Equal("users[0].user.exec", fault.Field);
        Assert.Equal(new AwsSuggestion(region, cluster, Endpoint), fault.Suggestion);
        Assert.Contains($"region {region}", fault.Message.En, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_AwsCommandWithRole_NamesTheRole()
    {
        var fault = Assert.Single(KubeconfigReader.Read(made.Yaml("exec: {command: aws, args: [eks, get-token, --cluster-name, x, --role-arn, 'arn:aws:iam::123456789012:role/grader']}")).Errors);

        Assert.Equal("arn:aws:iam::123456789012:role/grader", fault.Suggestion?.RoleArn);
    }

    [Theory]
    [InlineData("command: aws-vault, args: [exec, default, --, aws-iam-authenticator, token, -i, x, -r, 'arn:aws:iam::123456789012:role/grader']")]
    [InlineData("command: aws, args: [eks, get-token, --cluster-name, x], env: [{name: AWS_ROLE_ARN, value: 'arn:aws:iam::123456789012:role/grader'}]")]
    [InlineData("command: assume, args: ['arn:aws:iam::123456789012:role/grader', aws, eks, get-token, --cluster-name, x]")]
    public void Read_AwsCommandWithinAWrapper_NamesTheRole(string exec) =>
        Assert.Equal("arn:aws:iam::123456789012:role/grader", Assert.Single(KubeconfigReader.Read(made.Yaml($"exec: {{{exec}}}")).Errors).Suggestion?.RoleArn);

    [Fact]
    public void Read_AwsCommandThatNamesNothing_TakesItFromTheUser()
    {
        var text = made.Yaml("exec: {command: aws, args: [eks, get-token]}").Replace("student", "arn:aws:eks:ap-northeast-2:123456789012:cluster/exam", StringComparison.Ordinal);

        Assert.Equal(("ap-northeast-2", "exam"), KubeconfigReader.Read(text).Errors[0].Suggestion is { } s ? (s.Region, s.ClusterName) : default);
    }

    [Theory]
    [InlineData("student@exam.ap-northeast-2.eksctl.io")]
    [InlineData("arn:aws:eks:ap-northeast-2:123456789012:cluster/exam")]
    public void Read_AwsCommandThatNamesNothing_TakesItFromTheContext(string context)
    {
        var text = made.Yaml("exec: {command: aws, args: [eks, get-token]}").Replace("exam", context, StringComparison.Ordinal);

        Assert.Equal(("ap-northeast-2", "exam"), KubeconfigReader.Read(text).Errors[0].Suggestion is { } s ? (s.Region, s.ClusterName) : default);
    }

    [Theory]
    [InlineData("command: aws, args: [s3, ls]")]
    [InlineData("command: gke-gcloud-auth-plugin")]
    [InlineData("command: aws-vault, args: [exec, default, --, kubectl, get, token]")]
    [InlineData("command: sh, args: [-c, 'echo get-token']")]
    [InlineData("command: sh, args: [-c, \"echo 'aws\"]")]
    [InlineData("args: [eks, get-token]")]
    public void Read_AnotherCommand_SuggestsNothing(string exec) =>
        Assert.Null(Assert.Single(KubeconfigReader.Read(made.Yaml($"exec: {{{exec}}}")).Errors).Suggestion);
}
