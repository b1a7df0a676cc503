using System.Text.Json;

namespace EksGrader.Simulator.Kubernetes.Objects;

/// <summary>Writes the cells of one row.</summary>
/// <param name="Json">Where to.</param>
/// <param name="Now">What ages are counted to.</param>
internal readonly record struct CellWriter(Utf8JsonWriter Json, DateTimeOffset Now)
{
    public void Text(string value) => Json.WriteStringValue(value);

    public void Texts(params ReadOnlySpan<string> values)
    {
        foreach (var value in values)
        {
            Json.WriteStringValue(value);
        }
    }

    public void Number(int value) => Json.WriteNumberValue(value);

    public void Age(DateTimeOffset since) => Json.WriteStringValue(HumanAge.Format(Now - since));

    /// <summary><c>0</c>, or <c>4 (32s ago)</c>.</summary>
    public void Restarts(int count, DateTimeOffset last) =>
        Json.WriteStringValue(count == 0 ? "0" : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{count} ({HumanAge.Format(Now - last)} ago)"));
}
