using EksGrader.Checks.Assignments;
using EksGrader.Checks.Checks;
using EksGrader.Checks.Core;
using EksGrader.Checks.Input;
using NodaTime;

namespace EksGrader.Tests.Unit.Checks.Assignments;

public sealed class AssignmentReaderTests
{
    private const string Minimal = "assignment: a\nchecks: [{ check: nodes }]\n";

    private static readonly AssignmentReader Reader = new(TestCatalogue.Checks);

    [Fact]
    public void Read_EveryField_IsTaken()
    {
        const string Text = """
            assignment: eks-assessment
            title: { en: EKS assessment, ko: EKS 평가 }
            due: 2026-12-04T18:00
            timeZone: Asia/Seoul
            closesAt: 2026-12-06T18:00:30
            counts: last
            maxAttempts: 10
            latePenalty: 0.25
            settleFor: 1h30m
            access: [awsKeys, kubeconfig]
            longLivedKeys: true
            requireEks: false
            assurance: aws
            systemNamespaces: [kube-*, mine]
            deletion: { deleteBy: dueDay, minimum: 2h, lateAfter: 45m, lateGrace: 30m, enforce: true, grace: 0s }
            checks:
              - { check: nodes, points: 12.5, count: 3, match: atLeast, countFargate: true }
              - check: load-balancer
                path: "/health"
            """;

        var assignment = Accepted(Text);

        var expected = new Assignment
        {
            Slug = "eks-assessment",
            Title = new LocalizedText("EKS assessment", "EKS 평가"),
            Due = new LocalDateTime(2026, 12, 4, 18, 0),
            TimeZone = DateTimeZoneProviders.Tzdb["Asia/Seoul"],
            ClosesAt = new LocalDateTime(2026, 12, 6, 18, 0, 30),
            Counts = CountingRule.Last,
            MaxAttempts = 10,
            LatePenalty = 0.25m,
            SettleFor = Duration.FromMinutes(90),
            Access = [AccessKind.AwsKeys, AccessKind.Kubeconfig],
            LongLivedKeys = true,
            Rules = new AssignmentRules { RequireEks = false, Assurance = Assurance.Aws, SystemNamespaces = ["kube-*", "mine"] },
            Deletion = new DeletionRule
            {
                DeleteBy = DeleteBy.DueDay,
                Minimum = Duration.FromHours(2),
                LateAfter = Duration.FromMinutes(45),
                LateGrace = Duration.FromMinutes(30),
                Enforce = true,
                Grace = Duration.Zero,
            },
            Checks =
            [
                new AssignedCheck(new CheckId("nodes"), 12.5m, new Dictionary<string, object>(StringComparer.Ordinal) { ["count"] = 3, ["match"] = "atLeast", ["countFargate"] = true }),
                new AssignedCheck(new CheckId("load-balancer"), 20, new Dictionary<string, object>(StringComparer.Ordinal) { ["path"] = "/health" }),
            ],
        };
        Assert.Equal(expected, assignment, AssignmentComparer.Instance);
    }

    [Fact]
    public void Read_WhatIsLeftOut_HasItsDefault()
    {
        var expected = new Assignment
        {
            Slug = "a",
            Title = LocalizedText.Same("a"),
            Checks = [new AssignedCheck(new CheckId("nodes"), 20, new Dictionary<string, object>(StringComparer.Ordinal))],
        };

        Assert.Equal(expected, Accepted(Minimal), AssignmentComparer.Instance);
    }

    [Fact]
    public void Read_JsonOfTheSame_IsTheSame()
    {
        const string Json = """{ "assignment": "a", "due": null, "maxAttempts": null, "checks": [ { "check": "nodes" } ] }""";

        Assert.Equal(Accepted(Minimal), Reader.Read(Json, AssignmentFormat.Json).Value, AssignmentComparer.Instance);
        Assert.Equal(Accepted(Minimal), Accepted(Json), AssignmentComparer.Instance);
    }

