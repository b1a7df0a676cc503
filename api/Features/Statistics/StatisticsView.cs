using System.Globalization;
using EksGrader.Api.Shared;
using EksGrader.Checks.Assignments;
using EksGrader.Checks.Core;
using EksGrader.Checks.Grading;
using EksGrader.Db.Gradebook;

namespace EksGrader.Api.Features.Statistics;

/// <summary>How long the spans are over which figures are told.</summary>
public enum StatisticsUnit
{
    /// <summary>An hour.</summary>
    Hour,

    /// <summary>A day: submissions came in more than 24 different hours.</summary>
    Day,
}

/// <summary>An assignment in figures. Points that were given by hand are in the scores; checks and facts are counted as they were judged.</summary>
/// <param name="Scores">The class, then each section where there are several.</param>
/// <param name="MaxScore">The points of every check.</param>
/// <param name="Attempts">How many students submitted how often.</param>
/// <param name="Hardest">The fact that the smallest part of those for whom it was judged fulfils; null where everyone fulfils all.</param>
/// <param name="Unit">How long the spans of <c>times</c> are: <c>hour</c> or <c>day</c>, in the assignment's time zone.</param>
/// <param name="Checks">Each check with its facts.</param>
public sealed record StatisticsView(
    IReadOnlyList<ScoresView> Scores, decimal MaxScore, IReadOnlyList<AttemptsView> Attempts, HardestView? Hardest, StatisticsUnit Unit, IReadOnlyList<CheckStatisticsView> Checks)
{
    internal static StatisticsView Of(AssignmentStatistics read, Assignment assignment, Catalogue catalogue, CultureInfo culture) => new(
        [.. read.Scores.Select(s => new ScoresView(s.Section, s.Students, s.Scores.Count, s.Mean, s.Median))],
        assignment.MaxScore,
        [.. read.Attempts.Select(a => new AttemptsView(a.Key, a.Value))],
        read.Hardest is { Fact: { } hardest } item ? new HardestView(item.Check.Value, hardest.Id, hardest.Title.In(culture), CountsView.Of(item.Counts)) : null,
        read.IsByDay ? StatisticsUnit.Day : StatisticsUnit.Hour,
        [
            .. from check in assignment.Checks
               let items = read.Items.Where(i => i.Check == check.Check).ToList()
               where items.Count > 0
               select new CheckStatisticsView(
                   check.Check.Value,
                   catalogue.TitleOf(check.Check, culture),
                   CountsView.Of(items[0].Counts),
                   SectionsOf(items[0]),
                   TimesOf(items[0]),
                   items[0].TimeToGreen?.TotalSeconds is { } seconds ? (long)seconds : null,
                   items[0].AttemptsToGreen,
                   [.. OrderOf(check.Check, items, catalogue).Select(i => FactStatisticsView.Of(i, culture))]),
        ]);

    internal static IReadOnlyList<SectionCountsView> SectionsOf(ItemStatistics item) => [.. item.BySection.Select(s => new SectionCountsView(s.Key, CountsView.Of(s.Value)))];

    internal static IReadOnlyList<TimeCountsView> TimesOf(ItemStatistics item) => [.. item.ByTime.Select(t => new TimeCountsView(t.Key.ToDateTimeOffset(), CountsView.Of(t.Value)))];

    // As the check declares them; what it declares no more comes after.
    private static IEnumerable<ItemStatistics> OrderOf(CheckId check, List<ItemStatistics> items, Catalogue catalogue)
    {
        var declared = catalogue.Find(check)?.Info.Facts.Select(f => f.Id).ToList() ?? [];
        return items.Where(i => i.Fact is not null).OrderBy(i => declared.IndexOf(i.Fact?.Id ?? "") is >= 0 and var place ? place : int.MaxValue);
    }
}

