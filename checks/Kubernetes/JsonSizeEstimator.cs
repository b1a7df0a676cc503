using System.Text.Json;

namespace EksGrader.Checks.Kubernetes;

/// <summary>
/// Walks a JSON value before it is read: whether it has come as a whole, what it will weigh in memory, and whether its lists hold
/// nulls, which no Kubernetes list does and which checks must not stumble over.
/// </summary>
internal static class JsonSizeEstimator
{
    private const int ObjectWeight = 96;
    private const int ValueWeight = 16;

    /// <summary>Walks the value that the reader's next token begins.</summary>
    /// <param name="reader">A copy of the reader; it stands behind the value afterwards.</param>
    /// <param name="weight">What the value weighs beyond its bytes: <c>{}</c> is two bytes long, and a record in memory.</param>
    /// <returns>False where the value has not come as a whole.</returns>
    /// <exception cref="JsonException">It is not JSON, is nested too deeply, or a list holds null.</exception>
    public static bool TryWalk(ref Utf8JsonReader reader, out long weight)
    {
        weight = 0;
        if (!reader.Read())
        {
            return false;
        }

        var depth = reader.CurrentDepth;
        Span<bool> inList = stackalloc bool[KubernetesLimits.JsonDepth + 1];
        while (true)
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject or JsonTokenType.StartArray:
                    inList[reader.CurrentDepth + 1] = reader.TokenType == JsonTokenType.StartArray;
                    weight += ObjectWeight;
                    break;
                case JsonTokenType.PropertyName when reader.ValueTextEquals("managedFields"u8) || reader.ValueTextEquals("cells"u8):
                    // Thousands of empty objects that are dropped while reading; and cells, where null is an empty cell.
                    if (!reader.Read() || !reader.TrySkip())
                    {
                        return false;
                    }

                    break;
                case JsonTokenType.Null when reader.CurrentDepth > depth && inList[reader.CurrentDepth]:
                    throw new JsonException("A list holds null.");
                default:
                    weight += ValueWeight;
                    break;
            }

            if (reader.CurrentDepth == depth && reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
            {
                return true;
            }

            if (!reader.Read())
            {
                return false;
            }
        }
    }
}
