namespace EksGrader.Db.Model;

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

/// <summary>The id of a contested verdict.</summary>
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

/// <summary>The id of the mark that somebody has seen a sign of trouble.</summary>
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
