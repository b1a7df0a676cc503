using System.Diagnostics.CodeAnalysis;

namespace EksGrader.Db.Model;

/// <summary>An id of its own type over a UUIDv7, so that one kind of id can never be given where another is meant.</summary>
/// <typeparam name="TSelf">The id's own type.</typeparam>
public interface IId<TSelf>
    where TSelf : struct, IId<TSelf>
{
    /// <summary>The UUID as databases and addresses hold it.</summary>
    Guid Value { get; }

    /// <summary>The id of a UUID that a database or an address holds.</summary>
    static abstract TSelf From(Guid value);
}

/// <summary>Makes and reads ids.</summary>
public static class Id
{
    /// <summary>A new id. Ids sort by the millisecond they were made in.</summary>
    /// <typeparam name="TId">The kind of id.</typeparam>
    public static TId New<TId>(TimeProvider time)
        where TId : struct, IId<TId> =>
        TId.From(Guid.CreateVersion7(time.GetUtcNow()));

    /// <summary>Reads an id as <c>ToString</c> writes it.</summary>
    /// <typeparam name="TId">The kind of id.</typeparam>
    public static bool TryParse<TId>([NotNullWhen(true)] string? text, out TId id)
        where TId : struct, IId<TId>
    {
        var parsed = Guid.TryParseExact(text, "D", out var value);
        id = TId.From(value);
        return parsed;
    }
}

/// <summary>The id of a person's account.</summary>
/// <param name="Value">The UUIDv7.</param>
public readonly record struct UserId(Guid Value) : IId<UserId>
{
    /// <inheritdoc/>
    public static UserId From(Guid value) => new(value);

    /// <summary>Reads an id; the form that route parameters are bound by.</summary>
    public static bool TryParse(string? text, IFormatProvider? provider, out UserId id) => Id.TryParse(text, out id);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString();
}

/// <summary>The id of a course.</summary>
/// <param name="Value">The UUIDv7.</param>
public readonly record struct CourseId(Guid Value) : IId<CourseId>
{
    /// <inheritdoc/>
    public static CourseId From(Guid value) => new(value);

    /// <summary>Reads an id; the form that route parameters are bound by.</summary>
    public static bool TryParse(string? text, IFormatProvider? provider, out CourseId id) => Id.TryParse(text, out id);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString();
}

/// <summary>The id of a student of a course (one person has one in each course); the school's own number is <see cref="Model.Student.Number"/>.</summary>
/// <param name="Value">The UUIDv7.</param>
public readonly record struct StudentId(Guid Value) : IId<StudentId>
{
    /// <inheritdoc/>
    public static StudentId From(Guid value) => new(value);

    /// <summary>Reads an id; the form that route parameters are bound by.</summary>
    public static bool TryParse(string? text, IFormatProvider? provider, out StudentId id) => Id.TryParse(text, out id);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString();
}

/// <summary>The id of an assignment of a course.</summary>
/// <param name="Value">The UUIDv7.</param>
public readonly record struct AssignmentId(Guid Value) : IId<AssignmentId>
{
    /// <inheritdoc/>
    public static AssignmentId From(Guid value) => new(value);

    /// <summary>Reads an id; the form that route parameters are bound by.</summary>
    public static bool TryParse(string? text, IFormatProvider? provider, out AssignmentId id) => Id.TryParse(text, out id);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString();
}

/// <summary>The id of a moved due date.</summary>
/// <param name="Value">The UUIDv7.</param>
public readonly record struct ExtensionId(Guid Value) : IId<ExtensionId>
{
    /// <inheritdoc/>
    public static ExtensionId From(Guid value) => new(value);

    /// <summary>Reads an id; the form that route parameters are bound by.</summary>
    public static bool TryParse(string? text, IFormatProvider? provider, out ExtensionId id) => Id.TryParse(text, out id);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString();
}

