using System.Text;
using System.Text.Json;

namespace EksGrader.Checks.Aws;

/// <summary>
/// What a performance event of Container Insights says of where it comes from: JSON with <c>InstanceId</c> beside the figures (CloudWatch
/// user guide, "Container Insights performance log events for Amazon EKS and Kubernetes").
/// </summary>
internal static class PerformanceEvent
{
    private const int LongestId = 32;

    /// <summary>The instance that an event is of; null where it names none, or is no performance event.</summary>
    public static string? InstanceOf(string? message)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(message ?? ""));
        try
        {
            while (reader.Read())
            {
                if (reader.CurrentDepth == 1 && reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("InstanceId"u8))
                {
                    return reader.Read() && reader.TokenType == JsonTokenType.String && reader.GetString() is { } id && IsInstance(id) ? id : null;
                }
            }
        }
        catch (JsonException)
        {
            // A log group holds whatever was written to it; what is no JSON names no instance.
            return null;
        }

        return null;
    }

    private static bool IsInstance(string id) => id.Length is > 2 and <= LongestId && id.StartsWith("i-", StringComparison.Ordinal) && id.Skip(2).All(char.IsAsciiLetterOrDigit);
}
