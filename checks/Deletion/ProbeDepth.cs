namespace EksGrader.Checks.Deletion;

/// <summary>How much a look asks AWS.</summary>
public enum ProbeDepth
{
    /// <summary>Whether the cluster is gone or going; of one that is gone what it left behind, of one that lives what it runs.</summary>
    Whole,

    /// <summary>
    /// Only whether it is gone or going: for an account with so many clusters of one deadline that AWS would not answer everything in time. Of what is
    /// left nothing is said then, by the grader's fault, so that no verdict is final before a whole look has said it.
    /// </summary>
    Proof,
}
