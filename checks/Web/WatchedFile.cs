namespace EksGrader.Checks.Web;

/// <summary>A small file of the machine, parsed again when it changed. One that cannot be read is empty.</summary>
/// <param name="path">The file.</param>
/// <param name="parse">Makes sense of it.</param>
internal sealed class WatchedFile<T>(string path, Func<string, T> parse)
    where T : class
{
    private const int Longest = 4 << 20;

    private readonly Lock gate = new();
    private (DateTime WrittenAt, long Length, T Parsed)? last;

    public T Read()
    {
        var file = new FileInfo(path);
        var (writtenAt, length) = file.Exists ? (file.LastWriteTimeUtc, file.Length) : default;
        lock (gate)
        {
            if (last is not { } known || known.WrittenAt != writtenAt || known.Length != length)
            {
                last = known = (writtenAt, length, parse(length is > 0 and <= Longest ? Text() : ""));
            }

            return known.Parsed;
        }
    }

    private string Text()
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return ""; // gone, or not for the grader to read
        }
    }
}
