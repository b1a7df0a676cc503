using System.IO.Compression;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using ExcelDataReader;

namespace EksGrader.Tests.Api.Features.Gradebook;

/// <summary>An xlsx file as a reader of another maker than its writer takes it, and the XML behind it.</summary>
internal sealed class XlsxFile
{
    // "m" of SpreadsheetML (ECMA-376, part 1).
    private static readonly XNamespace Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";

    static XlsxFile() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    public XlsxFile(byte[] bytes)
    {
        using (var reader = ExcelReaderFactory.CreateReader(new MemoryStream(bytes)))
        {
            Name = reader.Name;
            while (reader.Read())
            {
                Rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetValue)]);
                Formats.Add([.. Enumerable.Range(0, reader.FieldCount).Select(i => reader.GetNumberFormatString(i) ?? "")]);
            }

            Assert.False(reader.NextResult());
        }

        // Every part is XML that a strict reader takes, whatever stands in it.
        using var zip = new ZipArchive(new MemoryStream(bytes));
        foreach (var entry in zip.Entries)
        {
            using var part = XmlReader.Create(entry.Open(), new XmlReaderSettings { CheckCharacters = true, DtdProcessing = DtdProcessing.Prohibit });
            Parts[entry.FullName] = XDocument.Load(part);
        }
    }

    public string Name { get; }

    /// <summary>The values of the cells: text, <see cref="double"/>, <see cref="bool"/>, <see cref="DateTime"/>; null for empty ones.</summary>
    public List<object?[]> Rows { get; } = [];

    /// <summary>How the cells are shown.</summary>
    public List<string[]> Formats { get; } = [];

    private Dictionary<string, XDocument> Parts { get; } = new(StringComparer.Ordinal);

    public XElement Sheet => Parts.First(p => p.Key.EndsWith("sheet1.xml", StringComparison.Ordinal)).Value.Root ?? throw new InvalidOperationException("An empty sheet.");

    /// <summary>The one element of that name in the sheet.</summary>
    public XElement Only(string name) => Assert.Single(Sheet.Descendants(Main + name));

    public IEnumerable<XElement> All(string name) => Sheet.Descendants(Main + name);

    /// <summary>The widths of the columns, in characters.</summary>
    public IReadOnlyList<double> Widths => [.. All("col").Select(c => double.Parse(c.Attribute("width")?.Value ?? "", System.Globalization.CultureInfo.InvariantCulture))];

    /// <summary>Whether a cell of the sheet's XML is bold.</summary>
    public bool IsBold(XElement cell)
    {
        var styles = Parts.First(p => p.Key.EndsWith("styles.xml", StringComparison.Ordinal)).Value.Root;
        var style = Number(cell.Attribute("s"));
        var font = Number(styles?.Element(Main + "cellXfs")?.Elements().ElementAt(style).Attribute("fontId"));
        return styles?.Element(Main + "fonts")?.Elements().ElementAt(font).Element(Main + "b") is not null;
    }

    private static int Number(XAttribute? attribute) => int.Parse(attribute?.Value ?? "0", System.Globalization.CultureInfo.InvariantCulture);
}
