namespace EksGrader.Db.Ids;

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
public readonly record struct ContestId(Guid Value) : IId<ContestId>
{
    /// <inheritdoc/>
    public static ContestId From(Guid value) => new(value);

    /// <summary>Reads an id; the form that route parameters are bound by.</summary>
    public static bool TryParse(string? text, IFormatProvider? provider, out ContestId id) => Id.TryParse(text, out id);

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
public readonly record struct SeenSignId(Guid Value) : IId<SeenSignId>
{
    /// <inheritdoc/>
    public static SeenSignId From(Guid value) => new(value);

    /// <summary>Reads an id; the form that route parameters are bound by.</summary>
    public static bool TryParse(string? text, IFormatProvider? provider, out SeenSignId id) => Id.TryParse(text, out id);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString();
}
