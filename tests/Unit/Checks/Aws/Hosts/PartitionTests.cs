using Amazon;
using Amazon.Runtime.Internal.Endpoints.StandardLibrary;
using EksGrader.Checks.Aws.Hosts;

namespace EksGrader.Tests.Unit.Checks.Aws.Hosts;

public sealed class PartitionTests
{
    [Fact]
    public void TryParse_EveryRegionOfTheSdk_HasEndpointsAndLoadBalancersUnderTheSuffixesOfItsPartition()
    {
        // us-east-1-regional is a name within the SDK for us-east-1.
        foreach (var region in RegionEndpoint.EnumerableAllRegions.Select(r => r.SystemName).Where(r => r != "us-east-1-regional"))
        {
            var partition = Fn.Partition(region);
            Assert.True(EksHost.TryParse($"ABC.gr7.{region}.eks.{partition.dnsSuffix}", out var endpoint), region);
            Assert.True(EksHost.TryParse($"ABC.gr7.eks-cluster.{region}.{partition.dualStackDnsSuffix}", out var dualStack), region);
            Assert.True(LoadBalancerHost.TryParse($"web-1.{region}.elb.{partition.dnsSuffix}", out var classic), region);
            Assert.True(LoadBalancerHost.TryParse($"web-1.elb.{region}.{partition.dnsSuffix}", out var network), region);
            Assert.All([endpoint.Region, dualStack.Region, classic.Region, network.Region], r => Assert.Equal(region, r));
        }
    }

    [Theory]
    [InlineData("abc.gr7.cn-new-1.eks.amazonaws.com.cn", true)]
    [InlineData("abc.gr7.cn-new-1.eks.amazonaws.com", false)]
    [InlineData("abc.gr7.eusc-de-west-9.eks.amazonaws.eu", true)]
    [InlineData("abc.gr7.eusc-de-west-9.eks.amazonaws.com", false)]
    [InlineData("abc.gr7.eks-cluster.us-gov-new-1.api.aws", true)]
    [InlineData("abc.gr7.ap-new-1.eks.amazonaws.com", true)]
    public void TryParse_RegionThatTheSdkDoesNotKnowYet_IsOfThePartitionOfItsForm(string host, bool isEndpoint) => Assert.Equal(isEndpoint, EksHost.IsEndpoint(host));
}
