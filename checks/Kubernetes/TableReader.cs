using System.Buffers;
using System.Text.Json;

namespace EksGrader.Checks.Kubernetes;

/// <summary>
/// Reads one page of a list while it comes: row by row straight into records, with no more of the document in memory than the row at
/// hand. Understands a <c>Table</c> with objects in it and, from servers without tables, a plain list.
/// </summary>
/// <typeparam name="T">The kind of object.</typeparam>
/// <param name="budget">What the grading may still be answered.</param>
internal sealed class TableReader<T>(ResponseBudget budget)
    where T : class, IKubernetesObject<T>
{
    private const int FirstBuffer = 16 << 10;

    private readonly TableParts parts = new();
    private JsonReaderState state = new(new JsonReaderOptions { MaxDepth = KubernetesLimits.JsonDepth });
    private Place place = Place.Start;
    private bool rowsHoldObjects;

    private enum Place
    {
        Start,
        Root,
        List,
        End,
    }

    public List<T> Items { get; } = [];

    public List<IReadOnlyList<string>> Rows { get; } = [];

    public IReadOnlyList<PrintedColumn> Columns => parts.Columns;

    public string Continue => parts.Continue;

    public long Bytes { get; private set; }

    /// <summary>Reads the page.</summary>
    /// <exception cref="JsonException">It is not JSON, or not a page of a list.</exception>
    /// <exception cref="ResponseTooLargeException">It is larger than its bound.</exception>
    public async Task ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
        try
        {
            var length = 0;
            var worthTrying = 0;
            for (var ended = false; !ended;)
            {
                if (length == buffer.Length)
                {
                    buffer = Grown(buffer);
                }

                var read = await stream.ReadAsync(buffer.AsMemory(length), cancellationToken);
                ended = read == 0;
                length += read;
                Take(read);
                Bytes += read;
                if (!ended && length < worthTrying)
                {
                    continue;
                }

                var used = Advance(buffer.AsSpan(0, length), ended);
                buffer.AsSpan(used, length - used).CopyTo(buffer);
                length -= used;

                // A large row is walked again only when it has grown by half: else a slow sender makes the work quadratic.
                worthTrying = used == 0 ? length + (length / 2) : 0;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        if (place != Place.End || !parts.IsList)
        {
            throw new JsonException("The answer is no list.");
        }
    }

    private static byte[] Grown(byte[] buffer)
    {
        if (buffer.Length >= KubernetesLimits.ObjectBytes)
        {
            throw new ResponseTooLargeException(processIsFull: false);
        }

        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }

    private void Take(long bytes)
    {
        var answer = budget.Take(bytes);
        if (answer != BudgetAnswer.Taken)
        {
            throw new ResponseTooLargeException(answer == BudgetAnswer.ProcessIsFull);
        }
    }

    private int Advance(ReadOnlySpan<byte> bytes, bool isFinal)
    {
        var reader = new Utf8JsonReader(bytes, isFinal, state);
        while (true)
        {
            var before = reader;
            if (!TryStep(ref reader))
            {
                state = before.CurrentState;
                return (int)before.BytesConsumed;
            }
        }
    }

    private bool TryStep(ref Utf8JsonReader reader) => place switch
    {
        Place.Start => TryStart(ref reader),
        Place.Root => TryProperty(ref reader),
        Place.List => TryElement(ref reader),
        _ => reader.Read(),
    };

    private bool TryStart(ref Utf8JsonReader reader)
    {
        if (!reader.Read())
        {
            return false;
        }

        place = reader.TokenType == JsonTokenType.StartObject ? Place.Root : throw new JsonException("The answer is no object.");
        return true;
    }

    private bool TryProperty(ref Utf8JsonReader reader)
    {
        if (!reader.Read())
        {
            return false;
        }

        if (reader.TokenType == JsonTokenType.EndObject)
        {
            place = Place.End;
            return true;
        }

        rowsHoldObjects = reader.ValueTextEquals("rows"u8);
        if (!rowsHoldObjects && !reader.ValueTextEquals("items"u8))
        {
            return parts.TryRead(ref reader);
        }

        if (!reader.Read())
        {
            return false;
        }

        place = reader.TokenType switch
        {
            JsonTokenType.StartArray => Place.List,
            JsonTokenType.Null => Place.Root,
            _ => throw new JsonException("The rows are no list."),
        };
        return true;
    }

    private bool TryElement(ref Utf8JsonReader reader)
    {
        var ahead = reader;
        if (!ahead.Read())
        {
            return false;
        }

        if (ahead.TokenType == JsonTokenType.EndArray)
        {
            place = Place.Root;
            reader = ahead;
            return true;
        }

        ahead = reader;
        if (!JsonSizeEstimator.TryWalk(ref ahead, out var weight))
        {
            return false;
        }

        Take(weight);
        reader.Read();
        if (rowsHoldObjects)
        {
            ReadRow(ref reader);
        }
        else
        {
            Items.Add(JsonSerializer.Deserialize(ref reader, T.Json) ?? throw new JsonException("An object is null."));
        }

        return true;
    }

    // The row has come as a whole: every Read succeeds.
    private void ReadRow(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("A row is no object.");
        }

        IReadOnlyList<string> cells = [];
        T? item = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isCells = reader.ValueTextEquals("cells"u8);
            var isObject = reader.ValueTextEquals("object"u8);
            reader.Read();
            if (isCells)
            {
                cells = TableParts.Cells(ref reader);
            }
            else if (isObject)
            {
                item = JsonSerializer.Deserialize(ref reader, T.Json);
            }
            else
            {
                reader.TrySkip();
            }
        }

        Items.Add(item ?? throw new JsonException("A row holds no object."));
        Rows.Add(cells);
    }
}
