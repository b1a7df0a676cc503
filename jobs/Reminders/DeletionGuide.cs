namespace EksGrader.Jobs.Reminders;

/// <summary>
/// What deletes a cluster, in the three ways that people make one. Load balancers first: EKS does not know of them and leaves them behind
/// (EKS user guide, "Delete a cluster"); node groups before the cluster, which is not deleted while it has some.
/// </summary>
/// <param name="Name">The cluster's name.</param>
/// <param name="Region">Its region.</param>
public sealed record DeletionGuide(string Name, string Region)
{
    /// <summary>A guide with placeholders where something is not known.</summary>
    public static DeletionGuide Of(string? name, string? region) => new(name ?? "CLUSTER_NAME", region ?? "REGION");

    /// <summary>What goes first, for a POSIX shell.</summary>
    public static string Services => "kubectl delete services --all-namespaces --field-selector spec.type=LoadBalancer";

    /// <summary>The way of those who made it with eksctl.</summary>
    public string Eksctl => $"eksctl delete cluster --region {Quoted(Region)} --name {Quoted(Name)} --wait";

    /// <summary>Where the console shows the clusters of the region.</summary>
    public string Console => $"https://console.aws.amazon.com/eks/home?region={Uri.EscapeDataString(Region)}#/clusters";

    /// <summary>The way of those who have nothing but the AWS CLI, for a POSIX shell.</summary>
    public IReadOnlyList<string> Aws =>
    [
        $"C={Quoted(Name)} R={Quoted(Region)}",
        """for G in $(aws eks list-nodegroups --region "$R" --cluster-name "$C" --query 'nodegroups[]' --output text); do""",
        """  aws eks delete-nodegroup --region "$R" --cluster-name "$C" --nodegroup-name "$G" """.TrimEnd(),
        """  aws eks wait nodegroup-deleted --region "$R" --cluster-name "$C" --nodegroup-name "$G" """.TrimEnd(),
        "done",
        """aws eks delete-cluster --region "$R" --name "$C" """.TrimEnd(),
        """aws eks wait cluster-deleted --region "$R" --name "$C" """.TrimEnd(),
    ];

    // Names come from students: nothing in them is for a shell.
    private static string Quoted(string word) => $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
