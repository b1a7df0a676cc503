using EksGrader.Checks.Core;
using EksGrader.Checks.Reads;

namespace EksGrader.Checks.Checks;

/// <summary>
/// What a check found about each of its facts, and the one rule by which share, outcome, summary, feedback and evidence follow from it.
/// What was not read leaves the verdict unknown only where an answer could raise or lower the share.
/// </summary>
/// <param name="declared">The facts of the check.</param>
public sealed class FactSheet(IReadOnlyList<FactInfo> declared)
{
    private const int MostRows = 5;
    private const int LongestValue = 200;

    private readonly Dictionary<string, FactFinding> findings = new(StringComparer.Ordinal);

    internal static TextCatalog Texts { get; } = TextCatalog.Beside(typeof(FactSheet), nameof(FactSheet));

    /// <summary>The check's own sentence with the numbers seen; null for one that counts the facts and names the first that does not hold.</summary>
    public LocalizedText? Summary { get; init; }

    /// <summary>What is said whatever the facts are, after the advice.</summary>
    public IReadOnlyList<LocalizedText> Notes { get; init; } = [];

    /// <summary>What was seen; what single facts show comes after it.</summary>
    public IReadOnlyList<Evidence> Evidence { get; init; } = [];

    /// <summary>What was found about a fact.</summary>
    /// <param name="fact">The fact's id.</param>
    /// <exception cref="ArgumentException">The check declares no such fact, or a guard holds in part.</exception>
    public FactFinding this[string fact]
    {
        get => findings[fact];
        init => Set(fact, value);
    }

    /// <summary>Says what was found about a fact.</summary>
    /// <inheritdoc cref="this[string]"/>
    public void Set(string fact, FactFinding finding) => findings[fact] = declared.FirstOrDefault(f => f.Id == fact) switch
    {
        null => throw new ArgumentException($"No fact '{fact}' is declared.", nameof(fact)),
        { Kind: FactKind.Guarding } when finding.State == FactState.Partial => throw new ArgumentException($"Guard '{fact}' holds or is broken.", nameof(fact)),
        _ => finding,
    };

    /// <summary>Every fact unread for one reason; the verdict that the reason leaves.</summary>
    internal static Verdict Unread(IReadOnlyList<FactInfo> declared, ReadError fault)
    {
        var sheet = new FactSheet(declared);
        foreach (var fact in declared)
        {
            sheet.findings[fact.Id] = FactFinding.Unread(fault);
        }

        return fault.ToVerdict() with { Facts = sheet.Resolve(f => f) };
    }

    /// <summary>What the facts come to.</summary>
    /// <exception cref="InvalidOperationException">Nothing was found about a declared fact that is reached.</exception>
    public Verdict ToVerdict()
    {
        Complete();
        var facts = Resolve(f => f);
        var decisive = Decisive();
        var verdict = decisive switch
        {
            null => Known(facts),
            { Fault: { } fault } found => Verdict.Unknown(fault.Fault, fault.Summary) with { Feedback = [.. fault.Feedback, .. found.Advice] },
            { WaitsFor: { } what } found => Verdict.Pending(what) with { Feedback = [.. found.Advice, .. Notes] },
            { Question: not null } found => Asked(found),
            _ => throw new InvalidOperationException("An open fact is unread, asked or waiting."),
        };
        return verdict with
        {
            Facts = facts,
            Evidence = [.. Evidence, .. declared.SelectMany(f => findings[f.Id].Evidence)],
            MayStillComeTrue = verdict.Outcome != Outcome.Passed && (decisive?.Fault is { MayPass: true } || findings.Values.Any(f => f.MayStillComeTrue)),
        };
    }

    // What requires an open fact is open for the same reason, and what requires a broken one is not reached: checks need not say so.
    private void Complete()
    {
        foreach (var info in declared.Where(f => !findings.ContainsKey(f.Id)))
        {
            var required = info.Requires.Select(r => findings.GetValueOrDefault(r)).OfType<FactFinding>().ToList();
            findings[info.Id] = required.Find(f => f.IsOpen)?.ForWhatRequiresIt()
                ?? (required.Exists(f => f.State is FactState.Broken or FactState.NotReached) ? FactFinding.NotReached : throw new InvalidOperationException($"Nothing was found about fact '{info.Id}'."));
        }
    }

    private Verdict Known(IReadOnlyList<Fact> facts)
    {
        var wrong = facts.Where(f => f.State is FactState.Partial or FactState.Broken).Select(f => findings[f.Id]).ToList();
        var counted = facts.Count(f => f.State != FactState.LeftOut);
        var holding = facts.Count(f => f.State == FactState.Held);
        var reason = wrong.FirstOrDefault() is { } first ? first.Reason ?? first.Rows[0].Seen : null;
        var summary = Summary ?? (reason is null ? Texts["Held", holding, counted] : Texts["Partly", holding, counted, reason]);
        return Verdict.OfShare(Fact.ShareOf(facts), summary) with { Feedback = [.. wrong.SelectMany(f => f.Advice), .. Notes] };
    }

