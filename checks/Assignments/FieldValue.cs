using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using EksGrader.Checks.Input;

namespace EksGrader.Checks.Assignments;

/// <summary>A kind of value: how it is read, written, and described in the schema, in one place so that the three agree.</summary>
internal abstract class FieldValue<T>
{
    /// <summary>Reads it; what is wrong goes to <paramref name="faults"/>.</summary>
    public abstract bool TryRead(DocumentNode node, string path, ValidationErrors faults, [MaybeNullWhen(false)] out T value);

    /// <summary>Writes it in its canonical form.</summary>
    public abstract DocumentNode ToNode(T value);

    /// <summary>Writes the keywords of its JSON Schema into an object that is already begun.</summary>
    public abstract void Describe(Utf8JsonWriter schema);

    /// <summary>Refuses a node.</summary>
    protected static bool Refuse(DocumentNode node, string path, ValidationErrors faults, string text, params object[] arguments)
    {
        faults.Add(path, node.Line, text, arguments);
        return false;
    }
}

/// <summary>A value that may be left out, or be null to the same effect.</summary>
internal sealed class Optional<T>(FieldValue<T> inner) : FieldValue<T?>
    where T : struct
{
    public override bool TryRead(DocumentNode node, string path, ValidationErrors faults, out T? value)
    {
        value = null;
        if (node is DocumentNode.Scalar { Kind: ScalarKind.Null })
            return true;
        if (!inner.TryRead(node, path, faults, out var read))
            return false;
        value = read;
        return true;
    }

    public override DocumentNode ToNode(T? value) => value is { } some ? inner.ToNode(some) : DocumentNode.Scalar.Nothing;

    public override void Describe(Utf8JsonWriter schema) => OrNull.Describe(schema, inner.Describe);
}

/// <summary>The schema of what may be null.</summary>
internal static class OrNull
{
    public static void Describe(Utf8JsonWriter schema, Action<Utf8JsonWriter> describe)
    {
        schema.WriteStartArray("anyOf");
        schema.WriteStartObject();
        describe(schema);
        schema.WriteEndObject();
        schema.WriteStartObject();
        schema.WriteString("type", "null");
        schema.WriteEndObject();
        schema.WriteEndArray();
    }
}
