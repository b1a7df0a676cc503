using EksGrader.Checks.Clusters;
using EksGrader.Checks.Kubernetes;

namespace EksGrader.Checks.Deletion;

/// <summary>What removes one thing that a cluster left behind (AWS CLI command reference).</summary>
public static class LeftoverCommands
{
    /// <summary>The command, for a POSIX shell.</summary>
    /// <param name="left">The thing.</param>
    /// <param name="region">Its region; null for a placeholder.</param>
    public static string For(Leftover left, string? region)
    {
        var (id, where) = (ShellText.Quoted(IdOf(left)), ShellText.Quoted(region ?? "REGION"));
        return left.Kind switch
        {
            LeftoverKind.ClassicLoadBalancer => $"aws elb delete-load-balancer --region {where} --load-balancer-name {id}",
            LeftoverKind.LoadBalancer =>
                $"aws elbv2 delete-load-balancer --region {where} --load-balancer-arn \"$(aws elbv2 describe-load-balancers --region {where} --names {id} --query 'LoadBalancers[0].LoadBalancerArn' --output text)\"",
            LeftoverKind.Volume => $"aws ec2 delete-volume --region {where} --volume-id {id}",
            LeftoverKind.NatGateway => $"aws ec2 delete-nat-gateway --region {where} --nat-gateway-id {id}",
            LeftoverKind.Address => $"aws ec2 release-address --region {where} --allocation-id {id}",
            LeftoverKind.NetworkInterface => $"aws ec2 delete-network-interface --region {where} --network-interface-id {id}",
            LeftoverKind.SecurityGroup => $"aws ec2 delete-security-group --region {where} --group-id {id}",
            LeftoverKind.Instance => $"aws ec2 terminate-instances --region {where} --instance-ids {id}",
            LeftoverKind.Stack => $"aws cloudformation delete-stack --region {where} --stack-name {id}",
            LeftoverKind.LogGroup => $"aws logs delete-log-group --region {where} --log-group-name {id}",
            _ => throw new InvalidOperationException($"What removes a {left.Kind}?"),
        };
    }

    /// <summary>AWS's own id or name of it: what stands before its description.</summary>
    public static string IdOf(Leftover left) => left.Id.Split([" (", ", "], 2, StringSplitOptions.None)[0];
}
