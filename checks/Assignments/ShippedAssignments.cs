using EksGrader.Checks.Checks;

namespace EksGrader.Checks.Assignments;

/// <summary>The assignments that ship with the program, without dates. Their files lie in this folder.</summary>
public static class ShippedAssignments
{
    /// <summary>The default: five checks, 100 points.</summary>
    /// <param name="catalogue">The checks that an assignment can name.</param>
    /// <exception cref="InvalidDataException">The catalogue lacks a check or parameter of the file.</exception>
    public static Assignment EksAssessment(IEnumerable<CheckInfo> catalogue) => Read("eks-assessment.yaml", catalogue);

    /// <summary>The lecture's exam: four checks, 25 points each.</summary>
    /// <inheritdoc cref="EksAssessment"/>
    public static Assignment EksExam(IEnumerable<CheckInfo> catalogue) => Read("eks-exam.yaml", catalogue);

    private static Assignment Read(string file, IEnumerable<CheckInfo> catalogue)
    {
        using var stream = typeof(ShippedAssignments).Assembly.GetManifestResourceStream(typeof(ShippedAssignments), file)
            ?? throw new InvalidDataException($"{file} is not in the assembly.");
        using var text = new StreamReader(stream);
        var reading = new AssignmentReader(catalogue).Read(text.ReadToEnd());
        return reading.Value ?? throw new InvalidDataException($"{file}: {string.Join("; ", reading.Errors)}");
    }
}
