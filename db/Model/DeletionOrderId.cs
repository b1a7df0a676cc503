namespace EksGrader.Db.Model;

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
