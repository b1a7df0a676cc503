using System.Globalization;
using EksGrader.Api.Shared;
using EksGrader.Checks.Core;
using EksGrader.Db.Gradebook;

namespace EksGrader.Api.Features.Gradebook;

/// <summary>What a gradebook page shows.</summary>
public sealed record GradebookView : TableView
{
    private static readonly Dictionary<string, GradebookOrder> Orders = new(StringComparer.Ordinal)
    {
        ["student"] = GradebookOrder.Number,
        ["name"] = GradebookOrder.Name,
        ["score"] = GradebookOrder.Score,
        ["submitted"] = GradebookOrder.Submitted,
        ["cluster"] = GradebookOrder.Cluster,
    };

    /// <summary>The kind of line.</summary>
    public GradebookShow Show { get; init; }

    /// <summary>The section; null for all.</summary>
    public string? Section { get; init; }

    /// <summary>The check that <see cref="Outcome"/> is about; null for none.</summary>
    public string? Check { get; init; }

    /// <summary>What that check came to.</summary>
    public Outcome? Outcome { get; init; }

    /// <summary>What the grade rests on; null for anything.</summary>
    public Assurance? Assurance { get; init; }

    /// <summary>The least score; null for none.</summary>
    public decimal? ScoreFrom { get; init; }

    /// <summary>The score that is too much; null for none.</summary>
    public decimal? ScoreBelow { get; init; }

    /// <summary>The order.</summary>
    public GradebookSort Sort { get; init; } = new();

    /// <summary>The number of the student whose panel is open; null for none.</summary>
    public string? Student { get; init; }

    /// <summary>Reads an address.</summary>
    public static GradebookView Of(IQueryCollection query)
    {
        var (from, below) = Scores(Value(query, "score"));
        var outcome = EnumIn<Outcome>(query, "outcome");
        var check = outcome is null ? null : Value(query, "check");
        return new GradebookView
        {
            Search = SearchIn(query),
            Show = EnumIn<GradebookShow>(query, "show") ?? GradebookShow.All,
            Section = Value(query, "section"),
            Check = check,
            Outcome = check is null ? null : outcome,
            Assurance = EnumIn<Assurance>(query, "assurance"),
            ScoreFrom = from,
            ScoreBelow = below,
            Sort = SortOf(Value(query, "sort")),
            From = FromIn(query),
            Student = Value(query, "student"),
        };
    }

    /// <summary>The filter, as queries know it.</summary>
    public GradebookFilter ToFilter(DateTimeOffset now) => new()
    {
        Search = Search,
        Show = Show,
        Section = Section,
        Check = Check is null ? null : new CheckId(Check),
        Outcome = Outcome,
        Assurance = Assurance,
        ScoreFrom = ScoreFrom,
        ScoreBelow = ScoreBelow,
        Now = now,
    };

    /// <inheritdoc/>
    public override IEnumerable<KeyValuePair<string, string?>> Parts()
    {
        yield return new("q", Search);
        yield return new("show", Show == GradebookShow.All ? null : NameOf<GradebookShow>(Show));
        yield return new("section", Section);
        yield return new("check", Check);
        yield return new("outcome", NameOf(Outcome));
        yield return new("assurance", NameOf(Assurance));
        yield return new("score", ScoreFrom is null && ScoreBelow is null ? null : $"{Number(ScoreFrom)}-{Number(ScoreBelow)}");
        yield return new("sort", SortText(Sort));
        yield return new("from", FromText);
        yield return new("student", Student);
    }

    /// <summary>The view from its start, with another filter or order.</summary>
    public GradebookView Anew() => this with { From = null, Student = null };

    /// <inheritdoc/>
    public override TableView StartingAt(int from) => this with { From = from, Student = null };

    /// <summary>The view ordered by something; by the same again the other way round.</summary>
    public GradebookView By(GradebookOrder by, CheckId? check = null)
    {
        var same = Sort.By == by && Sort.Check == check;
        var startsDescending = by is GradebookOrder.Score or GradebookOrder.Check;
        return Anew() with { Sort = new GradebookSort(by, same ? !Sort.Descending : startsDescending, check) };
    }

    private static GradebookSort SortOf(string? text)
    {
        if (text is null)
            return new GradebookSort();
        var descending = text[0] == '-';
        var name = descending ? text[1..] : text;
        if (name.StartsWith("check:", StringComparison.Ordinal))
            return new GradebookSort(GradebookOrder.Check, descending, new CheckId(name["check:".Length..]));
        return Orders.TryGetValue(name, out var by) ? new GradebookSort(by, descending) : new GradebookSort();
    }

    private static string? SortText(GradebookSort sort)
    {
        if (sort == new GradebookSort())
            return null;
        var name = sort.Check is { } check ? $"check:{check}" : Orders.First(o => o.Value == sort.By).Key;
        return sort.Descending ? "-" + name : name;
    }

    private static (decimal? From, decimal? Below) Scores(string? text) =>
        text?.Split('-') is [var from, var below] ? (Points(from), Points(below)) : (null, null);

    // Points have two decimals at most; no more are ever given.
    private static decimal? Points(string text) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var points) && points <= 1_000_000 && points * 100 % 1 == 0 ? points : null;

    private static string Number(decimal? points) => points?.ToString("0.##", CultureInfo.InvariantCulture) ?? "";
}
