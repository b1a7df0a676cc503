namespace EksGrader.Db.Model;

/// <summary>Where a submission stands.</summary>
public enum SubmissionStatus
{
    /// <summary>Its grading has not begun; it may wait behind an older one of the same student.</summary>
    Queued,

    /// <summary>A grading looks at the cluster for the first time.</summary>
    Grading,

    /// <summary>It was looked at, and is looked at again until what may still come true has, or the time for it is over.</summary>
    Settling,

    /// <summary>Looked at; later gradings (retries, regrades) leave this status as it is.</summary>
    Graded,
}
