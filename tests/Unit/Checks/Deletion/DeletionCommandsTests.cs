using EksGrader.Checks.Deletion;

namespace EksGrader.Tests.Unit.Checks.Deletion;

/// <summary>Commands are copied into shells, and their names come from strangers.</summary>
public sealed class DeletionCommandsTests
{
    [Fact]
    public void Commands_OfHostileNames_HoldNothingForAShellOrAnAddress()
    {
        var commands = new DeletionCommands("a'; reboot; '", "eu-west-1&x=<y>#");
        Assert.EndsWith(@"--region 'eu-west-1&x=<y>#' --name 'a'\''; reboot; '\''' --wait", commands.Eksctl, StringComparison.Ordinal);
        Assert.StartsWith(@"C='a'\''; reboot; '\''' R='eu-west-1&x=<y>#'", commands.Aws, StringComparison.Ordinal);
        Assert.Null(commands.Console);
        Assert.DoesNotContain(new DeletionCommands("a\u001b[2J\nreboot", "eu-west-1").Eksctl, char.IsControl);
    }

    [Fact]
    public void Commands_WithoutAPlace_HavePlaceholders()
    {
        var commands = new DeletionCommands(null, null);
        Assert.Equal("eksctl delete cluster --region 'REGION' --name 'CLUSTER_NAME' --wait", commands.Eksctl);
        Assert.Null(commands.Console);
    }

    [Theory]
    [InlineData("ap-northeast-2", "https://ap-northeast-2.console.aws.amazon.com/eks/clusters/exam?region=ap-northeast-2")]
    [InlineData("cn-north-1", "https://console.amazonaws.cn/eks/clusters/exam?region=cn-north-1")]
    [InlineData("us-gov-west-1", "https://console.amazonaws-us-gov.com/eks/clusters/exam?region=us-gov-west-1")]
    [InlineData("eusc-de-east-1", "https://console.amazonaws-eusc.eu/eks/clusters/exam?region=eusc-de-east-1")]
    [InlineData("us-iso-east-1", null)]
    public void Console_IsThatOfThePartition(string region, string? address) =>
        Assert.Equal(address, new DeletionCommands("exam", region).Console);
}
