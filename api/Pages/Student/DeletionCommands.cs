using System.Text.RegularExpressions;

namespace EksGrader.Api.Pages.Student;

/// <summary>
/// What deletes a cluster with everything that costs money, in the three ways that people make one: load balancers first, which EKS does
/// not know of and leaves behind, then node groups, then the cluster (EKS user guide, "Delete a cluster").
/// </summary>
public static partial class DeletionCommands
{
    private const string LoadBalancers = "kubectl delete services --all-namespaces --field-selector spec.type=LoadBalancer";

    /// <summary>The commands for those who made it with eksctl, for a POSIX shell.</summary>
    /// <param name="name">The cluster's name; null for a placeholder.</param>
    /// <param name="region">Its region; null for a placeholder.</param>
    public static string For(string? name, string? region) => $"""
        {LoadBalancers}
        eksctl delete cluster --region {Quoted(region ?? "REGION")} --name {Quoted(name ?? "CLUSTER_NAME")} --wait
        """ + "\n";

    /// <summary>The commands for those who have the AWS CLI alone, for a POSIX shell; Fargate profiles go one at a time.</summary>
    /// <param name="name">The cluster's name; null for a placeholder.</param>
    /// <param name="region">Its region; null for a placeholder.</param>
    public static string WithAws(string? name, string? region) => $"""
        {LoadBalancers}
        C={Quoted(name ?? "CLUSTER_NAME")} R={Quoted(region ?? "REGION")}
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
        """ + "\n";

    /// <summary>The cluster's page in the AWS console; null where its place is not known, or is none that a console is known for.</summary>
    /// <param name="name">The cluster's name.</param>
    /// <param name="region">Its region.</param>
    public static string? ConsoleAddress(string? name, string? region)
    {
        if (name is null || region is null || !Place().IsMatch(name) || !Place().IsMatch(region))
            return null;
        var host = region.StartsWith("cn-", StringComparison.Ordinal) ? "console.amazonaws.cn"
            : region.StartsWith("us-gov-", StringComparison.Ordinal) ? "console.amazonaws-us-gov.com"
            : $"{region}.console.aws.amazon.com";
        return $"https://{host}/eks/clusters/{name}?region={region}";
    }

    // Names come from students: nothing in them is for a shell.
    internal static string Quoted(string word) => $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9_-]{0,99}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Place();
}
