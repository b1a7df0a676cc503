using System.Buffers.Text;
using System.Text;
using Amazon;
using Amazon.Runtime;
using EksGrader.Checks.Aws;

namespace EksGrader.Tests.Unit.Checks.Aws;

public sealed class EksTokenTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly ImmutableCredentials Keys = new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "SESSIONTOKEN/+=");

    [Fact]
    public void Create_KnownKeysAndTime_HasTheSignatureThatBotocoreComputed()
    {
        var url = UrlOf(EksToken.Create(Keys, RegionEndpoint.EUWest1, "student-07", Now));

        Assert.StartsWith("https://sts.eu-west-1.amazonaws.com/?Action=GetCallerIdentity&Version=2011-06-15&", url, StringComparison.Ordinal);
        Assert.EndsWith("&X-Amz-Signature=43536e0707ff7f6df80ff2e765de75877696ea58a194a1a5b2e55d0e5a09da4f", url, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_WithoutSessionToken_NamesNone() =>
        Assert.DoesNotContain("Security-Token", UrlOf(EksToken.Create(new ImmutableCredentials("AKIDEXAMPLE", "secret", null), RegionEndpoint.EUWest1, "c", Now)), StringComparison.Ordinal);

    [Theory]
    [InlineData("cn-north-1", "sts.cn-north-1.amazonaws.com.cn")]
    [InlineData("us-gov-west-1", "sts.us-gov-west-1.amazonaws.com")]
    [InlineData("eusc-de-east-1", "sts.eusc-de-east-1.amazonaws.eu")]
    public void Create_AnyPartition_AsksItsTokenService(string region, string host) =>
        Assert.StartsWith($"https://{host}/?", UrlOf(EksToken.Create(Keys, RegionEndpoint.GetBySystemName(region), "c", Now)), StringComparison.Ordinal);

    [Fact]
    public void ToString_Always_KeepsTheTokenSecret()
    {
        var token = EksToken.Create(Keys, RegionEndpoint.EUWest1, "student-07", Now);

        Assert.DoesNotContain(token.Value, token.ToString(), StringComparison.Ordinal);
        Assert.Equal(Now.AddMinutes(14), token.ExpiresAt);
    }

    private static string UrlOf(EksToken token)
    {
        Assert.StartsWith("k8s-aws-v1.", token.Value, StringComparison.Ordinal);
        Assert.DoesNotContain('=', token.Value);
        return Encoding.UTF8.GetString(Base64Url.DecodeFromChars(token.Value.AsSpan("k8s-aws-v1.".Length)));
    }
}
