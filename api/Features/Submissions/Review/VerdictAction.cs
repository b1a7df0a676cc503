using EksGrader.Checks.Core;
using EksGrader.Checks.Input;

namespace EksGrader.Api.Features.Submissions.Review;

/// <summary>What the forms around verdicts are called: all of them are sent to the submission's page, wherever they stand.</summary>
internal static class VerdictAction
{
    /// <summary>The form that the submission's page takes.</summary>
    public const string FormName = "verdict";

    /// <summary>Gives points.</summary>
    public const string Override = "override";

    /// <summary>Takes points back.</summary>
    public const string TakeBack = "take-back";

    /// <summary>Answers what a verdict asks the instructor.</summary>
    public const string Decide = "decide";

    /// <summary>Appeals a verdict.</summary>
    public const string Appeal = "appeal";

    /// <summary>The student takes an appeal back, or closes one that was answered.</summary>
    public const string Withdraw = "withdraw";

    /// <summary>The student writes on.</summary>
    public const string Reply = "reply";

    /// <summary>Those who teach answer an appeal, decide or close it.</summary>
    public const string Answer = "answer";

    /// <summary>Those who teach say something without changing points.</summary>
    public const string Feedback = "feedback";

    /// <summary>Writes a note.</summary>
    public const string Note = "note";

    /// <summary>Takes a note away.</summary>
    public const string RemoveNote = "remove-note";

    /// <summary>Marks a flag as seen.</summary>
    public const string Sign = "sign";

    /// <summary>Looks at the cluster again.</summary>
    public const string Look = "look";

    /// <summary>Grades again.</summary>
    public const string Regrade = "regrade";

    /// <summary>What tells one form from the others of a page, and its fields from theirs.</summary>
    public static string Key(string action, string target = "") => target.Length == 0 ? action : $"{action}-{target}";
}

/// <summary>A form that was sent and refused: what was wrong, and what was typed, so that nothing is typed twice.</summary>
/// <param name="Key">Which form.</param>
/// <param name="Faults">What was wrong with its fields, as the form names them.</param>
/// <param name="Refused">Why it was refused, where that is no matter of fields.</param>
/// <param name="Form">What was typed.</param>
public sealed record FormResult(string Key, IReadOnlyList<ValidationError> Faults, LocalizedText? Refused, IFormCollection Form)
{
    /// <summary>What was typed into a field of this form; the other text where another form was sent.</summary>
    public static string Typed(FormResult? tried, string key, string field, string otherwise = "") =>
        tried?.Key == key ? tried.Form[field].ToString() : otherwise;

    /// <summary>The faults of one form.</summary>
    public static IReadOnlyList<ValidationError> FaultsOf(FormResult? tried, string key) => tried?.Key == key ? tried.Faults : [];
}
