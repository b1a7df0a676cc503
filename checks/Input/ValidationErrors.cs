namespace EksGrader.Checks.Input;

/// <summary>Gathers everything that is wrong with a document, up to <see cref="DocumentLimits.Faults"/>.</summary>
internal sealed class ValidationErrors
{
    private readonly List<ValidationError> faults = [];

    /// <summary>How many faults were found, those past the limit included.</summary>
    public int Count { get; private set; }

    public IReadOnlyList<ValidationError> Faults => faults;

    public void Add(string field, int line, string text, params object[] arguments)
    {
        Count++;
        if (faults.Count < DocumentLimits.Faults)
            faults.Add(new ValidationError(field, AssignmentTexts.Catalog[text, arguments], line > 0 ? line : null));
    }
}
