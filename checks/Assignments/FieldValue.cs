using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using EksGrader.Checks.Core;
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

/// <summary>A named field of an object.</summary>
internal abstract class Field<TOwner>(string name, LocalizedText description, bool required)
{
    /// <summary>The name, in camelCase.</summary>
    public string Name { get; } = name;

    /// <summary>Whether it must be there.</summary>
    public bool Required { get; } = required;

    /// <summary>The owner with what the node says; unchanged, with a fault noted, where it says nothing sensible.</summary>
    public abstract TOwner Read(TOwner owner, DocumentNode node, string path, ValidationErrors faults);

    /// <summary>The owner's value in its canonical form.</summary>
    public abstract DocumentNode ToNode(TOwner owner);

    /// <summary>Writes the field as a property of a JSON Schema.</summary>
    public void Describe(Utf8JsonWriter schema)
    {
        schema.WriteStartObject(Name);
        schema.WriteString("description", description.En);
        DescribeValue(schema);
        schema.WriteEndObject();
    }

    protected abstract void DescribeValue(Utf8JsonWriter schema);
}

/// <summary>A field whose value is a <typeparamref name="T"/>.</summary>
internal sealed class Field<TOwner, T>(
    string name, LocalizedText description, FieldValue<T> value, Func<TOwner, T> get, Func<TOwner, T, TOwner> with, bool required = false)
    : Field<TOwner>(name, description, required)
{
    public override TOwner Read(TOwner owner, DocumentNode node, string path, ValidationErrors faults) =>
        value.TryRead(node, path, faults, out var read) ? with(owner, read) : owner;

    public override DocumentNode ToNode(TOwner owner) => value.ToNode(get(owner));

    protected override void DescribeValue(Utf8JsonWriter schema) => value.Describe(schema);
}
