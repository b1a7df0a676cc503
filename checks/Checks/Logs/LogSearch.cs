using EksGrader.Checks.Aws;
using EksGrader.Checks.Aws.Calls;
using EksGrader.Checks.Kubernetes;
using EksGrader.Checks.Reads;

namespace EksGrader.Checks.Checks.Logs;

/// <summary>What a search in some log groups found. Of the event only its time and its stream's name are kept.</summary>
/// <param name="Event">The event; null where none was found.</param>
/// <param name="Group">Its log group.</param>
/// <param name="Fault">Why there may be one all the same; null where everything was searched.</param>
internal sealed record LogSearch(AwsLogEvent? Event, string Group, ReadError? Fault)
{
    private const int MostNames = 10;

    // The clocks of nodes and of the grader may differ a little.
    private static readonly TimeSpan Apart = TimeSpan.FromMinutes(1);

    /// <summary>Nothing was searched.</summary>
    public static LogSearch None { get; } = new(null, "", null);

    /// <summary>Searches for an event of some pods: their names stand in the stream's name, or in the event.</summary>
    public static async Task<LogSearch> OfPodsAsync(AwsReader aws, IReadOnlyList<AwsLogGroup> groups, IReadOnlyList<Pod> pods, DateTimeOffset since, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> names = [.. pods.Select(p => p.Metadata.Name).Distinct(StringComparer.Ordinal).Take(MostNames)];
        var found = await SearchAsync(groups, g => aws.Logs.FindEventAsync(g, since, names: names, cancellationToken: cancellationToken));

        // A busy group is searched to its end only by CloudWatch itself, which sees texts alone.
        return found is { Event: null, Fault: not null } && groups.Count > 0
            ? await SearchAsync(groups, g => aws.Logs.FindEventAsync(g, since, AwsLogPattern.AnyOf(names), names, cancellationToken: cancellationToken)) is { Event: not null } byText ? byText : found
            : found;
    }

    /// <summary>Searches for an event that holds a text.</summary>
    public static Task<LogSearch> OfTextAsync(AwsReader aws, IReadOnlyList<AwsLogGroup> groups, string text, DateTimeOffset now, CancellationToken cancellationToken) =>
        SearchAsync(groups, g => aws.Logs.FindEventAsync(g, now - Apart, AwsLogPattern.Text(text), cancellationToken: cancellationToken));

    private static async Task<LogSearch> SearchAsync(IReadOnlyList<AwsLogGroup> groups, Func<string, Task<AwsLogFinding>> search)
    {
        var reads = await Task.WhenAll(groups.Select(g => OptionalRead.Of(search(g.Name))));
        for (var i = 0; i < reads.Length; i++)
        {
            if (reads[i].Answer?.Event is { } found)
            {
                return new LogSearch(found, groups[i].Name, null);
            }
        }

        return new LogSearch(null, "", reads.Select(r => r.Fault).FirstOrDefault(f => f is not null) ?? (reads.Any(r => r.Answer?.Cut == true) ? ReadErrors.Cut("aws logs filter-log-events") : null));
    }
}
