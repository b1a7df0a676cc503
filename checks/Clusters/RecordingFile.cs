using System.Buffers;
using System.Collections.Frozen;
using System.IO.Compression;
using System.Text.Json;
using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes;

namespace EksGrader.Checks.Clusters;

/// <summary>
/// Recordings as gzipped JSON lines: a first line that names the format, then each observation followed by its reads. An answer that equals
/// the one of an earlier observation is written once. A file grows to 1 MiB at most: the largest answers are cut, with a mark that says so;
/// those that show who serves the API only where there is nothing else left to cut.
/// </summary>
public static class RecordingFile
{
    /// <summary>What a recording may weigh when it is stored, in bytes.</summary>
    public const int Limit = 1024 * 1024;

    // 2: each observation says which cluster it saw, and how the server was reached at every connection; targets and tags of load balancers are reads of their own.
    private const int Version = 3;

    // A recording is read back from our own database or from a file that an instructor names; both can be damaged.
    private const int UnpackedLimit = 256 * 1024 * 1024;
    private static ReadOnlySpan<byte> NewLine => "\n"u8;

    /// <summary>Packs a recording.</summary>
    /// <param name="recording">The recording.</param>
    /// <param name="limit">The most bytes that the result may have.</param>
    public static byte[] Pack(Recording recording, int limit = Limit)
    {
        var cut = new HashSet<(int Look, string Key)>();
        while (true)
        {
            var packed = Write(recording, cut);
            if (packed.Length <= limit || !CutLargest(recording, cut))
            {
                return packed;
            }
        }
    }

    /// <summary>Unpacks a recording.</summary>
    /// <exception cref="InvalidDataException">It is no recording, or a damaged one.</exception>
    public static async Task<Recording> UnpackAsync(Stream packed, CancellationToken cancellationToken)
    {
        var answers = new Dictionary<(int Look, string Key), ReadOnlyMemory<byte>>();
        RecordedLine? observation = null;
        var reads = new List<RecordedRead>();
        var observations = new List<RecordedObservation>();
        try
        {
            await using var unzipped = new GZipStream(packed, CompressionMode.Decompress, leaveOpen: true);
            using var lines = new StreamReader(new BoundedStream(unzipped, UnpackedLimit));
            if (await lines.ReadLineAsync(cancellationToken) is not { } first || Parse(first) is not { Format: { } format } head)
            {
                throw new InvalidDataException("This is not a recording.");
            }

            if (format != Version)
            {
                throw new InvalidDataException($"The recording has format {format}; this version reads format {Version}.");
            }

            while (await lines.ReadLineAsync(cancellationToken) is { } text)
            {
                var line = Parse(text);
                if (line.Look is { })
                {
                    End();
                    observation = line;
                }
                else
                {
                    reads.Add(ReadOf(line, observation?.Look ?? throw new InvalidDataException("A read stands before the first observation."), answers));
                }
            }

            End();
            var recording = new Recording { Assignment = head.Assignment };
            observations.ForEach(recording.Add);
            return recording;
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            throw new InvalidDataException("The recording is damaged.", e);
        }

        void End()
        {
            if (observation is { Look: { } number, At: { } at, HandIn: { } handIn })
            {
                observations.Add(new RecordedObservation(number, at, handIn, [.. (observation.Checks ?? []).Select(c => new CheckId(c))], [.. reads]) { Identity = observation.Identity });
                reads.Clear();
            }
            else if (observation is not null)
            {
                throw new InvalidDataException("An observation lacks its time or its submission.");
            }
        }
    }

    private static byte[] Write(Recording recording, HashSet<(int Look, string Key)> cut)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var packed = new MemoryStream();
        using (var zip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            Put(new RecordedLine { Format = Version, Assignment = recording.Assignment });
            var earlier = new Dictionary<string, (int Look, ReadOnlyMemory<byte> Answer)>(StringComparer.Ordinal);
            foreach (var observation in recording.Observations)
            {
                Put(new RecordedLine { Look = observation.Number, At = observation.At, HandIn = observation.Target, Checks = [.. observation.Checks.Select(c => c.Value)], Identity = observation.Identity });
                foreach (var read in observation.Reads)
                {
                    Put(LineOf(read, observation, earlier, cut));
                }
            }

            void Put(RecordedLine line)
            {
                buffer.ResetWrittenCount();
                using (var json = new Utf8JsonWriter(buffer))
                {
                    JsonSerializer.Serialize(json, line, RecordingJson.Default.RecordedLine);
                }

                zip.Write(buffer.WrittenSpan);
                zip.Write(NewLine);
            }
        }

        return packed.ToArray();
    }

    private static RecordedLine LineOf(RecordedRead read, RecordedObservation observation, Dictionary<string, (int Look, ReadOnlyMemory<byte> Answer)> earlier, HashSet<(int Look, string Key)> cut)
    {
        var line = new RecordedLine { Key = read.Key, At = read.At, Milliseconds = read.Milliseconds, Fault = read.Fault };
        if (read.Answer.IsEmpty)
        {
            return line with { Cut = read.Cut };
        }

        if (cut.Contains((observation.Number, read.Key)))
        {
            return line with { Cut = read.Answer.Length };
        }

        if (earlier.TryGetValue(read.Key, out var same) && same.Answer.Span.SequenceEqual(read.Answer.Span))
        {
            return line with { SameAs = same.Look };
        }

        earlier[read.Key] = (observation.Number, read.Answer);
        return line with { Answer = read.Answer };
    }

    private static RecordedRead ReadOf(RecordedLine line, int observation, Dictionary<(int Look, string Key), ReadOnlyMemory<byte>> answers)
    {
        var key = line.Key ?? throw new InvalidDataException("A read lacks its name.");
        var answer = line.SameAs is { } same
            ? answers.GetValueOrDefault((same, key))
            : line.Answer;
        if (!answer.IsEmpty)
        {
            answers[(observation, key)] = answer;
        }

        return new RecordedRead { Key = key, At = line.At ?? default, Milliseconds = line.Milliseconds, Answer = answer, Fault = line.Fault, Cut = line.Cut };
    }

    // Cuts one of the largest answers that is still there, wherever it is repeated; false where there is nothing left to cut.
    private static bool CutLargest(Recording recording, HashSet<(int Look, string Key)> cut)
    {
        var largest = recording.Observations
            .SelectMany(l => l.Reads, (l, r) => (Look: l.Number, r.Key, r.Answer.Length))
            .Where(r => r.Length > 0 && !cut.Contains((r.Look, r.Key)))
            .OrderBy(r => ProofKeys.Contains(r.Key))
            .ThenByDescending(r => r.Length)
            .FirstOrDefault();
        if (largest.Key is null)
        {
            return false;
        }

        cut.UnionWith(recording.Observations.Where(l => l.Reads.Any(r => r.Key == largest.Key && r.Answer.Length * 2L > largest.Length)).Select(l => (l.Number, largest.Key)));
        return true;
    }

    /// <summary>The reads that tell who serves the API, which a recording gives up last.</summary>
    internal static FrozenSet<string> ProofKeys { get; } = FrozenSet.ToFrozenSet([$"kubernetes list {ApiService.Type}", $"kubernetes list {ApiService.Type} again"], StringComparer.Ordinal);

    private static RecordedLine Parse(string text) =>
        JsonSerializer.Deserialize(text, RecordingJson.Default.RecordedLine) ?? throw new InvalidDataException("The recording is damaged.");
}
