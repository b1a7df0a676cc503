using EksGrader.Checks.Checks;

namespace EksGrader.Checks.Assignments;

/// <summary>The assignments that ship with the program, without dates. Their files lie in this folder.</summary>
public static class ShippedAssignments
{
    /// <summary>Their names, which are their slugs and their files' names; the default first.</summary>
    public static IReadOnlyList<string> Names { get; } = ["eks-assessment", "eks-exam", "eks-lecture", "eks-monitoring", "eks-security", "eks-gitops", "eks-versions"];

    /// <summary>The default: five checks, 100 points.</summary>
    /// <param name="catalogue">The checks that an assignment can name.</param>
    /// <exception cref="InvalidDataException">The catalogue lacks a check or parameter of the file.</exception>
    public static Assignment EksAssessment(IEnumerable<CheckInfo> catalogue) => Read("eks-assessment", catalogue);

    /// <summary>The lecture's exam: four checks, 25 points each.</summary>
    /// <inheritdoc cref="EksAssessment"/>
    public static Assignment EksExam(IEnumerable<CheckInfo> catalogue) => Read("eks-exam", catalogue);

    /// <summary>The labs of the lecture; its parts are assignments of their own.</summary>
    /// <inheritdoc cref="EksAssessment"/>
    public static Assignment EksLecture(IEnumerable<CheckInfo> catalogue) => Read("eks-lecture", catalogue);

    /// <summary>One of them.</summary>
    /// <param name="name">Its name, one of <see cref="Names"/>.</param>
    /// <param name="catalogue">The checks that an assignment can name.</param>
    /// <exception cref="InvalidDataException">There is none of this name, or the catalogue lacks a check or parameter of the file.</exception>
    public static Assignment Read(string name, IEnumerable<CheckInfo> catalogue)
    {
        using var stream = typeof(ShippedAssignments).Assembly.GetManifestResourceStream(typeof(ShippedAssignments), $"{name}.yaml")
            ?? throw new InvalidDataException($"{name}.yaml is not in the assembly.");
        using var text = new StreamReader(stream);
        var reading = new AssignmentReader(catalogue).Read(text.ReadToEnd());
        return reading.Value ?? throw new InvalidDataException($"{name}.yaml: {string.Join("; ", reading.Errors)}");
    }
}
