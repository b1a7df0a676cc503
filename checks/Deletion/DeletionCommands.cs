using System.Text.RegularExpressions;
using EksGrader.Checks.Aws.Hosts;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Kubernetes;

namespace EksGrader.Checks.Deletion;

/// <summary>
/// What deletes a cluster with everything that costs money, in the three ways that people make one: load balancers first, which EKS does
/// not know of and leaves behind, then node groups, then the cluster (EKS user guide, "Delete a cluster"). For a POSIX shell; names come
/// from students, and nothing in them is for a shell.
/// </summary>
/// <param name="name">The cluster's name; null for a placeholder.</param>
/// <param name="region">Its region; null for a placeholder.</param>
public sealed partial class DeletionCommands(string? name, string? region)
{
    /// <summary>What goes first, whichever way comes after it.</summary>
    public const string LoadBalancers = "kubectl delete services --all-namespaces --field-selector spec.type=LoadBalancer";

    /// <summary>The command for those who made it with eksctl.</summary>
    public string Eksctl => $"eksctl delete cluster --region {Region} --name {Name} --wait";

    /// <summary>The commands for those who have the AWS CLI alone; Fargate profiles go one at a time.</summary>
    public string Aws => $"""
        C={Name} R={Region}
        for G in $(aws eks list-nodegroups --region "$R" --cluster-name "$C" --query 'nodegroups[]' --output text); do
          aws eks delete-nodegroup --region "$R" --cluster-name "$C" --nodegroup-name "$G"
        done
        for G in $(aws eks list-nodegroups --region "$R" --cluster-name "$C" --query 'nodegroups[]' --output text); do
          aws eks wait nodegroup-deleted --region "$R" --cluster-name "$C" --nodegroup-name "$G"
        done
        for F in $(aws eks list-fargate-profiles --region "$R" --cluster-name "$C" --query 'fargateProfileNames[]' --output text); do
          aws eks delete-fargate-profile --region "$R" --cluster-name "$C" --fargate-profile-name "$F"
          aws eks wait fargate-profile-deleted --region "$R" --cluster-name "$C" --fargate-profile-name "$F"
        done
        aws eks delete-cluster --region "$R" --name "$C"
        aws eks wait cluster-deleted --region "$R" --name "$C"
        """;

    /// <summary>The cluster's page in the AWS console; null where its place is not known, or is none that a console is known for.</summary>
    public string? Console
    {
        get
        {
            if (name is null || region is null || !Place().IsMatch(name) || !Place().IsMatch(region))
                return null;
            var host = AwsPartition.Of(region).Name switch
            {
                "aws" => $"{region}.console.aws.amazon.com",
                "aws-cn" => "console.amazonaws.cn",
                "aws-us-gov" => "console.amazonaws-us-gov.com",
                "aws-eusc" => "console.amazonaws-eusc.eu",
                _ => null, // the SDK's data holds no consoles, and those of closed partitions are not public
            };
            return host is null ? null : $"https://{host}/eks/clusters/{name}?region={region}";
        }
    }

    private string Name => ShellText.Quoted(name ?? "CLUSTER_NAME");

    private string Region => ShellText.Quoted(region ?? "REGION");

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9_-]{0,99}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Place();
}

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
