using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using Amazon.AutoScaling.Model;

namespace EksGrader.Checks.Aws.Calls;

/// <summary>What an Auto Scaling group did.</summary>
public enum AwsScalingKind
{
    /// <summary>Anything else.</summary>
    Other,

    /// <summary>It launched an instance.</summary>
    Launch,

    /// <summary>It terminated an instance.</summary>
    Terminate,
}

/// <summary>A scaling activity. Its texts are not kept.</summary>
public sealed record AwsScalingActivity
{
    /// <summary>What it did.</summary>
    public AwsScalingKind Kind { get; init; }

    /// <summary>The instance; null where the activity names none.</summary>
    public string? Instance { get; init; }

    /// <summary>Successful, InProgress, Failed, … as it came.</summary>
    public string Status { get; init; } = "";

    /// <summary>When it began.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended: a launched instance is InService then.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Whether the cause speaks of a spot instance that was interrupted or is about to be.</summary>
    public bool IsSpotInterruption { get; init; }

    /// <summary>Whether the cause speaks of a health check.</summary>
    public bool IsHealthCheck { get; init; }
}

/// <summary>autoscaling:DescribeScalingActivities of one group, deleted ones too; AWS keeps six weeks.</summary>
internal sealed partial record DescribeScalingActivities(string Group) : AwsCall<AwsItems<AwsScalingActivity>>
{
    private const int Most = 300;
    private const int MostAPage = 100;

    public override string Key => $"aws autoscaling describe-scaling-activities {Group}";

    public override IReadOnlyList<string> Actions { get; } = [AwsActions.DescribeScalingActivities];

    internal override JsonTypeInfo<AwsItems<AwsScalingActivity>> Type => AwsCallsJson.Default.AwsItemsAwsScalingActivity;

    internal override Task<AwsItems<AwsScalingActivity>> AskAsync(AwsConversation aws) => aws.ListAsync(
        AwsActions.DescribeScalingActivities,
        (services, next, token) => services.AutoScaling.Value.DescribeScalingActivitiesAsync(
            new DescribeScalingActivitiesRequest { AutoScalingGroupName = Group, IncludeDeletedGroups = true, MaxRecords = MostAPage, NextToken = next }, token),
        page => page.Activities.Select(Facts),
        page => page.NextToken,
        Most,
        pages: 4);

    // "Launching a new EC2 instance: i-0123…", "Terminating EC2 instance: i-0123…" (EC2 Auto Scaling user guide, "Verify a scaling activity").
    private static AwsScalingActivity Facts(Activity activity)
    {
        var description = activity.Description ?? "";
        var instance = Instance().Match(description);
        return new AwsScalingActivity
        {
            Kind = description.StartsWith("Launching", StringComparison.Ordinal) ? AwsScalingKind.Launch
                : description.StartsWith("Terminating", StringComparison.Ordinal) ? AwsScalingKind.Terminate
                : AwsScalingKind.Other,
            Instance = instance.Success ? instance.Value : null,
            Status = activity.StatusCode ?? "",
            StartedAt = activity.StartTime,
            EndedAt = activity.EndTime,
            IsSpotInterruption = activity.Cause?.Contains("spot", StringComparison.OrdinalIgnoreCase) == true,
            IsHealthCheck = activity.Cause?.Contains("health", StringComparison.OrdinalIgnoreCase) == true,
        };
    }

    [GeneratedRegex("i-[0-9a-f]{8,17}", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Instance();
}
