namespace EksGrader.Db.Model;

/// <summary>What a reminder is about.</summary>
public enum ReminderKind
{
    /// <summary>To the student: the cluster has a deadline from now on, and may be deleted.</summary>
    Start,

    /// <summary>To the student: one hour is left.</summary>
    HourBefore,

    /// <summary>To the student: 15 minutes are left.</summary>
    QuarterBefore,

    /// <summary>To the student: the deadline is now.</summary>
    AtDeadline,

    /// <summary>To the student: the cluster lives after its deadline; one an hour.</summary>
    Overdue,

    /// <summary>To the instructors: a late submission.</summary>
    LateSubmission,

    /// <summary>To those who teach: how all clusters stand, once a day.</summary>
    Digest,

    /// <summary>To those who teach: what became of the deadlines of the day that is over.</summary>
    Summary,

    /// <summary>To the student: those who teach wrote in an appeal, or gave feedback.</summary>
    AppealAnswered,

    /// <summary>To the student: points were changed by hand or by a regrade.</summary>
    PointsChanged,

    /// <summary>To the student: the due date was moved.</summary>
    Extension,

    /// <summary>To a student who has submitted nothing: the due date is tomorrow.</summary>
    DueTomorrow,
}

/// <summary>The way a reminder goes.</summary>
public enum ReminderChannel
{
    /// <summary>An e-mail.</summary>
    Email,

    /// <summary>The course's webhook.</summary>
    Webhook,
}

/// <summary>Where a reminder stands (docs/decisions/0014).</summary>
public enum ReminderState
{
    /// <summary>It waits to be sent.</summary>
    Waiting,

    /// <summary>It is being sent, or the sending was cut off.</summary>
    Sending,

    /// <summary>The server took it.</summary>
    Sent,

    /// <summary>It is unknown whether the server took it. It is not sent again.</summary>
    Unsure,

    /// <summary>It makes no sense any more.</summary>
    Dropped,

    /// <summary>The server refused it for good, or did not take it for too long.</summary>
    Failed,
}