/// <summary>The scores of the class or of a section, before the penalty for being late.</summary>
/// <param name="Section">The section; empty for students of none, null for the class.</param>
/// <param name="Students">How many students there are.</param>
/// <param name="Scored">How many of them have a score.</param>
/// <param name="Mean">The mean; null where there is no score.</param>
/// <param name="Median">The score in the middle; of an even number, the mean of both.</param>
public sealed record ScoresView(string? Section, int Students, int Scored, decimal? Mean, decimal? Median);

/// <summary>How many students submitted so often.</summary>
/// <param name="Attempts">The number of submissions.</param>
/// <param name="Students">How many students.</param>
public sealed record AttemptsView(int Attempts, int Students);

/// <summary>The hardest fact.</summary>
/// <param name="Check">The check.</param>
/// <param name="Fact">The fact.</param>
/// <param name="Title">What it asks.</param>
/// <param name="Counts">What it came to.</param>
public sealed record HardestView(string Check, string Fact, string Title, CountsView Counts);

/// <summary>How many verdicts there are of each kind; what is left out counts nowhere.</summary>
/// <param name="Held">It holds: the check passed.</param>
/// <param name="Partial">A part of it holds.</param>
/// <param name="Broken">It does not hold: the check failed.</param>
/// <param name="Unread">It could not be read: the check is unknown.</param>
/// <param name="Open">Its time has not come, or a fact that it requires does not hold: the check is pending.</param>
/// <param name="Percent">The whole percent of all that holds, rounded down; null where nothing was judged.</param>
public sealed record CountsView(int Held, int Partial, int Broken, int Unread, int Open, int? Percent)
{
    internal static CountsView Of(ItemCounts counts) => new(counts.Held, counts.Partial, counts.Broken, counts.Unread, counts.Open, counts.Percent);
}

/// <summary>What a section came to.</summary>
/// <param name="Section">The section; empty for students of none.</param>
/// <param name="Counts">The counts.</param>
public sealed record SectionCountsView(string Section, CountsView Counts);

/// <summary>What all submissions of a span of time came to.</summary>
/// <param name="From">When the span begins.</param>
/// <param name="Counts">The counts.</param>
public sealed record TimeCountsView(DateTimeOffset From, CountsView Counts);

/// <summary>What a check came to.</summary>
/// <param name="Check">The check's id.</param>
/// <param name="Title">Its title.</param>
/// <param name="Counts">The submissions that count.</param>
/// <param name="Sections">The same by section.</param>
/// <param name="Times">All submissions by the time at which they came.</param>
/// <param name="SecondsToGreen">Of those who came to pass it: from the first submission to the one that passed, in the middle; null where no one did.</param>
/// <param name="AttemptsToGreen">The number of the submission that passed, in the middle.</param>
/// <param name="Facts">Its facts.</param>
public sealed record CheckStatisticsView(
    string Check,
    string Title,
    CountsView Counts,
    IReadOnlyList<SectionCountsView> Sections,
    IReadOnlyList<TimeCountsView> Times,
    long? SecondsToGreen,
    decimal? AttemptsToGreen,
    IReadOnlyList<FactStatisticsView> Facts);

/// <summary>What a fact came to.</summary>
/// <param name="Fact">Its id within the check.</param>
/// <param name="Title">What it asks.</param>
/// <param name="Kind"><c>earning</c> or <c>guarding</c>.</param>
/// <param name="Counts">The submissions that count.</param>
/// <param name="Sections">The same by section.</param>
/// <param name="Times">All submissions by the time at which they came.</param>
public sealed record FactStatisticsView(
    string Fact, string Title, FactKind Kind, CountsView Counts, IReadOnlyList<SectionCountsView> Sections, IReadOnlyList<TimeCountsView> Times)
{
    internal static FactStatisticsView Of(ItemStatistics item, CultureInfo culture) => item.Fact is { } fact
        ? new(fact.Id, fact.Title.In(culture), fact.Kind, CountsView.Of(item.Counts), StatisticsView.SectionsOf(item), StatisticsView.TimesOf(item))
        : throw new ArgumentException("A check is no fact.", nameof(item));
}
