using System.Globalization;
using System.Text.Json.Serialization.Metadata;
using Amazon.CloudWatchLogs.Model;

namespace EksGrader.Checks.Aws.Calls;

/// <summary>What a search in a log group found. Of the event itself nothing is kept.</summary>
public sealed record AwsLogFinding
{
    /// <summary>Whether the log group exists.</summary>
    public bool GroupExists { get; init; }

    /// <summary>The first event that fits; null where none was found.</summary>
    public AwsLogEvent? Event { get; init; }

    /// <summary>Whether the search was given up before its end: that none was found then says nothing.</summary>
    public bool Cut { get; init; }
}

/// <summary>An event that a search found.</summary>
/// <param name="At">When it happened.</param>
/// <param name="Stream">The name of the stream that it is in.</param>
public sealed record AwsLogEvent(DateTimeOffset At, string Stream)
{
    /// <summary>Which of the names that were asked for it carries; null where none was asked for.</summary>
    public string? Name { get; init; }

    /// <summary>Whether the stream's name carries it, and not the event's text alone.</summary>
    public bool IsNameInStream { get; init; }
}

/// <summary>Filter patterns of CloudWatch Logs (user guide, "Filter and pattern syntax").</summary>
public static class AwsLogPattern
{
    private const int Longest = 1024;

    /// <summary>Events that hold a text as it stands.</summary>
    public static string Text(string text) => $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    /// <summary>Events that hold at least one of some texts; as many of them as a pattern may be long.</summary>
    public static string AnyOf(IReadOnlyList<string> texts)
    {
        if (texts.Count == 1)
        {
            return Text(texts[0]);
        }

        var terms = new List<string>();
        var length = 0;
        foreach (var term in texts.Select(t => "?" + Text(t)))
        {
            length += term.Length + 1;
            if (length > Longest)
            {
                break;
            }

            terms.Add(term);
        }

        return string.Join(' ', terms);
    }
}

/// <summary>logs:FilterLogEvents until one event fits. A page may be empty although more follow (CloudWatch Logs API reference, FilterLogEvents).</summary>
/// <param name="Group">The log group.</param>
/// <param name="Since">The oldest event that counts.</param>
/// <param name="Pattern">What CloudWatch filters by; null for every event.</param>
/// <param name="Names">Of which the event's text or its stream's name must carry one; none for any event.</param>
/// <param name="Again">Whether the same is asked a second time.</param>
internal sealed record FindLogEvent(string Group, DateTimeOffset Since, string? Pattern, IReadOnlyList<string> Names, bool Again) : AwsCall<AwsLogFinding>
{
    // A page without an event takes CloudWatch up to a second; with a pattern alone, one event is all that is wanted.
    private const int MostPages = 12;
    private const int EventsAPage = 200;

    public override string Key => string.Create(
        CultureInfo.InvariantCulture, $"aws logs find-event {Group} since {Since.ToUnixTimeMilliseconds()} {Pattern} [{string.Join(',', Names)}]{(Again ? " again" : "")}");

    public override IReadOnlyList<string> Actions { get; } = [AwsActions.FilterLogEvents];

    internal override JsonTypeInfo<AwsLogFinding> Type => AwsCallsJson.Default.AwsLogFinding;

    internal override async Task<AwsLogFinding> AskAsync(AwsConversation aws)
    {
        string? marker = null;
        for (var page = 0; page < MostPages; page++)
        {
            var answer = await aws.TryAskAsync(AwsActions.FilterLogEvents, (services, token) => services.Logs.FilterLogEventsAsync(
                new FilterLogEventsRequest
                {
                    LogGroupName = Group,
                    StartTime = Math.Max(0, Since.ToUnixTimeMilliseconds()),
                    FilterPattern = Pattern,
                    Limit = Names.Count == 0 ? 1 : EventsAPage,
                    NextToken = marker,
                },
                token));
            if (answer is null)
            {
                return new AwsLogFinding();
            }

            if (answer.Events.Select(Fitting).FirstOrDefault(e => e is not null) is { } found)
            {
                return new AwsLogFinding { GroupExists = true, Event = found };
            }

            marker = answer.NextToken;
            if (string.IsNullOrEmpty(marker))
            {
                return new AwsLogFinding { GroupExists = true };
            }
        }

        return new AwsLogFinding { GroupExists = true, Cut = true };
    }

    private AwsLogEvent? Fitting(FilteredLogEvent seen)
    {
        if (seen.Timestamp is not { } at || at < Since.ToUnixTimeMilliseconds())
        {
            return null;
        }

        var stream = seen.LogStreamName ?? "";
        if (Names.Count == 0)
        {
            return new AwsLogEvent(LogReads.Time(at), stream);
        }

        var inStream = Names.FirstOrDefault(n => stream.Contains(n, StringComparison.Ordinal));
        var name = inStream ?? Names.FirstOrDefault(n => seen.Message?.Contains(n, StringComparison.Ordinal) == true);
        return name is null ? null : new AwsLogEvent(LogReads.Time(at), stream) { Name = name, IsNameInStream = inStream is not null };
    }
}
