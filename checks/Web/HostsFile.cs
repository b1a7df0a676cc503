using System.Net;

namespace EksGrader.Checks.Web;

/// <summary>The names that the machine itself knows (hosts(5)), read again when the file changes.</summary>
/// <param name="path">The file; null for the machine's own.</param>
public sealed class HostsFile(string? path = null)
{
    private readonly WatchedFile<Dictionary<string, List<IPAddress>>> file = new(path ?? OfTheMachine(), Parse);

    /// <summary>The addresses of a name; none where the file does not have it. <c>localhost</c> is this machine everywhere (RFC 6761).</summary>
    /// <param name="name">The name, in any case, with or without the dot at its end.</param>
    public IReadOnlyList<IPAddress> Find(string name)
    {
        var asked = name.TrimEnd('.');
        return file.Read().TryGetValue(asked, out var addresses) ? addresses
            : asked.Equals("localhost", StringComparison.OrdinalIgnoreCase) || asked.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase) ? [IPAddress.Loopback, IPAddress.IPv6Loopback]
            : [];
    }

    private static Dictionary<string, List<IPAddress>> Parse(string text)
    {
        var names = new Dictionary<string, List<IPAddress>>(StringComparer.OrdinalIgnoreCase);
        foreach (var line in text.Split('\n'))
        {
            var comment = line.IndexOf('#', StringComparison.Ordinal);
            if ((comment < 0 ? line : line[..comment]).Split((char[])[' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries) is not [var first, .. var hosts]
                || !IPAddress.TryParse(first, out var address))
            {
                continue;
            }

            foreach (var host in hosts.Select(h => h.TrimEnd('.')))
            {
                if (!names.TryGetValue(host, out var addresses))
                {
                    names[host] = addresses = [];
                }

                if (!addresses.Contains(address))
                {
                    addresses.Add(address);
                }
            }
        }

        return names;
    }

    private static string OfTheMachine() => OperatingSystem.IsWindows() ? Path.Combine(Environment.SystemDirectory, "drivers", "etc", "hosts") : "/etc/hosts";
}

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