    // One answer decides the check, so everything that is asked is asked at once.
    private Verdict Asked(FactFinding first)
    {
        var asked = declared.Select(f => findings[f.Id].Question).OfType<LocalizedText>().Distinct().ToList();
        var text = asked.Skip(1).Aggregate(asked[0], (all, next) => new LocalizedText($"{all.En} {next.En}", $"{all.Ko} {next.Ko}"));
        return Verdict.Unknown(FaultDomain.Grader, Texts["Asked", text]) with
        {
            Question = new InstructorQuestion(text, ShareWith(_ => true), ShareWith(_ => false)),
            Feedback = first.Advice,
        };
    }

    // The first open fact on which the share depends: what was not read, then what only waits, and what an instructor is asked last, when all else is known.
    private FactFinding? Decisive()
    {
        var open = declared.Select(f => f.Id).Where(id => findings.GetValueOrDefault(id) is { IsOpen: true }).ToList();
        var (high, low) = (ShareWith(_ => true), ShareWith(_ => false));
        return high == low ? null : open
            .Where(id => ShareWith(other => other != id) != high || ShareWith(other => other == id) != low)
            .DefaultIfEmpty(open.FirstOrDefault() ?? "")
            .Select(id => findings[id])
            .MinBy(f => f.Fault is not null ? 0 : f.WaitsFor is not null ? 1 : 2);
    }

    private decimal ShareWith(Func<string, bool> holds) => Fact.ShareOf(Resolve((id, found) => found.IsOpen ? found.As(holds(id)) : found));

    private List<Fact> Resolve(Func<FactFinding, FactFinding> read) => Resolve((_, found) => read(found));

    private List<Fact> Resolve(Func<string, FactFinding, FactFinding> read)
    {
        List<Fact> facts = [];
        HashSet<string> counting = new(StringComparer.Ordinal);
        foreach (var info in declared)
        {
            var found = read(info.Id, findings[info.Id]);
            var required = info.Requires.Select(r => facts.Find(f => f.Id == r) ?? throw new InvalidOperationException($"Fact '{info.Id}' comes before '{r}', which it requires.")).ToList();
            var isReached = found.State == FactState.LeftOut || !required.Exists(f => f.State is FactState.Broken or FactState.NotReached);
            var counts = isReached && found.State is FactState.Held or FactState.Partial && info.Requires.All(counting.Contains);
            if (counts || found.State == FactState.LeftOut)
            {
                counting.Add(info.Id);
            }

            facts.Add(FactOf(info, found, isReached, counts));
        }

        return facts;
    }

    private static Fact FactOf(FactInfo info, FactFinding found, bool isReached, bool counts)
    {
        var share = info.Kind == FactKind.Guarding ? 0 : found.Share ?? info.Share;
        var rows = !isReached ? [] : RowsOf(info, found);
        return new Fact(info.Id, info.Title, info.Kind, isReached ? found.State : FactState.NotReached)
        {
            Share = share,
            Earned = counts ? share * found.Part : 0,
            Cap = info.Cap,
            Requires = info.Requires,
            Rows = [.. rows.Take(MostRows).Select(Bounded)],
            RowsLeftOut = Math.Max(0, rows.Count - MostRows),
        };
    }

    private static IReadOnlyList<FactRow> RowsOf(FactInfo info, FactFinding found) =>
        found.Rows.Count == 0 && (found.Fault?.Summary ?? found.Question ?? found.WaitsFor) is { } why ? [new FactRow(info.Title, why)] : found.Rows;

    private static FactRow Bounded(FactRow row) => new(
        Bounded(row.Expected),
        Bounded(row.Seen),
        SafeText.Line(row.On, LongestValue),
        row.Command is { } command ? SafeText.Line(command, LongestValue) : null);

    private static LocalizedText Bounded(LocalizedText text) => new(SafeText.Line(text.En, LongestValue), SafeText.Line(text.Ko, LongestValue));
}

/// <summary>A fact that a check declares: documentation, pages and statistics name it by this. It comes after the facts that it requires.</summary>
/// <param name="Id">Its name within the check, in camelCase.</param>
/// <param name="Title">What it asks, as a short statement.</param>
public sealed record FactInfo(string Id, LocalizedText Title)
{
    /// <summary>The share of the points that it earns, from 0 to 1; 0 where it guards.</summary>
    public decimal Share { get; init; }

    /// <summary>The share of the points that is left at most where it is broken; null where it earns.</summary>
    public decimal? Cap { get; init; }

    /// <summary>The facts without which it is not reached.</summary>
    public IReadOnlyList<string> Requires { get; init; } = [];

    /// <summary>Whether it earns or guards.</summary>
    public FactKind Kind => Cap is null ? FactKind.Earning : FactKind.Guarding;

