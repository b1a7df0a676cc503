using System.Text;

namespace EksGrader.Api.Features.Roster.Reading;

/// <summary>How the characters of a text file are written.</summary>
public enum TextEncoding
{
    /// <summary>UTF-8, with a byte order mark or without.</summary>
    Utf8,

    /// <summary>UTF-16, little-endian: Excel's "Unicode text", and what Blackboard exports.</summary>
    Utf16,

    /// <summary>UTF-16, big-endian.</summary>
    Utf16BigEndian,

    /// <summary>CP949, which holds EUC-KR: Excel's "CSV" in Korean.</summary>
    Cp949,

    /// <summary>Windows-1252: Excel's "CSV" in the languages of Western Europe.</summary>
    Windows1252,
}

/// <summary>Guesses how the characters of a text file are written, and reads them. What cannot be read without loss is not read.</summary>
internal static class TextDecoder
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The text without its mark, and how it was written; null where no encoding fits.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="wanted">How to read it; null to guess.</param>
    public static (string Text, TextEncoding Encoding)? Decode(ReadOnlySpan<byte> bytes, TextEncoding? wanted)
    {
        if (wanted is { } encoding)
            return TryDecode(bytes, encoding) is { } text ? (text, encoding) : null;
        if (Marked(bytes) is { } marked)
            return TryDecode(bytes, marked) is { } text ? (text, marked) : null;
        if (System.Text.Unicode.Utf8.IsValid(bytes))
            return (Utf8.GetString(bytes), TextEncoding.Utf8);
        if (TryDecode(bytes, TextEncoding.Cp949) is { } korean && IsKorean(korean))
            return (korean, TextEncoding.Cp949);
        return TryDecode(bytes, TextEncoding.Windows1252) is { } western && !western.Any(c => char.IsControl(c) && c is not ('\t' or '\r' or '\n'))
            ? (western, TextEncoding.Windows1252)
            : null;
    }

    // By its byte order mark, or by the zeros between the digits, commas and line ends that every table has.
    private static TextEncoding? Marked(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith(Encoding.UTF8.Preamble))
            return TextEncoding.Utf8;
        if (bytes.StartsWith(Encoding.Unicode.Preamble))
            return TextEncoding.Utf16;
        if (bytes.StartsWith(Encoding.BigEndianUnicode.Preamble))
            return TextEncoding.Utf16BigEndian;
        var (even, odd) = (0, 0);
        for (var i = 0; i < Math.Min(bytes.Length, 4096); i++)
        {
            if (bytes[i] == 0)
                _ = i % 2 == 0 ? even++ : odd++;
        }

        // UTF-16 has them on one side; a few on both are of a file that is no text.
        return bytes.Length % 2 != 0 || Math.Max(even, odd) < 4 * Math.Min(even, odd) + 1 ? null : odd > even ? TextEncoding.Utf16 : TextEncoding.Utf16BigEndian;
    }

    private static string? TryDecode(ReadOnlySpan<byte> bytes, TextEncoding encoding)
    {
        var strict = encoding switch
        {
            TextEncoding.Utf16 => new UnicodeEncoding(bigEndian: false, byteOrderMark: false, throwOnInvalidBytes: true),
            TextEncoding.Utf16BigEndian => new UnicodeEncoding(bigEndian: true, byteOrderMark: false, throwOnInvalidBytes: true),
            TextEncoding.Cp949 => Page(949),
            TextEncoding.Windows1252 => Page(1252),
            _ => Utf8,
        };
        try
        {
            return strict.GetString(bytes).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException)
        {
            // These bytes mean nothing in it.
            return null;
        }
    }

    private static Encoding Page(int page) => CodePagesEncodingProvider.Instance.GetEncoding(page, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)
        ?? throw new InvalidOperationException($"The framework lacks code page {page}.");

    // Almost any two bytes are a syllable in CP949: the é of a French name swallows the letter behind it. Korean stands between separators,
    // blanks and other Korean; what was swallowed stands between Latin letters.
    private static bool IsKorean(string text)
    {
        var (within, alone) = (0, 0);
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsAscii(text[i]))
                continue;
            if ((i > 0 && char.IsAsciiLetter(text[i - 1])) || (i + 1 < text.Length && char.IsAsciiLetter(text[i + 1])))
                within++;
            else
                alone++;
        }

        return alone >= within;
    }
}