/// <summary>The id of a submission.</summary>
/// <param name="Value">The UUIDv7.</param>
public readonly record struct SubmissionId(Guid Value) : IId<SubmissionId>
{
    /// <inheritdoc/>
    public static SubmissionId From(Guid value) => new(value);

    /// <summary>Reads an id; the form that route parameters are bound by.</summary>
    public static bool TryParse(string? text, IFormatProvider? provider, out SubmissionId id) => Id.TryParse(text, out id);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString();
}

/// <summary>The id of a grading.</summary>
/// <param name="Value">The UUIDv7.</param>
public readonly record struct GradingId(Guid Value) : IId<GradingId>
{
    /// <inheritdoc/>
    public static GradingId From(Guid value) => new(value);

    /// <summary>Reads an id; the form that route parameters are bound by.</summary>
    public static bool TryParse(string? text, IFormatProvider? provider, out GradingId id) => Id.TryParse(text, out id);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString();
}

/// <summary>The id of a stored recording.</summary>
/// <param name="Value">The UUIDv7.</param>
public readonly record struct RecordingId(Guid Value) : IId<RecordingId>
{
    /// <inheritdoc/>
    public static RecordingId From(Guid value) => new(value);

    /// <summary>Reads an id; the form that route parameters are bound by.</summary>
    public static bool TryParse(string? text, IFormatProvider? provider, out RecordingId id) => Id.TryParse(text, out id);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString();
}

/// <summary>The id of points that an instructor gave.</summary>
/// <param name="Value">The UUIDv7.</param>
public readonly record struct OverrideId(Guid Value) : IId<OverrideId>
{
    /// <inheritdoc/>
    public static OverrideId From(Guid value) => new(value);

    /// <summary>Reads an id; the form that route parameters are bound by.</summary>
    public static bool TryParse(string? text, IFormatProvider? provider, out OverrideId id) => Id.TryParse(text, out id);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString();
}

/// <summary>The id of the lease on a cluster.</summary>
/// <param name="Value">The UUIDv7.</param>
public readonly record struct LeaseId(Guid Value) : IId<LeaseId>
{
    /// <inheritdoc/>
    public static LeaseId From(Guid value) => new(value);

    /// <summary>Reads an id; the form that route parameters are bound by.</summary>
    public static bool TryParse(string? text, IFormatProvider? provider, out LeaseId id) => Id.TryParse(text, out id);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString();
}

/// <summary>The id of one observation for a cluster's deletion.</summary>
/// <param name="Value">The UUIDv7.</param>
public readonly record struct LeaseProbeId(Guid Value) : IId<LeaseProbeId>
{
    /// <inheritdoc/>
    public static LeaseProbeId From(Guid value) => new(value);

    /// <summary>Reads an id; the form that route parameters are bound by.</summary>
    public static bool TryParse(string? text, IFormatProvider? provider, out LeaseProbeId id) => Id.TryParse(text, out id);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString();
}

/// <summary>The id of an access token of the API; not its secret.</summary>
/// <param name="Value">The UUIDv7.</param>
public readonly record struct ApiTokenId(Guid Value) : IId<ApiTokenId>
{
    /// <inheritdoc/>
    public static ApiTokenId From(Guid value) => new(value);

    /// <summary>Reads an id; the form that route parameters are bound by.</summary>
    public static bool TryParse(string? text, IFormatProvider? provider, out ApiTokenId id) => Id.TryParse(text, out id);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString();
}

/// <summary>The id of an entry of the audit trail.</summary>
/// <param name="Value">The UUIDv7.</param>
public readonly record struct AuditEntryId(Guid Value) : IId<AuditEntryId>
{
    /// <inheritdoc/>
    public static AuditEntryId From(Guid value) => new(value);

    /// <summary>Reads an id; the form that route parameters are bound by.</summary>
    public static bool TryParse(string? text, IFormatProvider? provider, out AuditEntryId id) => Id.TryParse(text, out id);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString();
}

/// <summary>The id of an invitation to an account.</summary>
/// <param name="Value">The UUIDv7.</param>
public readonly record struct InvitationId(Guid Value) : IId<InvitationId>
{
    /// <inheritdoc/>
    public static InvitationId From(Guid value) => new(value);

    /// <summary>Reads an id; the form that route parameters are bound by.</summary>
    public static bool TryParse(string? text, IFormatProvider? provider, out InvitationId id) => Id.TryParse(text, out id);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString();
}

