using System.Globalization;
using System.Text;
using EksGrader.Checks.Core;

namespace EksGrader.Checks.Kubernetes;

/// <summary>Prints a list as <c>kubectl get</c> does: the server's own cells, padded by three spaces, headings in upper case.</summary>
/// <remarks>The layout is that of kubectl's tab writer: columns at least 6 wide with their 3 spaces, the last one not padded.</remarks>
public static class TablePrinter
{
    /// <summary>Rows that a table shows unless more are asked for.</summary>
    public const int DefaultRows = 100;

    private const int Padding = 3;
    private const int MinimumWidth = 6;
    private const int LongestCell = 256;

    /// <summary>Prints the rows of a list.</summary>
    /// <typeparam name="T">The kind of object.</typeparam>
    /// <param name="list">The objects with their rows.</param>
    /// <param name="where">Which objects to show; null for all.</param>
    /// <param name="showNamespace">Whether NAMESPACE stands first, as with <c>-A</c>.</param>
    /// <param name="wide">Whether the columns of <c>-o wide</c> are shown.</param>
    /// <param name="maxRows">How many rows at most; a last line counts the others.</param>
    /// <returns>Lines that each end with a line feed; what strangers named holds no control characters, and still must be encoded for HTML.</returns>
    public static string Print<T>(ObjectList<T> list, Func<T, bool>? where = null, bool showNamespace = false, bool wide = false, int maxRows = DefaultRows)
        where T : class, IKubernetesObject<T>
    {
        var columns = ShownColumns(list.Table, wide);
        var lines = new List<string[]> { Heading(list.Table, columns, showNamespace) };
        var left = 0;
        for (var i = 0; i < list.Items.Count; i++)
        {
            if (where is not null && !where(list.Items[i]))
            {
                continue;
            }

            if (lines.Count > maxRows)
            {
                left++;
                continue;
            }

            lines.Add(Row(list.Items[i].Metadata, i < list.Table.Rows.Count ? list.Table.Rows[i] : [], columns, showNamespace));
        }

        if (lines.Count == 1 && left == 0)
        {
            return "No resources found\n";
        }

        var text = Align(lines);
        if (left > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"… {left} more\n");
        }

        return text.ToString();
    }

    private static List<int> ShownColumns(PrintedTable table, bool wide)
    {
        var shown = new List<int>(table.Columns.Count);
        for (var i = 0; i < table.Columns.Count; i++)
        {
            if (wide || table.Columns[i].Priority == 0)
            {
                shown.Add(i);
            }
        }

        return shown;
    }

    private static string[] Heading(PrintedTable table, List<int> columns, bool showNamespace)
    {
        IEnumerable<string> names = columns.Count == 0 ? ["NAME"] : columns.Select(c => SafeText.Line(table.Columns[c].Name, LongestCell).ToUpperInvariant());
        return [.. showNamespace ? names.Prepend("NAMESPACE") : names];
    }

    // A recording that was cut, or a server without tables, leaves an object without cells: its name still is a fact.
    private static string[] Row(ObjectMeta metadata, IReadOnlyList<string> row, List<int> columns, bool showNamespace)
    {
        IEnumerable<string> cells = row.Count == 0 || columns.Count == 0
            ? columns.Skip(1).Select(_ => "").Prepend(metadata.Name)
            : columns.Select(c => c < row.Count ? row[c] : "");
        return [.. (showNamespace ? cells.Prepend(metadata.Namespace) : cells).Select(c => SafeText.Line(c, LongestCell))];
    }

    private static StringBuilder Align(List<string[]> lines)
    {
        var widths = new int[lines[0].Length];
        foreach (var line in lines)
        {
            for (var c = 0; c < widths.Length; c++)
            {
                widths[c] = Math.Max(widths[c], Math.Max(MinimumWidth, line[c].Length + Padding));
            }
        }

        var text = new StringBuilder();
        foreach (var line in lines)
        {
            for (var c = 0; c < line.Length - 1; c++)
            {
                text.Append(line[c].PadRight(widths[c]));
            }

            text.Append(line[^1]).Append('\n');
        }

        return text;
    }
}