    [Fact]
    public void Read_ManyMistakes_NamesEachAtItsLineAndField()
    {
        const string Text = """
            assignment: EKS
            titel: x
            due: 2026-12-04
            timeZone: Asia/Seol
            settleFor: 10
            checks:
              - { check: nodes, points: 20, count: "2" }
              - { check: replicas, cuont: 2 }
              - { check: node }
              - { check: load-balancer, points: 1.005, path: x }
              - { check: nodes, countFargate: yes }
            """;

        var faults = Reader.Read(Text).Errors;

        Assert.Equal(
            [
                (1, "assignment"), (2, "titel"), (3, "due"), (4, "timeZone"), (5, "settleFor"), (7, "checks[0].count"), (8, "checks[1].cuont"),
                (9, "checks[2].check"), (10, "checks[3].points"), (10, "checks[3].path"), (11, "checks[4].check"), (11, "checks[4].countFargate"),
            ],
            faults.Select(f => (f.Line ?? 0, f.Field)));
    }

    [Fact]
    public void Read_ListsDurationsAndWhatMayBeLeftOut_AreTakenAndNamedWhereWrong()
    {
        const string Head = "assignment: a\nchecks:\n";
        var check = Assert.Single(Accepted(Head + "  - { check: container-insights, tools: [flux, spinnaker], most: 3, since: 90m }\n").Checks);
        Assert.Equal((WordList.Of(["flux", "spinnaker"]), 3, "1h30m"), ((WordList)check.Parameters["tools"], (int)check.Parameters["most"], (string)check.Parameters["since"]));
        var defaults = new CheckParameters(TestCatalogue.Checks.First(c => c.Id == check.Check), new Dictionary<string, object>(StringComparer.Ordinal), new AssignmentRules());
        Assert.Equal(["argocd", "flux"], defaults.Words("tools"));
        Assert.Equal((null, TimeSpan.FromMinutes(15)), (defaults.OptionalNumber("most"), defaults.Duration("since")));

        Assert.Equal("checks[0].tools[1]", Refused(Head + "  - { check: container-insights, tools: [flux, fluxx] }\n").Field);
        Assert.Equal("checks[0].tools[1]", Refused(Head + "  - { check: container-insights, tools: [flux, flux] }\n").Field);
        Assert.Equal("checks[0].tools", Refused(Head + "  - { check: container-insights, tools: [] }\n").Field);
        Assert.Equal("checks[0].tools", Refused(Head + "  - { check: container-insights, tools: flux }\n").Field);
        Assert.Equal("checks[0].most", Refused(Head + "  - { check: container-insights, most: 51 }\n").Field);
        Assert.Equal("checks[0].since", Refused(Head + "  - { check: container-insights, since: 2d }\n").Field);
    }

