using System.Text.Json.Serialization;
using EksGrader.Db.Model;
using EksGrader.Jobs.Scheduling;

namespace EksGrader.Jobs.Regrades;

/// <summary>Has a regrade plan worked on: its differences computed, or its gradings written, as its row says.</summary>
/// <param name="Id">The plan.</param>
public sealed record RegradePlanInput(Guid Id)
{
    /// <summary>The plan.</summary>
    [JsonIgnore]
    public RegradePlanId Plan => new(Id);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(RegradePlanInput))]
internal sealed partial class RegradePlanJson : JsonSerializerContext;

/// <summary>What others ask of the jobs that regrade assignments.</summary>
public static class RegradePlanQueue
{
    /// <summary>Queues work on a plan. Call it after the transaction; the sweep finds what was never queued.</summary>
    public static Task<bool> WorkOnAsync(this IJobQueue queue, RegradePlanId plan, CancellationToken cancellationToken, DateTimeOffset? at = null) =>
        queue.EnqueueAsync($"regrade-plan-{plan}", new RegradePlanInput(plan.Value), at, cancellationToken);
}
