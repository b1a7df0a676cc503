using EksGrader.Checks.Core;
using EksGrader.Checks.Input;

namespace EksGrader.Checks.Access;

/// <summary>Gathers everything that is wrong with a kubeconfig.</summary>
internal sealed class KubeconfigErrors
{
    private readonly List<ValidationError> faults = [];

    public IReadOnlyList<ValidationError> All => faults;

    public void Add(string field, int? line, string text, params object[] arguments) => Add(field, line, suggestion: null, text, arguments);

    public void Add(string field, int? line, AwsSuggestion? suggestion, string text, params object[] arguments)
    {
        var fault = new ValidationError(field, AccessTexts.Catalog[text, arguments], line > 0 ? line : null) { Suggestion = suggestion };

        // Two questions about one field meet the same fault.
        if (!faults.Contains(fault))
        {
            faults.Add(fault);
        }
    }

    /// <summary>What a stranger named, fit to stand within a sentence.</summary>
    public static string Shown(string text) => SafeText.Line(text, 60);
}
