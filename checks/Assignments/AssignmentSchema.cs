using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using EksGrader.Checks.Checks;
using EksGrader.Checks.Input;

namespace EksGrader.Checks.Assignments;

/// <summary>
/// Writes the JSON Schema (draft 2020-12) of assignments for editors: made from the very fields that the reader reads, and from the
/// catalogue. What only a tz database or two fields together can tell is left to the reader.
/// </summary>
public static class AssignmentSchema
{
    private static readonly JsonWriterOptions Readable = new()
    {
        Indented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
    };

    /// <summary>The schema as a document that ends with a line break.</summary>
    /// <param name="catalogue">The checks that an assignment can name.</param>
    public static string Write(IEnumerable<CheckInfo> catalogue)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var schema = new Utf8JsonWriter(buffer, Readable))
        {
            schema.WriteStartObject();
            schema.WriteString("$schema", "https://json-schema.org/draft/2020-12/schema");
            schema.WriteString("title", AssignmentTexts.Catalog["SchemaTitle"].En);
            schema.WriteString("description", AssignmentTexts.Catalog["SchemaDescription"].En);
            AssignmentFields.Of([.. catalogue]).Describe(schema);
            schema.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan) + "\n";
    }
}
