using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace EksGrader.Simulator.Kubernetes.Serving;

/// <summary>
/// Where the next page of a list begins: the revision that the first page was read at, and the key after the last one seen
/// (apiserver <c>pkg/storage/continue.go</c>). Revisions here are a clock, so a page shows the cluster as it was at the first.
/// </summary>
internal sealed record ContinueToken(long Revision, string Start)
{
    /// <summary>How long a token lives: etcd's compaction, every 5 minutes by default.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    public string Encode()
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("v"u8, "meta.k8s.io/v1"u8);
            json.WriteNumber("rv"u8, Revision);
            json.WriteString("start"u8, Start + "\0");
            json.WriteEndObject();
        }

        return Base64Url.EncodeToString(buffer.GetBuffer().AsSpan(0, (int)buffer.Length));
    }

    /// <summary>Reads a token.</summary>
    /// <exception cref="BadRequestException">It is none.</exception>
    public static ContinueToken Decode(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)));
            return new ContinueToken(json.RootElement.GetProperty("rv").GetInt64(), (json.RootElement.GetProperty("start").GetString() ?? "").TrimEnd('\0'));
        }
        catch (Exception e) when (e is FormatException or JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new BadRequestException($"invalid continue token: continue key is not valid: {e.Message}");
        }
    }
}
