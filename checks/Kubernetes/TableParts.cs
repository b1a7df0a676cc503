using System.Text;
using System.Text.Json;

namespace EksGrader.Checks.Kubernetes;

/// <summary>The parts of a page beside its rows: kind, columns and where the next page begins.</summary>
internal sealed class TableParts
{
    private const int MostColumns = 64;
    private const int LongestCell = 1024;
    private const int LongestContinue = 8 << 10;

    private string kind = "";

    public IReadOnlyList<PrintedColumn> Columns { get; private set; } = [];

    public string Continue { get; private set; } = "";

    public bool IsList => kind == "Table" || kind.EndsWith("List", StringComparison.Ordinal);

    /// <summary>Reads the property whose name the reader stands on; false where its value has not come as a whole.</summary>
    public bool TryRead(ref Utf8JsonReader reader)
    {
        var name = reader.GetString();
        var ahead = reader;
        if (!JsonSizeEstimator.TryWalk(ref ahead, out _))
        {
            return false;
        }

        reader.Read();
        switch (name)
        {
            case "kind":
                kind = reader.TokenType == JsonTokenType.String ? reader.GetString() ?? "" : throw new JsonException("The kind is no text.");
                break;
            case "metadata" when reader.TokenType == JsonTokenType.StartObject:
                ReadMetadata(ref reader);
                break;
            case "columnDefinitions" when reader.TokenType == JsonTokenType.StartArray:
                ReadColumns(ref reader);
                break;
            default:
                reader.TrySkip();
                break;
        }

        return true;
    }

    /// <summary>The cells of a row as text: any scalar; null is empty, as kubectl prints it.</summary>
    public static List<string> Cells(ref Utf8JsonReader reader)
    {
        var cells = new List<string>();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.TrySkip();
            return cells;
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var cell = reader.TokenType switch
            {
                JsonTokenType.String => reader.GetString() ?? "",
                JsonTokenType.Number => Encoding.UTF8.GetString(reader.ValueSpan),
                JsonTokenType.True => "true",
                JsonTokenType.False => "false",
                _ => "",
            };
            reader.TrySkip();
            if (cells.Count < MostColumns)
            {
                cells.Add(cell.Length > LongestCell ? cell[..LongestCell] : cell);
            }
        }

        return cells;
    }

    private void ReadMetadata(ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isContinue = reader.ValueTextEquals("continue"u8);
            reader.Read();
            if (isContinue && reader.TokenType == JsonTokenType.String)
            {
                Continue = reader.GetString() is { Length: <= LongestContinue } token ? token : throw new JsonException("The continue token is too long.");
            }
            else
            {
                reader.TrySkip();
            }
        }
    }

    private void ReadColumns(ref Utf8JsonReader reader)
    {
        var columns = new List<PrintedColumn>();
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            var (name, priority) = ("", 0);
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isName = reader.ValueTextEquals("name"u8);
                var isPriority = reader.ValueTextEquals("priority"u8);
                reader.Read();
                if (isName && reader.TokenType == JsonTokenType.String)
                {
                    name = reader.GetString() ?? "";
                }
                else if (isPriority && reader.TokenType == JsonTokenType.Number)
                {
                    priority = reader.TryGetInt32(out var number) ? number : 1;
                }
                else
                {
                    reader.TrySkip();
                }
            }

            if (columns.Count < MostColumns)
            {
                columns.Add(new PrintedColumn(name.Length > LongestCell ? name[..LongestCell] : name, priority));
            }
        }

        if (reader.TokenType != JsonTokenType.EndArray)
        {
            throw new JsonException("A column is no object.");
        }

        Columns = columns;
    }
}
