using System.Collections;
using System.Globalization;
using System.Text;
using QRCoder;

namespace EksGrader.Api.Features.Roster;

/// <summary>A QR code as one path of SVG, small enough for hundreds on a page (ISO/IEC 18004).</summary>
/// <param name="Side">How many modules a side has, with the light border of four that scanners need.</param>
/// <param name="Path">The dark modules as strokes, one module thick.</param>
internal sealed record QrCode(int Side, string Path)
{
    /// <summary>The code of a text. Level M: it is read with 15 % of it lost to a fold or a stain.</summary>
    public static QrCode Of(string text)
    {
        using var data = QRCodeGenerator.GenerateQrCode(text, QRCodeGenerator.ECCLevel.M);
        var path = new StringBuilder();
        for (var y = 0; y < data.ModuleMatrix.Count; y++)
            Draw(data.ModuleMatrix[y], y, path);
        return new QrCode(data.ModuleMatrix.Count, path.ToString());
    }

    // Along the middle of the row: strokes where it is dark, moves where it is light.
    private static void Draw(BitArray row, int y, StringBuilder path)
    {
        var at = 0; // where the pen is
        for (var x = 0; x < row.Length;)
        {
            var end = x;
            while (end < row.Length && row[end] == row[x])
                end++;
            if (row[x])
            {
                path.Append(CultureInfo.InvariantCulture, $"{(at == 0 ? $"M{x} {y}.5" : $"m{x - at} 0")}h{end - x}");
                at = end;
            }

            x = end;
        }
    }
}
