using System.Globalization;
using EksGrader.Checks.Clusters;

namespace EksGrader.Checks.Rules.Deletion;

/// <summary>How looks and times are written down.</summary>
internal static class DeletionTexts
{
    /// <summary>A time in UTC, to the minute.</summary>
    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>Every look with its answer, and the leftovers that it found.</summary>
    public static IReadOnlyList<Evidence> Evidence(LeaseHistory lease, DateTimeOffset now)
    {
        var lines = lease.Looks.Where(l => l.At <= now).SelectMany(l => (l.Leftovers ?? [])
            .Select(x => $"                     {SafeText.Line(x, 300)}")
            .Prepend($"{l.At.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)}  {l.Answer}"));
        return [new Evidence("aws eks describe-cluster", string.Concat(lines.Select(l => l + "\n")), now)];
    }
}
