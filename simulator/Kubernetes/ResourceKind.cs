using System.Collections.Immutable;
using System.Text.Json;

namespace EksGrader.Simulator.Kubernetes;

/// <summary>A column of the table that <c>kubectl get</c> prints; a priority above 0 is for <c>-o wide</c>.</summary>
internal sealed record Column(string Name, string Description, int Priority = 0, string Type = "string", string Format = "");

/// <summary>A resource that the practice API servers serve.</summary>
internal sealed record ResourceKind(string Group, string Version, string Plural, string Kind, bool Namespaced, ImmutableArray<Column> Columns)
{
    private readonly Lazy<byte[]> columnDefinitions = new(() => Render(Columns));

    /// <summary>What <c>kubectl</c> calls it for short.</summary>
    public ImmutableArray<string> ShortNames { get; init; } = [];

    /// <summary>The name of one.</summary>
    public string Singular { get; } = Kind.ToLowerInvariant();

    /// <summary><c>v1</c>, <c>apps/v1</c>: as <c>apiVersion</c> says it.</summary>
    public string GroupVersion { get; } = Group.Length == 0 ? Version : $"{Group}/{Version}";

    /// <summary><c>nodes</c>, <c>deployments.apps</c>: as error messages and RBAC rules say it.</summary>
    public string QualifiedName { get; } = Group.Length == 0 ? Plural : $"{Plural}.{Group}";

    /// <summary>The <c>columnDefinitions</c> of its table, rendered once.</summary>
    public ReadOnlySpan<byte> ColumnDefinitions => columnDefinitions.Value;

    private static byte[] Render(ImmutableArray<Column> columns)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartArray();
            foreach (var column in columns)
            {
                writer.WriteStartObject();
                writer.WriteString("name"u8, column.Name);
                writer.WriteString("type"u8, column.Type);
                writer.WriteString("format"u8, column.Format);
                writer.WriteString("description"u8, column.Description);
                writer.WriteNumber("priority"u8, column.Priority);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        return buffer.ToArray();
    }
}
