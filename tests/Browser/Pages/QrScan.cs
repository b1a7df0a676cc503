using Microsoft.Playwright;
using ZXing;
using ZXing.Common;

namespace EksGrader.Tests.Browser.Pages;

/// <summary>Reads QR codes off the page, as a phone before the screen or the paper does.</summary>
internal static class QrScan
{
    // What the browser draws of it: its own picture of the SVG, with the styles that it has on the page, four pixels a module and more.
    private const string Draw = """
        async svg => {
            const copy = svg.cloneNode(true);
            const style = getComputedStyle(svg.querySelector('path'));
            copy.querySelector('path').setAttribute('stroke', style.stroke);
            copy.setAttribute('width', 360);
            copy.setAttribute('height', 360);
            const image = new Image();
            image.src = 'data:image/svg+xml,' + encodeURIComponent(new XMLSerializer().serializeToString(copy));
            await image.decode();
            const canvas = Object.assign(document.createElement('canvas'), { width: 360, height: 360 });
            const pen = canvas.getContext('2d');
            pen.fillStyle = getComputedStyle(svg).backgroundColor;
            pen.fillRect(0, 0, 360, 360);
            pen.drawImage(image, 0, 0);
            return [...pen.getImageData(0, 0, 360, 360).data];
        }
        """;

    /// <summary>What a code says; null where it cannot be read.</summary>
    /// <param name="code">The drawing.</param>
    public static async Task<string?> ReadAsync(ILocator code)
    {
        var pixels = await code.EvaluateAsync<int[]>(Draw);
        var source = new RGBLuminanceSource([.. pixels.Select(p => (byte)p)], 360, 360, RGBLuminanceSource.BitmapFormat.RGBA32);
        return new BarcodeReaderGeneric { Options = new DecodingOptions { PossibleFormats = [BarcodeFormat.QR_CODE] } }.Decode(source)?.Text;
    }
}
