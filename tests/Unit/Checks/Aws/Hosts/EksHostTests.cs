using EksGrader.Checks.Aws.Hosts;

namespace EksGrader.Tests.Unit.Checks.Aws.Hosts;

public sealed class EksHostTests
{
    [Theory]
    [InlineData("0A1B2C3D4E5F60718293A4B5C6D7E8F9.gr7.ap-northeast-2.eks.amazonaws.com", "ap-northeast-2")]
    [InlineData("0A1B2C3D4E5F60718293A4B5C6D7E8F9.sk1.us-west-2.eks.amazonaws.com.", "us-west-2")]
    [InlineData("0A1B2C3D4E5F60718293A4B5C6D7E8F9.yl4.us-gov-west-1.eks.amazonaws.com", "us-gov-west-1")]
    [InlineData("0A1B2C3D4E5F60718293A4B5C6D7E8F9.sk1.cn-north-1.eks.amazonaws.com.cn", "cn-north-1")]
    [InlineData("0A1B2C3D4E5F60718293A4B5C6D7E8F9.gr7.eu-new-9.eks.amazonaws.com", "eu-new-9")]
    [InlineData("0A1B2C3D4E5F60718293A4B5C6D7E8F9.gr7.eusc-de-east-1.eks.amazonaws.eu", "eusc-de-east-1")]
    [InlineData("0A1B2C3D4E5F60718293A4B5C6D7E8F9.gr7.us-isob-east-1.eks.sc2s.sgov.gov", "us-isob-east-1")]
    [InlineData("0A1B2C3D4E5F60718293A4B5C6D7E8F9.gr7.eks-cluster.eu-south-1.api.aws", "eu-south-1")]
    [InlineData("0A1B2C3D4E5F60718293A4B5C6D7E8F9.gr7.eks-cluster.us-gov-east-1.api.aws", "us-gov-east-1")]
    [InlineData("0A1B2C3D4E5F60718293A4B5C6D7E8F9.gr7.eks-cluster.cn-northwest-1.api.amazonwebservices.com.cn", "cn-northwest-1")]
    [InlineData("0A1B2C3D4E5F60718293A4B5C6D7E8F9.gr7.eks-cluster.eusc-de-east-1.api.amazonwebservices.eu", "eusc-de-east-1")]
    public void TryParse_FormOfAnEksEndpoint_TellsTheRegion(string host, string region)
    {
        Assert.True(EksHost.TryParse(host, out var endpoint));
        Assert.Equal(region, endpoint.Region);
        Assert.Equal("0a1b2c3d4e5f60718293a4b5c6d7e8f9", endpoint.Id);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("eks.ap-northeast-2.amazonaws.com")]
    [InlineData("ap-northeast-2.eks.amazonaws.com")]
    [InlineData("abc.ap-northeast-2.eks.amazonaws.com")]
    [InlineData("abc.gr7.ap-northeast-2.eks.amazonaws.com.evil.example")]
    [InlineData("abc.gr7.ap-northeast-2.eks.amazonaws.community")]
    [InlineData("abc.gr7.nowhere.eks.amazonaws.com")]
    [InlineData("abc.gr7.cn-north-1.eks.amazonaws.com")]
    [InlineData("abc.gr7.us-east-1.eks.amazonaws.com.cn")]
    [InlineData("abc.gr7.us-east-1.eks.amazonaws.com\n")]
    [InlineData("abc.gr7.us-east-1.eks.amazonaws.eu")]
    [InlineData("abc.gr7.eusc-de-east-1.eks.amazonaws.com")]
    [InlineData("abc.gr7.us-east-1.eks.api.aws")]
    [InlineData("abc.gr7.us-east-1.eks.")]
    [InlineData("0a1b2c3d4e5f60718293a4b5c6d7e8f9.gr7.us-east-1.api.aws")]
    [InlineData("0a1b2c3d4e5f60718293a4b5c6d7e8f9.lambda-url.us-east-1.api.aws")]
    [InlineData("0a1b2c3d4e5f60718293a4b5c6d7e8f9.gr7.eks-cluster.us-east-1.amazonaws.com")]
    [InlineData("0a1b2c3d4e5f60718293a4b5c6d7e8f9.gr7.eks-cluster.cn-north-1.api.aws")]
    [InlineData("0a1b2c3d4e5f60718293a4b5c6d7e8f9.gr7.eks-cluster.us-east-1.api.aws.evil.example")]
    [InlineData("a1b2c3d4e5.execute-api.us-east-1.api.aws")]
    [InlineData("0a1b2c3d4e5f60718293a4b5c6d7e8f9.execute-api.us-east-1.api.aws")]
    [InlineData("127.0.0.1")]
    public void IsEndpoint_AnyOtherName_IsNot(string? host) => Assert.False(EksHost.IsEndpoint(host));
}
