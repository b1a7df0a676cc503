using System.Globalization;
using EksGrader.Api.Features.Courses;
using EksGrader.Checks.Assignments;
using EksGrader.Checks.Checks;
using EksGrader.Checks.Input;

namespace EksGrader.Api.Features.Assignments.Editing;

/// <summary>Has the two sides of an editor agree: finds the one that was changed, and writes the other after it. Pure.</summary>
internal static class EditorSides
{
    /// <summary>Reads what was sent.</summary>
    public static EditorView Read(EditorInput input, IReadOnlyList<CheckInfo> catalogue, CourseView course)
    {
        var reader = new AssignmentReader(catalogue);
        var (yaml, agreed) = (Normal(input.Yaml), Normal(input.Agreed));
        var before = reader.Read(agreed).Value;
        var form = Act(input.Form, input.Action, catalogue);
        var yamlChanged = yaml != agreed;
        var formChanged = before is null || form.ToJson(catalogue) != AssignmentForm.Of(before).ToJson(catalogue);
        var view = new EditorView
        {
            Course = course,
            Form = form,
            Yaml = yaml,
            Agreed = agreed,
            Version = input.Version,
            OnYaml = input.OnYaml,
            Catalogue = catalogue,
            Reviewed = !yamlChanged && !formChanged,
        };
        return (input.Action, yamlChanged, formChanged) switch
        {
            ("yaml", _, _) => ByYaml(view, reader),
            ("form", _, _) => ByForm(view, reader, catalogue, before),
            (_, true, true) => view with { Disagree = true },
            (_, true, false) => ByYaml(view, reader),
            _ => ByForm(view, reader, catalogue, before),
        };
    }

    /// <summary>A text with the line ends that browsers change.</summary>
    public static string Normal(string text) => text.ReplaceLineEndings("\n");

    private static EditorView ByYaml(EditorView view, AssignmentReader reader)
    {
        var reading = reader.Read(view.Yaml);
        return reading.Value is { } assignment
            ? view with { Assignment = assignment, Form = AssignmentForm.Of(assignment), Agreed = view.Yaml }
            : view with { YamlFaults = reading.Errors };
    }

    private static EditorView ByForm(EditorView view, AssignmentReader reader, IReadOnlyList<CheckInfo> catalogue, Assignment? before)
    {
        var reading = reader.Read(view.Form.ToJson(catalogue), AssignmentFormat.Json);
        var faults = view.Form.IsOpeningMissing ? [new ValidationError("opensAt", AssignmentProblemTexts.Catalog["OpensAtMissing"])] : reading.Errors;
        if (faults.Count > 0 || reading.Value is not { } assignment)
            return view with { Yaml = view.Agreed, FormFaults = [.. faults.Select(OfForm)] };

        // What says the same keeps its words: comments, and what was left to the defaults.
        var yaml = AssignmentComparer.Instance.Equals(assignment, before) ? view.Agreed : AssignmentWriter.ToYaml(assignment);
        return view with { Assignment = assignment, Yaml = yaml, Agreed = yaml };
    }

    // The form has no lines, and asks for percent where the document has a share.
    private static ValidationError OfForm(ValidationError fault) =>
        fault.Field == "latePenalty" ? new ValidationError(fault.Field, AssignmentProblemTexts.Catalog["PercentWanted"]) : fault with { Line = null };

    private static AssignmentForm Act(AssignmentForm form, string? action, IReadOnlyList<CheckInfo> catalogue)
    {
        var parts = action?.Split(':', 2) ?? [];
        if (parts.Length < 2)
            return form;
        var (what, which) = (parts[0], parts[1]);
        if (what == "add")
            return catalogue.FirstOrDefault(c => c.Id.Value == which) is { } check ? form.With(check) : form;
        if (!int.TryParse(which, NumberStyles.None, CultureInfo.InvariantCulture, out var index))
            return form;
        return what switch
        {
            "remove" => form.Without(index),
            "up" => form.Moved(index, -1),
            "down" => form.Moved(index, 1),
            _ => form,
        };
    }
}
