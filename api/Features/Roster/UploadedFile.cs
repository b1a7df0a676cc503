using System.IO.Compression;
using EksGrader.Api.Features.Roster.Reading;

namespace EksGrader.Api.Features.Roster;

/// <summary>
/// A file between the steps of its upload: the page keeps it in a field of its form, packed, so that nothing of a roster lies on the server before
/// it is confirmed, and any process of the service can answer the next step.
/// </summary>
internal static class UploadedFile
{
    /// <summary>The longest field, in characters: the longest file in Base64, with what packing adds to a file that is packed already.</summary>
    public const int LongestField = 6 * 1024 * 1024;

    /// <summary>The file as a field.</summary>
    public static string Pack(ReadOnlyMemory<byte> file)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(file.Span);
        return Convert.ToBase64String(packed.GetBuffer(), 0, (int)packed.Length);
    }

    /// <summary>The file that a field holds; empty where it holds none.</summary>
    public static ReadOnlyMemory<byte> Unpack(string? field)
    {
        var bytes = new byte[field?.Length ?? 0];
        if (string.IsNullOrEmpty(field) || !Convert.TryFromBase64String(field, bytes, out var length))
            return default;
        try
        {
            // A byte more than is taken: a longer one is told from the longest, and not unpacked any further.
            using var gzip = new GZipStream(new MemoryStream(bytes, 0, length), CompressionMode.Decompress);
            var file = new byte[RosterReader.MaximumBytes + 1];
            return file.AsMemory(0, gzip.ReadAtLeast(file, file.Length, throwOnEndOfStream: false));
        }
        catch (InvalidDataException)
        {
            // Not a field that this page wrote.
            return default;
        }
    }
}
