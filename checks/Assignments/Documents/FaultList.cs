using EksGrader.Checks.Access;

namespace EksGrader.Checks.Assignments.Documents;

/// <summary>Gathers everything that is wrong with a document, up to <see cref="DocumentLimits.Faults"/>.</summary>
internal sealed class FaultList
{
    private readonly List<InputFault> faults = [];

    /// <summary>How many faults were found, those past the limit included.</summary>
    public int Count { get; private set; }

    public IReadOnlyList<InputFault> Faults => faults;

    public void Add(string field, int line, string text, params object[] arguments)
    {
        Count++;
        if (faults.Count < DocumentLimits.Faults)
            faults.Add(new InputFault(field, AssignmentTexts.Catalog[text, arguments], line > 0 ? line : null));
    }
}
