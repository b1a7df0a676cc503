using System.Collections.Immutable;
using EksGrader.Checks.Checks.Fargate;
using EksGrader.Simulator.Kubernetes.Objects;
using EksGrader.Simulator.Plans;
using static EksGrader.Simulator.Plans.ExpectedVerdict;

namespace EksGrader.Simulator.Kinds;

/// <summary>Clusters that did a lab of the lecture, did a part of it, or did not; a class has them only when asked for.</summary>
internal static class LectureKinds
{
    private static readonly ClusterPlan Plain = GoodKinds.ByRole;

    public static IEnumerable<ClusterKind> All => [.. Fargate, .. DisruptionBudgetKinds.All, .. EndpointAccessKinds.All, .. AlarmKinds.All, .. ControlPlaneLogsKinds.All, .. VersionsKinds.All, .. ImageScanKinds.All, .. RbacKinds.All, .. LogShippingKinds.All, .. GitOpsKinds.All, .. SealedSecretsKinds.All, .. NamespacesKinds.All, .. NodeGroupsKinds.All];

    private static IEnumerable<ClusterKind> Fargate =>
    [
        new("fargate-passed", 0, "A pod of the web application runs on Fargate.", Plain with { Nodes = [new(Compute: Compute.Fargate), new(), new()], AwsAnswers = Profile("default") },
            new() { [FargateCheck.Id] = Passed }),
        new("fargate-partial", 0, "Made a Fargate profile and ran nothing by it.", Plain with { Namespaces = ["batch"], AwsAnswers = Profile("batch") },
            new() { [FargateCheck.Id] = Partial(0.375m) }),
        new("fargate-failed", 0, "Knows nothing of Fargate.", Plain, new() { [FargateCheck.Id] = Failed }),
    ];

    private static ImmutableDictionary<string, string> Profile(string ns) => Answers(
        ("eks:ListFargateProfiles", $$"""{"fargateProfileNames":["fp-{{ns}}"]}"""),
        ($"eks:DescribeFargateProfile fp-{ns}", $$"""{"fargateProfile":{"fargateProfileName":"fp-{{ns}}","status":"ACTIVE","createdAt":{s-7200},"selectors":[{"namespace":"{{ns}}"}]} }"""));

    private static ImmutableDictionary<string, string> Answers(params (string Operation, string Answer)[] answers) =>
        ImmutableDictionary.CreateRange(StringComparer.Ordinal, answers.Select(a => KeyValuePair.Create(a.Operation, a.Answer)));
}