    [Fact]
    public void Read_CheckThatNeedsAws_TakesNoKubeconfigAlone()
    {
        const string Needing = "assignment: a\nchecks: [{ check: alarm }]\n";
        var reader = new AssignmentReader([.. TestCatalogue.Checks, TestCatalogue.NeedingAws]);
        Assert.Equal([AccessKind.AwsRole, AccessKind.Course], reader.Read(Needing).Value?.Access);
        Assert.Equal([AccessKind.AwsKeys], reader.Read(Needing + "access: [awsKeys]\n").Value?.Access);
        var fault = Assert.Single(reader.Read(Needing + "access: [awsRole, kubeconfig]\n").Errors);
        Assert.Equal(("access", 3), (fault.Field, fault.Line));
        Assert.Contains("alarm", fault.Message.En, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("titel: x", "title")]
    [InlineData("timeZone: asia/seoul", "Asia/Seoul")]
    [InlineData("access: [kubconfig]", "kubeconfig")]
    [InlineData("counts: bset", "best")]
    [InlineData("deletion: { garce: 1m }", "grace")]
    public void Read_NearName_IsSuggested(string line, string meant) =>
        Assert.Contains($"Did you mean “{meant}”?", Refused(Minimal + line).Message.En, StringComparison.Ordinal);

    [Theory]
    [InlineData("title: 2026", "title")]
    [InlineData("title: { en: x }", "title.ko")]
    [InlineData("title: ' x'", "title")]
    [InlineData("due: 2026-12-04T18:00Z", "due")]
    [InlineData("due: 2026-12-04T18:00+09:00", "due")]
    [InlineData("due: 2026-02-30T18:00", "due")]
    [InlineData("due: 2026-12-04T24:00", "due")]
    [InlineData("due: 9999-12-31T00:00", "due")]
    [InlineData("timeZone: UTC+09", "timeZone")]
    [InlineData("timeZone: Mars/Olympus", "timeZone")]
    [InlineData("counts: first", "counts")]
    [InlineData("counts: null", "counts")]
    [InlineData("maxAttempts: 0", "maxAttempts")]
    [InlineData("maxAttempts: 2.5", "maxAttempts")]
    [InlineData("maxAttempts: 99999999999", "maxAttempts")]
    [InlineData("latePenalty: 1.5", "latePenalty")]
    [InlineData("latePenalty: -0.1", "latePenalty")]
    [InlineData("settleFor: 10", "settleFor")]
    [InlineData("settleFor: 30m1h", "settleFor")]
    [InlineData("settleFor: 1.5h", "settleFor")]
    [InlineData("settleFor: ''", "settleFor")]
    [InlineData("settleFor: 2d", "settleFor")]
    [InlineData("settleFor: -1m", "settleFor")]
    [InlineData("access: []", "access")]
    [InlineData("access: kubeconfig", "access")]
    [InlineData("access: [course, course]", "access[1]")]
    [InlineData("access: [2]", "access[0]")]
    [InlineData("requireEks: yes", "requireEks")]
    [InlineData("assurance: both", "assurance")]
    [InlineData("requireEks: \"true\"", "requireEks")]
    [InlineData("systemNamespaces: ['*']", "systemNamespaces[0]")]
    [InlineData("systemNamespaces: [Kube]", "systemNamespaces[0]")]
    [InlineData("deletion: 1h", "deletion")]
    [InlineData("deletion: { deleteBy: dueDay }", "deletion.deleteBy")]
    [InlineData("deletion: { minimum: 31d }", "deletion.minimum")]
    [InlineData("\"od d\": 1", "[\"od d\"]")]
    [InlineData("assignment: b", "assignment")]
    [InlineData("<<: { counts: best }", "[\"<<\"]")]
    public void Read_WrongField_IsRefusedThere(string line, string field)
    {
        var fault = Refused(Minimal + line);

        Assert.Equal((3, field), (fault.Line, fault.Field));
    }

    [Theory]
    [InlineData("points: -1", "points")]
    [InlineData("points: 10000.01", "points")]
    [InlineData("points: 1e2", "points")]
    [InlineData("points: 0x10", "points")]
    [InlineData("points: .nan", "points")]
    [InlineData("points: 20.00000000000000000000000000000000001", "points")]
    [InlineData("points: \"20\"", "points")]
    [InlineData("count: 101", "count")]
    [InlineData("count: two", "count")]
    [InlineData("match: Exact", "match")]
    [InlineData("path: /", "path")]
    [InlineData("points: 1, points: 2", "points")]
    public void Read_WrongInCheck_IsRefusedThere(string field, string name)
    {
        var fault = Refused($"assignment: a\nchecks:\n  - {{ check: nodes, {field} }}");

        Assert.Equal((3, $"checks[0].{name}"), (fault.Line, fault.Field));
    }

    [Theory]
    [InlineData("20.00", 20)]
    [InlineData("0", 0)]
    [InlineData("10000", 10000)]
    [InlineData("0.05", 0.05)]
    public void Read_PointsOfTwoDecimals_AreTaken(string points, double worth) =>
        Assert.Equal((decimal)worth, Accepted($"assignment: a\nchecks: [{{ check: nodes, points: {points} }}]").MaxScore);

    [Theory]
    [InlineData("checks: [{ check: nodes }]", "assignment")]
    [InlineData("assignment: a", "checks")]
    [InlineData("assignment: a\nchecks: [{ points: 2 }]", "checks[0].check")]
    [InlineData("assignment: a\nchecks: [nodes]", "checks[0]")]
    [InlineData("assignment: a\nchecks: []", "checks")]
    [InlineData("[]", "")]
    [InlineData("x", "")]
    [InlineData("", "")]
    [InlineData("# nothing", "")]
    public void Read_WhatMustBeThere_IsAskedFor(string text, string field) => Assert.Equal(field, Refused(text).Field);

    [Theory]
    [InlineData("assignment: a\nb: 'c' d", 2)]
    [InlineData("assignment: &x a", 1)]
    [InlineData("assignment: a\ntitle: *x", 2)]
    [InlineData("assignment: !!str a", 1)]
    [InlineData("assignment: a\n? [x]\n: y", 2)]
    [InlineData("assignment: a\n---\nassignment: b", 2)]
    [InlineData("assignment: \"a", 1)]
    [InlineData("assignment: a\ntitle: \"\\ud800\"", 2)]
    [InlineData("assignment: a\ntitle: \"\\U0000d800\"", 2)]
    public void Read_YamlThatIsNotTaken_NamesTheLine(string text, int line) => Assert.Equal(line, Refused(text).Line);

    [Theory]
    [InlineData("{ \"assignment\": \"a\",\n }", 2)]
    [InlineData("{ \"assignment\": \"a\" }\n{}", 2)]
    [InlineData("{\n // no comments\n}", 2)]
    [InlineData("assignment: a", 1)]
    [InlineData("{\n \"assignment\": \"\\ud800\" }", 2)]
    [InlineData("", 1)]
    public void Read_JsonThatIsNone_NamesTheLine(string text, int line) => Assert.Equal(line, Refused(text, AssignmentFormat.Json).Line);

    [Fact]
    public void Read_JsonFault_NamesTheLine()
    {
        var fault = Refused("{ \"assignment\": \"a\",\n  \"title\": \"x\",\n  \"checks\": [\n    { \"check\": \"nodes\", \"count\": \"2\" } ] }", AssignmentFormat.Json);

        Assert.Equal((4, "checks[0].count"), (fault.Line, fault.Field));
    }

    [Theory]
    [InlineData("opensAt: 2026-12-04T18:00\ndue: 2026-12-04T18:00", "due")]
    [InlineData("opensAt: 2026-12-04T18:00\nclosesAt: 2026-12-04T18:00", "closed")]
    public void Read_OpensWhenItIsOver_NamesTheOpening(string dates, string why)
    {
        var fault = Refused(Minimal + dates);

        Assert.Equal((3, "opensAt"), (fault.Line, fault.Field));
        Assert.Contains(why, fault.Message.En, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("description: One for both", "One for both", "One for both")]
    [InlineData("description: { ko: 과제 }", "과제", "과제")]
    [InlineData("description: { en: Task, ko: 과제 }", "Task", "과제")]
    [InlineData("description: |\r\n  # Task\r\n\r\n  two nodes\r\n\r\n", "# Task\n\ntwo nodes", "# Task\n\ntwo nodes")]
    public void Read_Description_IsForBothLanguagesWhereOneIsGiven(string yaml, string en, string ko) =>
        Assert.Equal(new LocalizedText(en, ko), Accepted(Minimal + yaml).Description);

    [Theory]
    [InlineData("description:")]
    [InlineData("description: \"  \"")]
    [InlineData("description: {}")]
    [InlineData("description: { en: \"\" }")]
    public void Read_BlankDescription_IsNone(string yaml) => Assert.Null(Accepted(Minimal + yaml).Description);

    [Fact]
    public void Read_DescriptionThatIsNone_IsRefused()
    {
        Assert.Equal("description", Refused(Minimal + "description: [a]").Field);
        Assert.Equal("description.en", Refused(Minimal + "description: { en: \"a\\u0007\" }").Field);
        Assert.Contains("20000", Refused(Minimal + "description: " + new string('a', 20_001)).Message.En, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ClosesBeforeItIsDue_IsRefused()
    {
        var fault = Refused(Minimal + "closesAt: 2026-12-04T17:59\ndue: 2026-12-04T18:00");

        Assert.Equal((3, "closesAt"), (fault.Line, fault.Field));
    }

    [Fact]
    public void Read_BytesWithByteOrderMark_AreTaken() =>
        Assert.NotNull(Reader.Read([0xEF, 0xBB, 0xBF, .. "assignment: a\nchecks: [{ check: nodes }]"u8]).Value);

    [Fact]
    public void Read_BytesThatAreNoUtf8_AreRefused() => Assert.Single(Reader.Read([0xC3, 0x28]).Errors);

    private static Assignment Accepted(string text)
    {
        var reading = Reader.Read(text);
        Assert.Empty(reading.Errors);
        return reading.Value ?? throw new InvalidOperationException("Neither value nor faults.");
    }

    private static ValidationError Refused(string text, AssignmentFormat format = AssignmentFormat.Yaml) => Assert.Single(Reader.Read(text, format).Errors);
}
