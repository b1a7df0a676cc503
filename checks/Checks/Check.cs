using System.Globalization;
using System.Text.RegularExpressions;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes;
using EksGrader.Checks.Reads;

namespace EksGrader.Checks.Checks;

/// <summary>
/// A rule that reads a cluster and returns a verdict. Checks are stateless: one instance serves every grading at once.
/// </summary>
public interface ICheck
{
    /// <summary>What the check is called, what it asks, its parameters and everything that it reads.</summary>
    CheckInfo Info { get; }

    /// <summary>
    /// Judges what the cluster shows. Written as if reading always worked: a read that fails throws <see cref="ReadException"/>,
    /// which the runner of a grading turns into <see cref="Outcome.Unknown"/> with the right fault domain.
    /// </summary>
    /// <param name="cluster">The cluster, live or replayed; a check cannot tell which.</param>
    /// <param name="parameters">The assignment's parameters for this check, complete with defaults.</param>
    /// <param name="cancellationToken">Ends with the check's time limit (30 s) or the grading's.</param>
    /// <exception cref="ReadException">Something that the verdict needs could not be read.</exception>
    ValueTask<Verdict> JudgeAsync(Cluster cluster, CheckParameters parameters, CancellationToken cancellationToken);
}

/// <summary>When a check can be judged.</summary>
public enum CheckPhase
{
    /// <summary>While the cluster lives.</summary>
    Live,

    /// <summary>Only once the deletion deadline has passed; <see cref="Outcome.Pending"/> until then.</summary>
    AfterDeadline,
}

/// <summary>The facts about a check: what catalogue, schema, instructions and documentation are made from.</summary>
public sealed partial record CheckInfo
{
    /// <summary>The stable id.</summary>
    public required CheckId Id { get; init; }

    /// <summary>A short name for people.</summary>
    public required LocalizedText Title { get; init; }

    /// <summary>What the check asks of a cluster, in one or two sentences.</summary>
    public required LocalizedText Asks { get; init; }

    /// <summary>Points when the assignment names none.</summary>
    public decimal DefaultPoints { get; init; } = 20;

    /// <summary>When it can be judged.</summary>
    public CheckPhase Phase { get; init; } = CheckPhase.Live;

    /// <summary>The parameters that an assignment can set.</summary>
    public IReadOnlyList<Parameter> Parameters { get; init; } = [];

    /// <summary>
    /// Whether it can judge nothing without AWS access (<c>needs: aws</c>): an assignment that asks for it takes only the ways of access
    /// that give some.
    /// </summary>
    public bool NeedsAws { get; init; }

    /// <summary>Whether it searches logs for the word of the observation, so that the GET of the load balancer's page must carry it.</summary>
    public bool MarksRequests { get; init; }

    /// <summary>
    /// Everything that the check may read. The ClusterRole and the IAM policy that students are told to grant are generated from
    /// these, so a right that was never asked for costs no points.
    /// </summary>
    public IReadOnlyList<DeclaredRead> Reads { get; init; } = [];

    /// <summary>What students are asked to submit for it, where an assignment turns that on.</summary>
    public IReadOnlyList<AskedText> AskedTexts { get; init; } = [];

    /// <summary>The facts that its verdicts follow from, in the order in which people read them; empty where it states none.</summary>
    public IReadOnlyList<FactInfo> Facts { get; init; } = [];

    /// <summary>What each outcome means for this check; for the documentation.</summary>
    public IReadOnlyList<OutcomeMeaning> Outcomes { get; init; } = [];

    /// <summary>Where the contract of the check is silent: what was decided, one decision a text; for the documentation.</summary>
    public IReadOnlyList<LocalizedText> Decisions { get; init; } = [];

    /// <summary>
    /// What it asks in a few words, for the student's row before there is a verdict. <c>{name}</c> stands for the value of a parameter. The
    /// first text that fits counts; where none does, <see cref="Asks"/> stands in the row.
    /// </summary>
    public IReadOnlyList<ShortText> ShortTexts { get; init; } = [];

    /// <summary>
    /// Describes a check by the resource files beside it, whose keys are <c>Title</c>, <c>Asks</c>, <c>Short</c> (or
    /// <c>Short.PARAMETER.CHOICE</c>), <c>Outcome.Passed</c>…, <c>Decision1</c>…
    /// </summary>
    /// <param name="id">The stable id.</param>
    /// <param name="texts">The resource files.</param>
    /// <param name="parameters">The parameters that an assignment can set.</param>
    /// <param name="reads">Everything that the check may read.</param>
    /// <param name="facts">The facts that its verdicts follow from.</param>
    public static CheckInfo Describe(CheckId id, TextCatalog texts, IReadOnlyList<Parameter> parameters, IReadOnlyList<DeclaredRead> reads, params IReadOnlyList<FactInfo> facts) => new()
    {
        Id = id,
        Title = texts["Title"],
        Asks = texts["Asks"],
        Parameters = parameters,
        Reads = reads,
        Facts = facts,
        Outcomes = [.. Enum.GetValues<Outcome>().Where(o => texts.Has($"Outcome.{o}")).Select(o => new OutcomeMeaning(o, texts[$"Outcome.{o}"]))],
        Decisions = [.. Enumerable.Range(1, 99).Select(n => $"Decision{n}").TakeWhile(texts.Has).Select(key => texts[key])],
        ShortTexts =
        [
            .. from parameter in parameters.OfType<ChoiceParameter>()
               from choice in parameter.Choices
               where texts.Has($"Short.{parameter.Name}.{choice}")
               select new ShortText(texts[$"Short.{parameter.Name}.{choice}"], parameter.Name, choice),
            .. texts.Has("Short") ? [new ShortText(texts["Short"])] : Array.Empty<ShortText>(),
        ],
    };

