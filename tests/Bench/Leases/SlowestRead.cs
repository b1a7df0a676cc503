using System.Diagnostics;
using Microsoft.Data.Sqlite;

namespace EksGrader.Bench.Leases;

/// <summary>Reads the same file all the time, as a page would, on a thread and a connection of its own; remembers how long that took.</summary>
internal sealed class SlowestRead : IDisposable
{
    private readonly CancellationTokenSource over = new();
    private readonly List<TimeSpan> times = [];
    private readonly Thread thread;

    public SlowestRead(string folder)
    {
        thread = new Thread(() => Read(folder)) { IsBackground = true };
        thread.Start();
    }

    public (int Reads, TimeSpan Median, TimeSpan Slowest) Stop()
    {
        over.Cancel();
        thread.Join();
        var sorted = times.Order().ToList();
        return (sorted.Count, sorted[sorted.Count / 2], sorted[^1]);
    }

    public void Dispose()
    {
        over.Cancel();
        thread.Join();
        over.Dispose();
    }

    private void Read(string folder)
    {
        using var connection = new SqliteConnection(LeaseService.FileOf(folder));
        connection.Open();
        using var command = connection.CreateCommand();
        // A window of a gradebook: a hundred submissions with their leases and the verdict on the deletion.
        command.CommandText = """
            SELECT s."Score", l."State", l."NextProbeAt", c."Outcome" FROM "Submissions" s
            JOIN "Leases" l ON l."Id" = s."LeaseId" JOIN "GradedChecks" c ON c."GradingId" = s."CountingGradingId" AND c."Check" = 'cluster-deletion'
            ORDER BY s."Id" LIMIT 100
            """;
        while (!over.Token.WaitHandle.WaitOne(TimeSpan.FromMilliseconds(20)))
        {
            var started = Stopwatch.GetTimestamp();
            using (var rows = command.ExecuteReader())
            {
                while (rows.Read())
                    rows.GetValue(0);
            }

            times.Add(Stopwatch.GetElapsedTime(started));
        }
    }
}