/// <summary>The id of a browser's session.</summary>
/// <param name="Value">The UUIDv7.</param>
public readonly record struct SessionId(Guid Value) : IId<SessionId>
{
    /// <inheritdoc/>
    public static SessionId From(Guid value) => new(value);

    /// <summary>Reads an id; the form that route parameters are bound by.</summary>
    public static bool TryParse(string? text, IFormatProvider? provider, out SessionId id) => Id.TryParse(text, out id);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString();
}

/// <summary>The id of a passkey of an account.</summary>
/// <param name="Value">The UUIDv7.</param>
public readonly record struct PasskeyId(Guid Value) : IId<PasskeyId>
{
    /// <inheritdoc/>
    public static PasskeyId From(Guid value) => new(value);

    /// <summary>Reads an id; the form that route parameters are bound by.</summary>
    public static bool TryParse(string? text, IFormatProvider? provider, out PasskeyId id) => Id.TryParse(text, out id);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString();
}

/// <summary>The id of a plan to regrade an assignment.</summary>
/// <param name="Value">The UUIDv7.</param>
public readonly record struct RegradePlanId(Guid Value) : IId<RegradePlanId>
{
    /// <inheritdoc/>
    public static RegradePlanId From(Guid value) => new(value);

    /// <summary>Reads an id; the form that route parameters are bound by.</summary>
    public static bool TryParse(string? text, IFormatProvider? provider, out RegradePlanId id) => Id.TryParse(text, out id);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString();
}

/// <summary>The id of an appeal.</summary>
/// <param name="Value">The UUIDv7.</param>
public readonly record struct AppealId(Guid Value) : IId<AppealId>
{
    /// <inheritdoc/>
    public static AppealId From(Guid value) => new(value);

    /// <summary>Reads an id; the form that route parameters are bound by.</summary>
    public static bool TryParse(string? text, IFormatProvider? provider, out AppealId id) => Id.TryParse(text, out id);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString();
}

/// <summary>The id of an instructor's note.</summary>
/// <param name="Value">The UUIDv7.</param>
public readonly record struct NoteId(Guid Value) : IId<NoteId>
{
    /// <inheritdoc/>
    public static NoteId From(Guid value) => new(value);

    /// <summary>Reads an id; the form that route parameters are bound by.</summary>
    public static bool TryParse(string? text, IFormatProvider? provider, out NoteId id) => Id.TryParse(text, out id);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString();
}

/// <summary>The id of a reviewed flag.</summary>
/// <param name="Value">The UUIDv7.</param>
public readonly record struct ReviewedFlagId(Guid Value) : IId<ReviewedFlagId>
{
    /// <inheritdoc/>
    public static ReviewedFlagId From(Guid value) => new(value);

    /// <summary>Reads an id; the form that route parameters are bound by.</summary>
    public static bool TryParse(string? text, IFormatProvider? provider, out ReviewedFlagId id) => Id.TryParse(text, out id);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString();
}

/// <summary>The id of a reminder.</summary>
/// <param name="Value">The UUIDv7.</param>
public readonly record struct ReminderId(Guid Value) : IId<ReminderId>
{
    /// <inheritdoc/>
    public static ReminderId From(Guid value) => new(value);

    /// <summary>Reads an id; the form that route parameters are bound by.</summary>
    public static bool TryParse(string? text, IFormatProvider? provider, out ReminderId id) => Id.TryParse(text, out id);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString();
}

/// <summary>The id of an order to delete a cluster.</summary>
/// <param name="Value">The UUIDv7.</param>
public readonly record struct DeletionOrderId(Guid Value) : IId<DeletionOrderId>
{
    /// <inheritdoc/>
    public static DeletionOrderId From(Guid value) => new(value);

    /// <summary>Reads an id; the form that route parameters are bound by.</summary>
    public static bool TryParse(string? text, IFormatProvider? provider, out DeletionOrderId id) => Id.TryParse(text, out id);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString();
}
