using EksGrader.Api.Features.Assignments.Editing;
using EksGrader.Api.Features.Courses;
using EksGrader.Checks.Assignments;
using EksGrader.Checks.Checks;
using EksGrader.Checks.Grading;

namespace EksGrader.Tests.Api.Features.Assignments;

public sealed class AssignmentFormTests
{
    private const string Full = """
        assignment: lab
        title: { en: Lab, ko: 실습 }
        draft: true
        opensAt: 2026-12-01T09:00
        description: { en: "# Task\n\ntwo", ko: 과제 }
        due: 2026-12-04T18:00:30
        timeZone: Europe/Berlin
        closesAt: 2026-12-06T18:00
        counts: last
        maxAttempts: 3
        latePenalty: 0.25
        settleFor: 1h30m
        access: [course, awsKeys]
        longLivedKeys: true
        requireEks: false
        assurance: aws
        systemNamespaces: [kube-*, mine]
        deletion: { deleteBy: dueDay, minimum: 2h, lateAfter: 3h, lateGrace: 2h, enforce: true, grace: 0s }
        checks:
          - { check: replicas, points: 12.5, count: 3, match: atLeast }
          - { check: nodes, points: 0, countFargate: true }
          - { check: load-balancer, path: /health }
        """;

    private static readonly IReadOnlyList<CheckInfo> Infos = Catalogue.Default.Infos;

    public static TheoryData<string> Documents => new(
        Full,
        "assignment: lab\nchecks: [{ check: nodes }]",
        "assignment: lab\nopensAt: 2026-12-01T09:00\ndescription: Same in both\ntitle: Same in both\nsystemNamespaces: []\nchecks: [{ check: nodes, points: 10000 }]",
        AssignmentWriter.ToYaml(ShippedAssignments.EksAssessment(Catalogue.Default.Infos)),
        AssignmentWriter.ToYaml(ShippedAssignments.EksExam(Catalogue.Default.Infos)));

    [Theory]
    [MemberData(nameof(Documents))]
    public void Form_SaysWhatTheDocumentSays(string yaml)
    {
        var assignment = Read(yaml);
        var again = new AssignmentReader(Infos).Read(AssignmentForm.Of(assignment).ToJson(Infos), AssignmentFormat.Json);
        Assert.Empty(again.Errors);
        Assert.Equal(assignment, again.Value, AssignmentComparer.Instance);
    }

    [Fact]
    public void ChangedForm_RewritesTheYaml_AndChangedYamlTheForm()
    {
        var yaml = AssignmentWriter.ToYaml(Read(Full));
        var byForm = Sides(AssignmentForm.Of(Read(Full)).Without(1), yaml, yaml);
        Assert.True(byForm.IsGood);
        Assert.False(byForm.Reviewed);
        Assert.DoesNotContain("check: nodes", byForm.Yaml, StringComparison.Ordinal);
        Assert.Equal(byForm.Yaml, byForm.Agreed);

        var byYaml = Sides(AssignmentForm.Of(Read(Full)), yaml.Replace("maxAttempts: 3", "maxAttempts: 4 # more", StringComparison.Ordinal), yaml);
        Assert.Equal("4", byYaml.Form["maxAttempts"]);
        Assert.Contains("# more", byYaml.Yaml, StringComparison.Ordinal);
    }

    [Fact]
    public void BothSidesChanged_OneMustBeChosen()
    {
        var yaml = AssignmentWriter.ToYaml(Read(Full));
        var (form, other) = (AssignmentForm.Of(Read(Full)).Without(0), yaml.Replace("maxAttempts: 3", "maxAttempts: 4", StringComparison.Ordinal));
        Assert.True(Sides(form, other, yaml).Disagree);
        Assert.Equal(2, Sides(form, other, yaml, "form").Assignment?.Checks.Count);
        Assert.Equal(4, Sides(form, other, yaml, "yaml").Assignment?.MaxAttempts);
    }

    [Fact]
    public void WhatIsWrong_IsNamedAtItsField_AndTheOtherSideStays()
    {
        var yaml = AssignmentWriter.ToYaml(Read(Full));
        var form = Typed(AssignmentForm.Of(Read(Full)), ("maxAttempts", "many"), ("due", "tomorrow"));
        var byForm = Sides(form, yaml, yaml);
        Assert.Equal(["due", "maxAttempts"], byForm.FormFaults.Select(f => f.Field).Order(StringComparer.Ordinal));
        Assert.All(byForm.FormFaults, f => Assert.Null(f.Line));
        Assert.Equal((yaml, "many"), (byForm.Yaml, byForm.Form["maxAttempts"]));

        var byYaml = Sides(AssignmentForm.Of(Read(Full)), yaml + "nonsense: 1\n", yaml);
        Assert.Equal(yaml.Count(c => c == '\n') + 1, Assert.Single(byYaml.YamlFaults).Line);
        Assert.Equal("3", byYaml.Form["maxAttempts"]);
        Assert.Equal(yaml, byYaml.Agreed);
    }

    [Theory]
    [InlineData("add:container-insights", "replicas nodes load-balancer container-insights")]
    [InlineData("add:nothing", "replicas nodes load-balancer")]
    [InlineData("remove:0", "nodes load-balancer")]
    [InlineData("up:1", "nodes replicas load-balancer")]
    [InlineData("up:0", "replicas nodes load-balancer")]
    [InlineData("down:2", "replicas nodes load-balancer")]
    [InlineData("down:0", "nodes replicas load-balancer")]
    [InlineData("down:-1", "replicas nodes load-balancer")]
    public void Buttons_ChangeTheChecks(string action, string expected)
    {
        var yaml = AssignmentWriter.ToYaml(Read(Full));
        Assert.Equal(expected, string.Join(' ', Sides(AssignmentForm.Of(Read(Full)), yaml, yaml, action).Form.Checks.Select(c => c.Id)));
    }

    [Fact]
    public void LineEndsOfBrowsers_AreNoChange()
    {
        var yaml = AssignmentWriter.ToYaml(Read(Full));
        Assert.True(Sides(AssignmentForm.Of(Read(Full)), yaml.ReplaceLineEndings("\r\n"), yaml).Reviewed);
    }

    private static Assignment Read(string yaml) => new AssignmentReader(Infos).Read(yaml).Value ?? throw new InvalidOperationException("The test's document is wrong.");

    private static EditorView Sides(AssignmentForm form, string yaml, string agreed, string? action = null) =>
        EditorSides.Read(new EditorInput(form, yaml, agreed, Version: 1, action), Infos, new CourseView("c", "C", "UTC"));

    private static AssignmentForm Typed(AssignmentForm form, params (string Field, string Text)[] typed)
    {
        string[] fields =
        [
            "assignment", "title.en", "title.ko", "description.en", "description.ko", "shown", "opensAt", "due", "timeZone", "closesAt", "counts", "maxAttempts", "latePenalty", "settleFor", "longLivedKeys", "requireEks",
            "assurance", "systemNamespaces", "deletion.deleteBy", "deletion.minimum", "deletion.lateAfter", "deletion.lateGrace", "deletion.enforce", "deletion.grace",
        ];
        var values = fields.ToDictionary(f => f, f => form[f], StringComparer.Ordinal);
        foreach (var (field, text) in typed)
            values[field] = text;
        return new AssignmentForm(values, form.Access, form.Checks);
    }
}
