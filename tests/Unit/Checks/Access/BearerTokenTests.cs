using System.Text;
using EksGrader.Checks.Access;

namespace EksGrader.Tests.Unit.Checks.Access;

public sealed class BearerTokenTests
{
    [Theory]
    [InlineData("""{"exp":1764547200}""", 1764547200L)]
    [InlineData("""{"exp":1764547200.5}""", 1764547200L)]
    [InlineData("""{"sub":"x"}""", null)]
    [InlineData("""{"exp":"soon"}""", null)]
    [InlineData("""{"exp":1e300}""", null)]
    public void AJsonWebToken_TellsWhenItExpires(string payload, long? seconds)
    {
        var read = BearerToken.Read($"{Part("""{"alg":"RS256"}""")}.{Part(payload)}.c2ln");

        Assert.True(read.IsWhole);
        Assert.Equal(seconds, read.ExpiresAt?.ToUnixTimeSeconds());
    }

    [Fact]
    public void ATokenOfTheAwsCommandLine_LivesFor15Minutes()
    {
        var signed = "https://sts.ap-northeast-2.amazonaws.com/?Action=GetCallerIdentity&X-Amz-Date=20261130T120000Z&X-Amz-Expires=60&X-Amz-Signature=ab";

        Assert.Equal(new BearerToken(true, new DateTimeOffset(2026, 11, 30, 12, 15, 0, TimeSpan.Zero)), BearerToken.Read("k8s-aws-v1." + Part(signed)));
        Assert.False(BearerToken.Read("k8s-aws-v1." + Part(signed)[..60]).IsWhole);
    }

    [Theory]
    [InlineData("")]
    [InlineData("some-token")]
    [InlineData("a.b.c")]
    [InlineData("eyJhbGciOiJSUzI1NiJ9.eyJleHAiOjE3NjQ1NDcyMDB9")]
    [InlineData("eyJhbGciOiJSUzI1NiJ9.eyJleHAiOjE3NjQ1NDcyMDB9.")]
    [InlineData("eyJhbGciOiJSUzI1NiJ9.eyJleHAiOjE3NjQ1NDcy.c2ln")]
    [InlineData("MTIz.NDU2.c2ln")]
    [InlineData("k8s-aws-v1.")]
    [InlineData("k8s-aws-v1.%%%")]
    public void WhatIsCutOffOrNoTokenOfEks_IsNotWhole(string token) => Assert.False(BearerToken.Read(token).IsWhole);

    private static string Part(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
