namespace EksGrader.Checks.Deletion;

/// <summary>Whose a thing is that carries a cluster's name.</summary>
internal enum Owner
{
    /// <summary>The cluster's that the look is for.</summary>
    Ours,

    /// <summary>An earlier cluster's of the same name: it is named, and not counted against this one.</summary>
    Earlier,

    /// <summary>That of a cluster of the same name that lives, or nobody can tell: left out.</summary>
    Later,
}

/// <summary>
/// Tells clusters of one name apart by when their things were made: tags hold nothing but the name. A name is free again only when its
/// cluster is gone, so whatever was made well before the next one is the earlier one's.
/// </summary>
/// <param name="CreatedAt">When our cluster was made; null where it is not known.</param>
/// <param name="NextCreatedAt">When the cluster was made that bears the name now; null where none does.</param>
internal sealed record Ownership(DateTimeOffset? CreatedAt, DateTimeOffset? NextCreatedAt)
{
    /// <summary>eksctl makes network and addresses before the cluster, in one stack; half an hour is plenty.</summary>
    private static readonly TimeSpan Before = TimeSpan.FromMinutes(30);

    public Owner Of(DateTimeOffset? madeAt) => madeAt switch
    {
        null => NextCreatedAt is null ? Owner.Ours : Owner.Later,
        _ when madeAt >= NextCreatedAt - Before => Owner.Later,
        _ when madeAt < CreatedAt - Before => Owner.Earlier,
        _ => Owner.Ours,
    };
}
