using System.Text.Json;
using EksGrader.Checks.Core;
using EksGrader.Checks.Input;

namespace EksGrader.Checks.Assignments;

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
