namespace EksGrader.Api.Pages.Student;

/// <summary>
/// What deletes a cluster with everything that costs money: load balancers first, which EKS does not know of and leaves behind (EKS user
/// guide, "Delete a cluster").
/// </summary>
public static class DeletionCommands
{
    /// <summary>The commands, for a POSIX shell.</summary>
    /// <param name="name">The cluster's name; null for a placeholder.</param>
    /// <param name="region">Its region; null for a placeholder.</param>
    public static string For(string? name, string? region) => $"""
        kubectl delete services --all-namespaces --field-selector spec.type=LoadBalancer
        eksctl delete cluster --region {Quoted(region ?? "REGION")} --name {Quoted(name ?? "CLUSTER_NAME")} --wait
        """ + "\n";

    // Names come from students: nothing in them is for a shell.
    private static string Quoted(string word) => $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