    /// <summary>A fact that earns. Its title is the text <c>Fact.ID</c>.</summary>
    /// <param name="texts">The texts of the check.</param>
    /// <param name="id">Its name within the check.</param>
    /// <param name="share">The share of the points, from 0 to 1.</param>
    /// <param name="requires">The facts without which it earns nothing.</param>
    public static FactInfo Earning(TextCatalog texts, string id, decimal share, params IReadOnlyList<string> requires) =>
        new(id, texts[$"Fact.{id}"]) { Share = share, Requires = requires };

    /// <summary>A fact that caps what others earn. Its title is the text <c>Fact.ID</c>.</summary>
    /// <param name="texts">The texts of the check.</param>
    /// <param name="id">Its name within the check.</param>
    /// <param name="cap">The share of the points that is left at most where it is broken.</param>
    /// <param name="requires">The facts without which it is not asked.</param>
    public static FactInfo Guarding(TextCatalog texts, string id, decimal cap, params IReadOnlyList<string> requires) =>
        new(id, texts[$"Fact.{id}"]) { Cap = cap, Requires = requires };
}

/// <summary>What a check found about one fact. One that does not hold says at least one row; one that was not read says why.</summary>
public sealed record FactFinding
{
    private FactFinding(FactState state, params IReadOnlyList<FactRow> rows) => (State, Rows) = (state, rows);

    /// <summary>It holds.</summary>
    public static FactFinding Held { get; } = new(FactState.Held) { Part = 1 };

    /// <summary>It does not count here; the other facts share the whole.</summary>
    public static FactFinding LeftOut { get; } = new(FactState.LeftOut);

    /// <summary>What was seen of it.</summary>
    public FactState State { get; }

    /// <summary>How much of it holds, from 0 to 1.</summary>
    public decimal Part { get; private init; }

    /// <summary>Where it does not hold, the most telling first.</summary>
    public IReadOnlyList<FactRow> Rows { get; }

    /// <summary>Why it could not be read; null where it was.</summary>
    public ReadError? Fault { get; private init; }

    /// <summary>What an instructor is asked because it cannot be judged from outside; null where it can.</summary>
    public LocalizedText? Question { get; private init; }

    /// <summary>What it waits for; null where its time has come.</summary>
    public LocalizedText? WaitsFor { get; private init; }

    /// <summary>What is wrong in the words of the summary; what the first row saw, where nothing is set.</summary>
    public LocalizedText? Reason { get; init; }

    /// <summary>What to do about it.</summary>
    public IReadOnlyList<LocalizedText> Advice { get; init; } = [];

    /// <summary>What was seen.</summary>
    public IReadOnlyList<Evidence> Evidence { get; init; } = [];

    /// <summary>Whether waiting can correct it with nothing changed.</summary>
    public bool MayStillComeTrue { get; init; }

    /// <summary>Its share of the points where parameters set another than it declares; null for what it declares.</summary>
    public decimal? Share { get; init; }

    internal bool IsOpen => Fault is not null || Question is not null || WaitsFor is not null;

    /// <summary>A part of it holds; 0 is <see cref="Broken"/>, 1 is <see cref="Held"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The part is not between 0 and 1.</exception>
    /// <exception cref="ArgumentException">It does not hold, and no row says why.</exception>
    public static FactFinding Partly(decimal part, params IReadOnlyList<FactRow> rows) => part switch
    {
        < 0 or > 1 => throw new ArgumentOutOfRangeException(nameof(part), part, "A part lies between 0 and 1."),
        0 => Broken(rows),
        1 => Held,
        _ => new FactFinding(FactState.Partial, Told(rows)) { Part = part },
    };

    /// <summary>It does not hold.</summary>
    /// <exception cref="ArgumentException">No row says why.</exception>
    public static FactFinding Broken(params IReadOnlyList<FactRow> rows) => new(FactState.Broken, Told(rows));

    /// <summary>It could not be read.</summary>
    public static FactFinding Unread(ReadError fault) => new(FactState.Unread) { Fault = fault };

    /// <summary>It cannot be judged from outside: an instructor is asked.</summary>
    /// <param name="question">What is asked, with what was seen.</param>
    /// <param name="rows">What was seen.</param>
    public static FactFinding Asked(LocalizedText question, params IReadOnlyList<FactRow> rows) => new(FactState.Unread, rows) { Question = question };

    /// <summary>Its time has not come.</summary>
    /// <param name="what">What it waits for.</param>
    public static FactFinding Waiting(LocalizedText what) => new(FactState.NotReached) { WaitsFor = what };

    internal static FactFinding NotReached { get; } = new(FactState.NotReached);

    internal FactFinding ForWhatRequiresIt() => new(State) { Fault = Fault, Question = Question, WaitsFor = WaitsFor };

    internal FactFinding As(bool held) => held ? Held with { Share = Share } : new FactFinding(FactState.Broken) { Share = Share };

    private static IReadOnlyList<FactRow> Told(IReadOnlyList<FactRow> rows) =>
        rows.Count > 0 ? rows : throw new ArgumentException("A fact that does not hold says what was expected and what was seen.", nameof(rows));
}
