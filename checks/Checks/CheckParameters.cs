using EksGrader.Checks.Core;

namespace EksGrader.Checks.Checks;

/// <summary>A parameter that an assignment can set for a check.</summary>
/// <param name="Name">The field in the assignment, in camelCase.</param>
/// <param name="Description">What it changes.</param>
public abstract record Parameter(string Name, LocalizedText Description)
{
    /// <summary>The value where the assignment says nothing.</summary>
    public abstract object DefaultValue { get; }
}

/// <summary>A whole number within bounds.</summary>
public sealed record IntegerParameter(string Name, LocalizedText Description, int Default, int Minimum, int Maximum) : Parameter(Name, Description)
{
    /// <inheritdoc/>
    public override object DefaultValue => Default;
}

/// <summary>True or false.</summary>
public sealed record BooleanParameter(string Name, LocalizedText Description, bool Default) : Parameter(Name, Description)
{
    /// <inheritdoc/>
    public override object DefaultValue => Default;
}

/// <summary>One of a few words.</summary>
public sealed record ChoiceParameter(string Name, LocalizedText Description, string Default, IReadOnlyList<string> Choices) : Parameter(Name, Description)
{
    /// <inheritdoc/>
    public override object DefaultValue => Default;
}

/// <summary>A text that matches a pattern (a .NET regular expression that is anchored by itself).</summary>
public sealed record TextParameter(string Name, LocalizedText Description, string Default, string Pattern) : Parameter(Name, Description)
{
    /// <inheritdoc/>
    public override object DefaultValue => Default;
}

/// <summary>A whole number within bounds that may be left out, so that nothing is asked.</summary>
public sealed record OptionalIntegerParameter(string Name, LocalizedText Description, int Minimum, int Maximum) : Parameter(Name, Description)
{
    /// <summary>Nothing: the empty text, which no number is.</summary>
    public override object DefaultValue => "";
}

/// <summary>One or more of a few words, written as a list.</summary>
public sealed record ListParameter(string Name, LocalizedText Description, IReadOnlyList<string> Default, IReadOnlyList<string> Choices) : Parameter(Name, Description)
{
    /// <inheritdoc/>
    public override object DefaultValue => WordList.Of(Default);
}

/// <summary>A duration within bounds, written like <c>1h30m</c>.</summary>
/// <param name="Name">The field in the assignment, in camelCase.</param>
/// <param name="Description">What it changes.</param>
/// <param name="Default">The duration where the assignment says nothing, written so.</param>
/// <param name="Maximum">The longest one, written so.</param>
public sealed record DurationParameter(string Name, LocalizedText Description, string Default, string Maximum) : Parameter(Name, Description)
{
    /// <inheritdoc/>
    public override object DefaultValue => Default;
}

/// <summary>The words that an assignment lists for a parameter; lists of the same words in the same order are equal.</summary>
public sealed record WordList
{
    private readonly string text;

    private WordList(string text) => this.text = text;

    /// <summary>The words.</summary>
    public IReadOnlyList<string> Words => text.Length == 0 ? [] : text.Split(", ");

    /// <summary>A list of words that hold no comma.</summary>
    public static WordList Of(IEnumerable<string> words) => new(string.Join(", ", words));

    /// <summary>The words as people write them: <c>argocd, flux</c>.</summary>
    public override string ToString() => text;
}

/// <summary>What an assignment says about one check: its parameters, complete with defaults, and the assignment's own rules.</summary>
public sealed class CheckParameters
{
    private readonly Dictionary<string, object> values;

    /// <summary>Joins the values that an assignment sets with the defaults of the check.</summary>
    /// <param name="info">The check.</param>
    /// <param name="values">The values set, by name: <see cref="int"/>, <see cref="bool"/>, <see cref="string"/> or <see cref="WordList"/> as the parameter asks.</param>
    /// <param name="rules">The assignment's rules that hold for every check.</param>
    public CheckParameters(CheckInfo info, IReadOnlyDictionary<string, object> values, AssignmentRules rules)
    {
        this.values = info.Parameters.ToDictionary(p => p.Name, p => values.GetValueOrDefault(p.Name, p.DefaultValue), StringComparer.Ordinal);
        Rules = rules;
    }

    /// <summary>The assignment's rules that hold for every check.</summary>
    public AssignmentRules Rules { get; }

    /// <summary>A whole number.</summary>
    public int Number(string name) => (int)values[name];

    /// <summary>True or false.</summary>
    public bool Flag(string name) => (bool)values[name];

    /// <summary>A text or one of a few words.</summary>
    public string Word(string name) => (string)values[name];

    /// <summary>A whole number; null where the assignment asks for none.</summary>
    public int? OptionalNumber(string name) => values[name] as int?;

    /// <summary>The words of a list.</summary>
    public IReadOnlyList<string> Words(string name) => ((WordList)values[name]).Words;

    /// <summary>A duration.</summary>
    public TimeSpan Duration(string name) => DurationText.Parse((string)values[name])?.ToTimeSpan() ?? throw new InvalidOperationException($"Parameter '{name}' is no duration.");
}

/// <summary>The parameters <c>count</c> and <c>match</c>, which two checks share.</summary>
internal static class CountParameters
{
    public const string Count = "count";

    private const string Match = "match";
    private const string Exact = "exact";

    /// <summary>The parameters, with the descriptions of a check.</summary>
    public static IReadOnlyList<Parameter> Declare(TextCatalog texts) =>
    [
        new IntegerParameter(Count, texts[$"Parameter.{Count}"], Default: 2, Minimum: 1, Maximum: 100),
        new ChoiceParameter(Match, texts[$"Parameter.{Match}"], Default: Exact, Choices: [Exact, "atLeast"]),
    ];

    /// <summary>Whether more than the count is too many.</summary>
    public static bool IsExact(CheckParameters parameters) => parameters.Word(Match) == Exact;
}
