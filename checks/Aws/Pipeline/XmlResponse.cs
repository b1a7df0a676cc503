using System.Globalization;
using System.Xml;
using System.Xml.Linq;

namespace EksGrader.Checks.Aws.Pipeline;

/// <summary>Reads the XML of the query protocol: no document types, no entities, no outside references; names without their namespace.</summary>
internal static class XmlResponse
{
    private static readonly XmlReaderSettings Settings = new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null };

    /// <summary>Parses an answer.</summary>
    /// <exception cref="XmlException">It is not XML, or has a document type.</exception>
    public static XElement Parse(byte[] body)
    {
        using var reader = XmlReader.Create(new MemoryStream(body, writable: false), Settings);
        return XDocument.Load(reader).Root ?? throw new XmlException("No root element.");
    }

    /// <summary>The element <c>OperationResult</c> of an answer.</summary>
    /// <exception cref="XmlException">There is none.</exception>
    public static XElement Result(byte[] body, string operation) =>
        Parse(body).Child($"{operation}Result") ?? throw new XmlException($"No {operation}Result.");

    public static XElement? Child(this XElement? parent, string name) => parent?.Elements().FirstOrDefault(e => e.Name.LocalName == name);

    public static string? Text(this XElement? parent, string name) => parent.Child(name)?.Value;

    public static int? Number(this XElement? parent, string name) =>
        int.TryParse(parent.Text(name), NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>A time, RFC 3339; null where there is none.</summary>
    /// <exception cref="FormatException">It is no time.</exception>
    public static DateTimeOffset? Time(this XElement? parent, string name) => parent.Text(name) is { Length: > 0 } text
        ? DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal)
        : null;

    /// <summary>The <c>member</c>s of a list.</summary>
    public static IReadOnlyList<T> List<T>(this XElement? parent, string name, Func<XElement, T> read) =>
        [.. (parent.Child(name)?.Elements() ?? []).Where(e => e.Name.LocalName == "member").Select(read)];
}
