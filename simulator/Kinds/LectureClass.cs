using System.Collections.Immutable;
using System.Text.Json.Nodes;
using EksGrader.Checks.Core;
using EksGrader.Simulator.Plans;

namespace EksGrader.Simulator.Kinds;

/// <summary>A class that did the labs of the lecture, each student more or less well: the first did all of them, the second none.</summary>
internal static class LectureClass
{
    private const string DescribeCluster = "eks:DescribeCluster";
    private const string DescribeLogGroups = "logs:DescribeLogGroups";
    private const int Skills = 4;
    private const int Luck = 10;

    // The add-on of Container Insights, which every student has, ships logs too.
    private static readonly string[] OfEveryone = ["log-shipping"];

    /// <summary>The kinds of cluster of a class.</summary>
    /// <param name="students">How many.</param>
    /// <param name="checks">The checks of their assignment; those that have no lab are as in every good cluster.</param>
    public static IReadOnlyList<ClusterKind> Of(int students, IReadOnlyList<CheckId> checks)
    {
        var labs = checks.Where(c => !OfEveryone.Contains(c.Value)).Where(c => Find(c, "passed") is not null || Find(c, "partial") is not null).ToList();
        return [.. Enumerable.Range(0, students).Select(i => Student(i, labs))];
    }

    private static ClusterKind Student(int student, IReadOnlyList<CheckId> labs)
    {
        var done = labs.Select((lab, i) => Find(lab, OutcomeOf(student, i)) ?? Find(lab, "partial") ?? Find(lab, "passed")).OfType<ClusterKind>().ToList();
        var passed = done.Count(k => k.Id.EndsWith("-passed", StringComparison.Ordinal));
        return new ClusterKind(
            $"lecture-{student + 1}",
            0,
            $"Did {passed} of {labs.Count} labs, and {done.Count(k => k.Id.EndsWith("-partial", StringComparison.Ordinal))} in part.",
            done.Aggregate(GoodKinds.ByRole, (all, lab) => Join(all, lab.Plan)),
            ExpectedGrading.Of(labs.Zip(done, (lab, kind) => (lab, kind.Expected.Of(lab)))));
    }

    private static string OutcomeOf(int student, int lab)
    {
        var luck = ((student * 7) + (lab * 3) + (student * lab)) % Luck;
        var skill = 2 + (2 * (student % Skills));
        return student == 0 || luck < skill ? student == 1 ? "failed" : "passed"
            : luck < skill + 2 && student != 1 ? "partial"
            : "failed";
    }

    private static ClusterKind? Find(CheckId check, string outcome) => LectureKinds.All.FirstOrDefault(k => k.Id == $"{check}-{outcome}");

    private static ClusterPlan Join(ClusterPlan plan, ClusterPlan lab) => plan with
    {
        Namespaces = [.. plan.Namespaces.Union(lab.Namespaces, StringComparer.Ordinal)],
        Nodes = lab.Nodes.Length > plan.Nodes.Length ? lab.Nodes : plan.Nodes,
        Workloads = [.. plan.Workloads.Concat(lab.Workloads).DistinctBy(w => (w.Namespace, w.Name))],
        Objects = [.. plan.Objects.Union(lab.Objects, StringComparer.Ordinal)],
        Patches = [.. plan.Patches.Concat(lab.Patches).GroupBy(p => p.Object, StringComparer.Ordinal).Select(p => (p.Key, p.Select(x => x.Patch).Aggregate(JoinJson)))],
        AwsAnswers = lab.AwsAnswers.Aggregate(plan.AwsAnswers, (all, answer) => all.SetItem(answer.Key, all.TryGetValue(answer.Key, out var before) && answer.Key is DescribeCluster or DescribeLogGroups ? JoinJson(before ?? "{}", answer.Value) : answer.Value)),
    };

    private static string JoinJson(string one, string other) => Joined(JsonNode.Parse(one), JsonNode.Parse(other))?.ToJsonString() ?? "{}";

    // Two lists of one object each are about the same object; other lists are added up.
    private static JsonNode? Joined(JsonNode? one, JsonNode? other)
    {
        switch (one, other)
        {
            case (JsonObject first, JsonObject second):
                var joined = first.DeepClone().AsObject();
                foreach (var (name, value) in second)
                {
                    joined[name] = joined.ContainsKey(name) ? Joined(joined[name], value)?.DeepClone() : value?.DeepClone();
                }

                return joined;
            case (JsonArray { Count: 1 } first, JsonArray { Count: 1 } second) when first[0] is JsonObject && second[0] is JsonObject:
                return new JsonArray(Joined(first[0], second[0])?.DeepClone());
            case (JsonArray first, JsonArray second):
                return new JsonArray([.. first.Concat(second).Select(n => n?.DeepClone())]);
            default:
                return one ?? other;
        }
    }
}