    /// <summary>What it asks in a few words with the values that an assignment sets, such as <c>Exactly 2 usable nodes</c>.</summary>
    public LocalizedText InShort(IReadOnlyDictionary<string, object> values)
    {
        return ShortTexts.FirstOrDefault(s => s.Parameter is null || ValueOf(s.Parameter, values) == s.Choice)?.Text is { } text ? new(Fill(text.En), Fill(text.Ko)) : Asks;

        string Fill(string format) => Placeholder().Replace(format, match => ValueOf(match.Groups["name"].Value, values) is { } value
            ? string.Format(TextFormat.Instance, $"{{0{match.Groups["form"].Value}}}", value)
            : match.Value);
    }

    /// <summary>The check as an assignment asks for it: without the reads that its values do not need.</summary>
    /// <param name="values">The values that the assignment sets.</param>
    public CheckInfo With(IReadOnlyDictionary<string, object> values) => this with { Reads = [.. Reads.Where(r => r.When?.IsMet(this, values) != false)] };

    /// <summary>The value of a parameter as people write it: the one that an assignment sets, else the default; null where there is no such parameter.</summary>
    public string? ValueOf(string parameter, IReadOnlyDictionary<string, object> values) =>
        (values.GetValueOrDefault(parameter) ?? Parameters.FirstOrDefault(p => p.Name == parameter)?.DefaultValue) switch
        {
            null => null,
            bool flag => flag ? "true" : "false",
            var value => Convert.ToString(value, CultureInfo.InvariantCulture),
        };

    [GeneratedRegex(@"\{(?<name>\w+)(?<form>:[^{}]+)?\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Placeholder();
}

/// <summary>What a check asks in a few words.</summary>
/// <param name="Text">The words; <c>{name}</c> stands for the value of a parameter.</param>
/// <param name="Parameter">The parameter on which it depends whether they fit; null where they always do.</param>
/// <param name="Choice">The value of the parameter with which they fit.</param>
public sealed record ShortText(LocalizedText Text, string? Parameter = null, string? Choice = null);

/// <summary>A text that students submit for a check, such as the address of a repository. Without it the submission is taken too.</summary>
/// <param name="Name">Its name within the check, in camelCase; submissions name it <c>CHECK.NAME</c>.</param>
/// <param name="Label">What is asked for.</param>
/// <param name="AskedBy">The parameter, a <see cref="BooleanParameter"/> of the check, that turns it on.</param>
/// <param name="Pattern">What it must match: a .NET regular expression that is anchored by itself.</param>
/// <param name="Example">A text that fits.</param>
public sealed record AskedText(string Name, LocalizedText Label, string AskedBy, string Pattern, string Example)
{
    /// <summary>The longest text, in characters.</summary>
    public const int Longest = 500;

    /// <summary>What a submission calls it.</summary>
    public string KeyOf(CheckId check) => $"{check}.{Name}";

    /// <summary>Whether a text fits: one whole line of the pattern.</summary>
    public bool Fits(string text) =>
        text.Length <= Longest && Regex.Match(text, Pattern, RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)) is { Success: true, Index: 0, Length: var length } && length == text.Length;
}

/// <summary>What an outcome of a check means.</summary>
/// <param name="Outcome">The outcome.</param>
/// <param name="Meaning">When it comes to that.</param>
public sealed record OutcomeMeaning(Outcome Outcome, LocalizedText Meaning);

/// <summary>One kind of read that a check declares: the source of the least rights that students are told to grant.</summary>
public abstract record DeclaredRead
{
    private DeclaredRead()
    {
    }

    /// <summary>Whether it is a second witness: where it is refused, verdicts stand and their assurance falls.</summary>
    public bool Optional { get; init; }

    /// <summary>What an assignment must set so that it is read; null where it always is.</summary>
    public ReadCondition? When { get; init; }

    /// <summary>Reads a kind of Kubernetes object: the verbs <c>get</c> and <c>list</c>.</summary>
    /// <param name="Type">The kind of object.</param>
    public sealed record Kubernetes(ResourceType Type) : DeclaredRead;

    /// <summary>Calls an AWS operation.</summary>
    /// <param name="Action">The IAM action, such as <c>eks:DescribeCluster</c>.</param>
    public sealed record Aws(string Action) : DeclaredRead;
}

/// <summary>A value of a parameter with which a check reads more: the right is asked for only then.</summary>
/// <param name="Parameter">The parameter.</param>
/// <param name="Word">The value, or a word of its list; null for any value but the default.</param>
public sealed record ReadCondition(string Parameter, string? Word = null)
{
    private static readonly Dictionary<string, object> Defaults = new(StringComparer.Ordinal);

    /// <summary>Whether the values that an assignment sets meet it.</summary>
    public bool IsMet(CheckInfo check, IReadOnlyDictionary<string, object> values)
    {
        var value = check.ValueOf(Parameter, values) ?? "";
        return Word is null ? value != check.ValueOf(Parameter, Defaults) : value.Split(", ").Contains(Word, StringComparer.Ordinal);
    }
}
