using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using EksGrader.Checks.Input;

namespace EksGrader.Checks.Assignments;

/// <summary>
/// Writes assignments in their canonical form: every field in one order, defaults included, so that a stored version means the same
/// when a later program has other defaults. What is read again is equal to what was written.
/// </summary>
public static class AssignmentWriter
{
    private static readonly ObjectValue<Assignment> Fields = AssignmentFields.Of([]);

    private static readonly JsonWriterOptions Readable = new() { Indented = true, Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    /// <summary>Canonical YAML.</summary>
    public static string ToYaml(Assignment assignment) => YamlText.Of(ToTree(assignment));

    /// <summary>Canonical JSON.</summary>
    public static string ToJson(Assignment assignment)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Readable))
            WriteJson(writer, assignment);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>Canonical JSON as one value of a greater document.</summary>
    public static void WriteJson(Utf8JsonWriter writer, Assignment assignment) => Write(writer, ToTree(assignment));

    internal static DocumentNode.Mapping ToTree(Assignment assignment) => (DocumentNode.Mapping)Fields.ToNode(assignment);

    private static void Write(Utf8JsonWriter writer, DocumentNode node)
    {
        switch (node)
        {
            case DocumentNode.Scalar { Kind: ScalarKind.Text } text:
                writer.WriteStringValue(text.Text);
                break;
            case DocumentNode.Scalar scalar:
                writer.WriteRawValue(scalar.Text);
                break;
            case DocumentNode.Sequence sequence:
                writer.WriteStartArray();
                foreach (var item in sequence.Items)
                    Write(writer, item);
                writer.WriteEndArray();
                break;
            case DocumentNode.Mapping mapping:
                writer.WriteStartObject();
                foreach (var field in mapping.Fields)
                {
                    writer.WritePropertyName(field.Name);
                    Write(writer, field.Value);
                }

                writer.WriteEndObject();
                break;
        }
    }
}
