namespace EksGrader.Db.Model;

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
