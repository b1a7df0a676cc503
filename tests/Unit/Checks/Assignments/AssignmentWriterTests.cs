using EksGrader.Checks.Assignments;
using EksGrader.Checks.Core;
using EksGrader.Checks.Input;
using NodaTime;

namespace EksGrader.Tests.Unit.Checks.Assignments;

public sealed class AssignmentWriterTests
{
    private static readonly AssignmentReader Reader = new(TestCatalogue.Checks);

    private static readonly Assignment Assignment = new()
    {
        Slug = "2024",
        Title = new LocalizedText("EKS: \"yes\"", "EKS 평가"),
        Due = new LocalDateTime(2026, 12, 4, 18, 0),
        TimeZone = DateTimeZoneProviders.Tzdb["Asia/Seoul"],
        Checks =
        [
            new AssignedCheck(new CheckId("nodes"), 12.50m, new Dictionary<string, object>(StringComparer.Ordinal) { ["match"] = "exact", ["count"] = 2 }),
            new AssignedCheck(new CheckId("load-balancer"), 20, new Dictionary<string, object>(StringComparer.Ordinal) { ["path"] = "/", ["acceptIngress"] = true }),
        ],
    };

    [Fact]
    public void ToYaml_IsWhatAnInstructorWrites() => Assert.Equal(
        """
        assignment: "2024"
        title: { en: "EKS: \"yes\"", ko: EKS 평가 }
        draft: false
        due: 2026-12-04T18:00
        timeZone: Asia/Seoul
        counts: best
        latePenalty: 0
        settleFor: 10m
        access: [awsRole, kubeconfig, course]
        longLivedKeys: false
        requireEks: true
        assurance: cluster
        systemNamespaces: [kube-*, amazon-cloudwatch, amazon-guardduty, aws-observability, aws-load-balancer-controller, gatekeeper-system, cert-manager, argocd, argo-rollouts, flux-system, karpenter, ingress-nginx, istio-system, monitoring, prometheus, falco, trivy-system, datadog, newrelic, external-secrets, kyverno, opentelemetry-operator-system]
        deletion: { deleteBy: submissionDay, minimum: 1h, lateAfter: 1h, lateGrace: 1h, enforce: false, grace: 30m }
        checks:
          - { check: nodes, points: 12.5, count: 2, match: exact }
          - { check: load-balancer, points: 20, acceptIngress: true, path: / }

        """,
        AssignmentWriter.ToYaml(Assignment));

    [Fact]
    public void ToYaml_DescriptionOfSeveralLines_StandsInLines()
    {
        var described = Assignment with
        {
            OpensAt = new LocalDateTime(2026, 12, 4, 13, 0),
            Description = new LocalizedText("One line.", "## 과제\n\n- 노드 2개\n- [안내](https://aws.amazon.com/ko/)"),
        };

        Assert.Contains(
            """
            opensAt: 2026-12-04T13:00
            due: 2026-12-04T18:00
            timeZone: Asia/Seoul
            description:
              en: One line.
              ko: |-
                ## 과제

                - 노드 2개
                - [안내](https://aws.amazon.com/ko/)
            counts: best
            """,
            AssignmentWriter.ToYaml(described),
            StringComparison.Ordinal);
    }

    [Fact]
    public void ToJson_NamesAndTypesAreThoseOfTheApi() => Assert.StartsWith(
        """
        {
          "assignment": "2024",
          "title": {
            "en": "EKS: \u0022yes\u0022",
            "ko": "EKS 평가"
          },
          "draft": false,
          "due": "2026-12-04T18:00",
          "timeZone": "Asia/Seoul",
          "counts": "best",
          "latePenalty": 0,
          "settleFor": "10m",
        """,
        AssignmentWriter.ToJson(Assignment),
        StringComparison.Ordinal);

    [Fact]
    public void Written_AnyAssignment_IsReadAsTheSame() => Property.Holds(AssignmentGenerators.Assignments, assignment =>
    {
        Assert.Equal(assignment, Accepted(Reader.Read(AssignmentWriter.ToYaml(assignment))), AssignmentComparer.Instance);
        Assert.Equal(assignment, Accepted(Reader.Read(AssignmentWriter.ToJson(assignment), AssignmentFormat.Json)), AssignmentComparer.Instance);
    });

    [Fact]
    public void Written_ReadAndWrittenAgain_IsTheSameText() => Property.Holds(AssignmentGenerators.Assignments, assignment =>
    {
        var yaml = AssignmentWriter.ToYaml(assignment);

        Assert.Equal(yaml, AssignmentWriter.ToYaml(Accepted(Reader.Read(yaml))));
    });

    [Fact]
    public void Written_AnyAssignment_FitsTheSchema()
    {
        var schema = new PublishedSchema(TestCatalogue.Checks);

        Property.Holds(AssignmentGenerators.Assignments, assignment =>
        {
            using var json = System.Text.Json.JsonDocument.Parse(AssignmentWriter.ToJson(assignment));
            Assert.Empty(schema.FaultsOf(json.RootElement));
        });
    }

    private static Assignment Accepted(ParseResult<Assignment> reading)
    {
        Assert.Empty(reading.Errors);
        return reading.Value ?? throw new InvalidOperationException("Neither value nor faults.");
    }
}
