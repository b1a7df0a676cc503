using EksGrader.Checks.Clusters;

namespace EksGrader.Tests.Unit.Checks.Clusters;

public sealed class LoadBalancerAddressTests
{
    private const string Alb = "k8s-default-web-0123456789-1234567890.ap-northeast-2.elb.amazonaws.com";

    [Theory]
    [InlineData(Alb)]
    [InlineData($"  {Alb}  ")]
    [InlineData($"{Alb}.")]
    [InlineData("K8S-Default-Web-0123456789-1234567890.AP-NORTHEAST-2.elb.amazonaws.com")]
    [InlineData($"http://{Alb}")]
    [InlineData($"HTTPS://{Alb}:443/index.html?x=1#y")]
    [InlineData($"//{Alb}/")]
    [InlineData($"tcp://{Alb}:80")]
    [InlineData($"{Alb}:80")]
    [InlineData($"{Alb}/health")]
    [InlineData($"dualstack.{Alb}")]
    [InlineData($"Dualstack.{Alb}.")]
    [InlineData($"ipv6.{Alb}")]
    [InlineData($"http://dualstack.{Alb}/")]
    [InlineData($"{Alb} (A Record)")]
    [InlineData($"dualstack.{Alb} (A or AAAA Record)")]
    [InlineData($"{Alb} (A 레코드)")]
    [InlineData($"{Alb}(A Record)\n")]
    public void NameIn_SpellingsOfOneLoadBalancer_AreOneName(string pasted) => Assert.Equal(Alb, LoadBalancerAddress.NameIn(pasted));

    [Theory]
    [InlineData("203.0.113.7", "203.0.113.7")]
    [InlineData("http://203.0.113.7:8080/x", "203.0.113.7")]
    [InlineData("::ffff:203.0.113.7", "203.0.113.7")]
    [InlineData("2001:0DB8::0007", "2001:db8::7")]
    [InlineData("http://[2001:db8::7]:80/", "2001:db8::7")]
    [InlineData("[2001:db8::7]", "2001:db8::7")]
    public void NameIn_IpAddress_IsInOneSpelling(string pasted, string name) => Assert.Equal(name, LoadBalancerAddress.NameIn(pasted));

    [Theory]
    [InlineData("dualstack.example.org", "dualstack.example.org")]
    [InlineData("web.example.org", "web.example.org")]
    [InlineData("other-1234567890.ap-northeast-2.elb.amazonaws.com", "other-1234567890.ap-northeast-2.elb.amazonaws.com")]
    public void NameIn_AnotherHost_StaysAnother(string pasted, string name)
    {
        Assert.Equal(name, LoadBalancerAddress.NameIn(pasted));
        Assert.False(LoadBalancerAddress.AreSame(pasted, Alb));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData(" (A Record)")]
    public void NameIn_Nothing_IsNone(string? pasted) => Assert.Null(LoadBalancerAddress.NameIn(pasted));

    [Theory]
    [InlineData("no host")]
    [InlineData("<script>")]
    [InlineData("http://")]
    [InlineData("a_b c")]
    public void IsHost_Otherwise_IsFalse(string pasted) => Assert.False(LoadBalancerAddress.IsHost(LoadBalancerAddress.NameIn(pasted) ?? ""));
}
