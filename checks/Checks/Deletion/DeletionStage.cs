namespace EksGrader.Checks.Checks.Deletion;

/// <summary>Where a cluster stands that must be deleted.</summary>
public enum DeletionStage
{
    /// <summary>It lives, and may; or its deadline has passed and nobody could see it yet.</summary>
    Living,

    /// <summary>Its deletion has begun, is not proved yet, or left something that can still be cleaned up.</summary>
    Ending,

    /// <summary>It is gone, which is proved, and no further look changes the verdict.</summary>
    Gone,

    /// <summary>It was seen after the time that counts.</summary>
    Overdue,

    /// <summary>Since a day there is no proof either way.</summary>
    Hidden,
}
