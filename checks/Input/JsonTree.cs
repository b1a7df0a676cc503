using System.Text;
using System.Text.Json;

namespace EksGrader.Checks.Input;

/// <summary>Reads strict JSON (RFC 8259): who says JSON gets JSON's own errors, although YAML would take most of it too.</summary>
internal ref struct JsonTree
{
    private readonly ReadOnlySpan<byte> utf8;
    private readonly ValidationErrors faults;
    private Utf8JsonReader reader;
    private int counted;
    private int line = 1;
    private int nodes;

    private JsonTree(ReadOnlySpan<byte> utf8, ValidationErrors faults)
    {
        this.utf8 = utf8;
        this.faults = faults;
        reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = DocumentLimits.Depth });
    }

    /// <summary>The document; null where it was refused, with the reason in <paramref name="faults"/>.</summary>
    public static DocumentNode? Read(string text, ValidationErrors faults)
    {
        var tree = new JsonTree(Encoding.UTF8.GetBytes(text), faults);
        try
        {
            tree.reader.Read();
            var root = tree.Node();
            if (root is not null)
                tree.reader.Read(); // What follows the document is an error of the reader's.
            return root;
        }
        catch (JsonException broken)
        {
            faults.Add("", (int)(broken.LineNumber ?? 0) + 1, "JsonBroken", Excerpt.Short(Reason(broken)));
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair, escaped: valid JSON that is no text.
            faults.Add("", tree.Line(), "NotUnicode");
        }

        return null;
    }

    private static string Reason(JsonException broken)
    {
        var end = broken.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return end < 0 ? broken.Message : broken.Message[..end];
    }

    private DocumentNode? Node()
    {
        var at = Line();
        if (++nodes > DocumentLimits.Nodes)
        {
            faults.Add("", at, "DocumentTooManyNodes", DocumentLimits.Nodes);
            return null;
        }

        return reader.TokenType switch
        {
            JsonTokenType.StartObject => Mapping(at),
            JsonTokenType.StartArray => Sequence(at),
            JsonTokenType.String => new DocumentNode.Scalar(ScalarKind.Text, reader.GetString() ?? "", at),
            JsonTokenType.Number => new DocumentNode.Scalar(ScalarKind.Number, Encoding.UTF8.GetString(reader.ValueSpan), at),
            JsonTokenType.True or JsonTokenType.False => new DocumentNode.Scalar(ScalarKind.Boolean, Encoding.UTF8.GetString(reader.ValueSpan), at),
            _ => new DocumentNode.Scalar(ScalarKind.Null, "null", at),
        };
    }

    private DocumentNode.Sequence? Sequence(int at)
    {
        List<DocumentNode> items = [];
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (Node() is not { } item)
                return null;
            items.Add(item);
        }

        return new DocumentNode.Sequence(items, at);
    }

    private DocumentNode.Mapping? Mapping(int at)
    {
        List<DocumentField> fields = [];
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var name = reader.GetString() ?? "";
            var nameLine = Line();
            reader.Read();
            if (Node() is not { } value)
                return null;
            fields.Add(new DocumentField(name, value, nameLine));
        }

        return new DocumentNode.Mapping(fields, at);
    }

    /// <summary>The line of the current token; each line break is counted once over the whole document.</summary>
    private int Line()
    {
        var start = (int)reader.TokenStartIndex;
        line += utf8[counted..start].Count((byte)'\n');
        counted = start;
        return line;
    }
}
