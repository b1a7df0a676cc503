using EksGrader.Checks.Checks;
using EksGrader.Checks.Core;
using EksGrader.Tests.Unit.Fakes;

namespace EksGrader.Tests.Unit.Checks.Checks;

/// <summary>The one rule by which verdicts follow from facts: every combination against an evaluator written by hand, and what is said of them.</summary>
public sealed class FactSheetTests
{
    private static readonly LocalizedText Seen = LocalizedText.Same("seen");
    private static readonly FactRow Row = new(LocalizedText.Same("expected"), Seen, "Pod default/web", "kubectl get pods");

    private static readonly (string Id, decimal Share)[] Earning = [("a", 0.5m), ("b", 0.3m), ("c", 0.2m)];

    /// <summary>Nothing required; a chain; both others behind a door.</summary>
    public static TheoryData<string, string> Requirements => new() { { "", "" }, { "a", "b" }, { "a", "a" } };

    [Theory]
    [MemberData(nameof(Requirements))]
    public void Verdict_OfEveryCombination_IsWhatAllAnswersAgreeOn(string beforeB, string beforeC)
    {
        var requires = new[] { "", beforeB, beforeC };
        var states = new[] { "held", "half", "broken", "unread", "waiting", "asked", "leftOut" };
        var guards = new[] { "held", "broken", "unread", "leftOut" };
        foreach (var (a, b, c, guard) in from a in states from b in states from c in states from guard in guards select (a, b, c, guard))
        {
            string[] found = [a, b, c];
            var verdict = new FactSheet(Declared(requires))
            {
                ["a"] = Finding(a),
                ["b"] = Finding(b),
                ["c"] = Finding(c),
                ["guard"] = Finding(guard),
            }.ToVerdict();

            var possible = Completions(found, guard).Select(x => ShareOf(x.States, x.Guard, requires)).Distinct().ToList();
            var name = $"{a} {b} {c}, guard {guard}";
            Assert.True(verdict.Outcome is Outcome.Unknown or Outcome.Pending == possible.Count > 1, $"{name}: {verdict.Outcome}, though it may come to {string.Join(", ", possible)}");
            if (possible is [var share])
            {
                Assert.True(verdict.Share == share, $"{name}: {verdict.Share}, not {share}");
                Assert.Equal(share, Fact.ShareOf(verdict.Facts));
            }
        }
    }

    [Fact]
    public void Verdict_OfWhatWasNotRead_IsByTheFirstFaultThatMatters()
    {
        var facts = Declared(["", "", ""]);
        var student = new FactSheet(facts) { ["a"] = FactFinding.Held, ["b"] = FactFinding.Unread(Faults.Denied("pods")), ["c"] = FactFinding.Unread(Faults.Throttled), ["guard"] = FactFinding.Held }.ToVerdict();
        Assert.Equal((Outcome.Unknown, FaultDomain.Student, "pods is denied"), (student.Outcome, student.Fault, student.Summary.En));
        Assert.Equal(["grant pods"], student.Feedback.Select(f => f.En));
        Assert.True(student.MayStillComeTrue);

        // A guard that was not read matters only above its cap.
        var above = new FactSheet(facts) { ["a"] = FactFinding.Held, ["b"] = FactFinding.Held, ["c"] = FactFinding.Held, ["guard"] = FactFinding.Unread(Faults.Throttled) }.ToVerdict();
        Assert.Equal((Outcome.Unknown, FaultDomain.Aws), (above.Outcome, above.Fault));
        var below = new FactSheet(facts) { ["a"] = FactFinding.Broken(Row), ["b"] = FactFinding.Held, ["c"] = FactFinding.Broken(Row), ["guard"] = FactFinding.Unread(Faults.Throttled) }.ToVerdict();
        Assert.Equal((Outcome.Partial, 0.3m), (below.Outcome, below.Share));
        Assert.Equal(FactState.Unread, below.Facts[3].State);
        Assert.Equal("throttled", Assert.Single(below.Facts[3].Rows).Seen.En);
    }

    [Fact]
    public void Verdict_ThatAPersonMustGive_AsksWithTheFaultOfTheGrader()
    {
        var question = new LocalizedText("Does Concourse deploy it?", "Concourse로 배포했나요?");
        var verdict = new FactSheet(Declared(["", "", ""])) { ["a"] = FactFinding.Held, ["b"] = FactFinding.Asked(question, Row), ["c"] = FactFinding.Held, ["guard"] = FactFinding.Held }.ToVerdict();

        Assert.Equal((Outcome.Unknown, FaultDomain.Grader, new InstructorQuestion(question, 1, 0.7m)), (verdict.Outcome, verdict.Fault, verdict.Question));
        Assert.Contains(question.En, verdict.Summary.En, StringComparison.Ordinal);
        Assert.Contains(question.Ko, verdict.Summary.Ko, StringComparison.Ordinal);
        Assert.Equal(Row, Assert.Single(verdict.Facts[1].Rows));
        Assert.False(verdict.MayStillComeTrue);

        // Nothing is asked where the answer would change nothing.
        var closed = new FactSheet(Declared(["", "a", ""])) { ["a"] = FactFinding.Broken(Row), ["b"] = FactFinding.Asked(question), ["c"] = FactFinding.Held, ["guard"] = FactFinding.Held }.ToVerdict();
        Assert.Equal((Outcome.Partial, null), (closed.Outcome, closed.Question));
        Assert.Equal(FactState.NotReached, closed.Facts[1].State);
        Assert.Empty(closed.Facts[1].Rows);
    }

    [Fact]
    public void Questions_AreAskedTogether_AndOnlyOnceNothingWaits()
    {
        var (first, second) = (LocalizedText.Same("One?"), LocalizedText.Same("Two?"));
        var both = new FactSheet(Declared(["", "", ""])) { ["a"] = FactFinding.Held, ["b"] = FactFinding.Asked(first), ["c"] = FactFinding.Asked(second), ["guard"] = FactFinding.Held }.ToVerdict();
        Assert.Equal(new InstructorQuestion(LocalizedText.Same("One? Two?"), 1, 0.5m), both.Question);

        var early = new FactSheet(Declared(["", "", ""])) { ["a"] = FactFinding.Waiting(LocalizedText.Same("a second observation")), ["b"] = FactFinding.Asked(first), ["c"] = FactFinding.Held, ["guard"] = FactFinding.Held }.ToVerdict();
        Assert.Equal((Outcome.Pending, null), (early.Outcome, early.Question));
    }

    [Fact]
    public void Verdict_OfWhatOnlyWaits_IsPending()
    {
        var verdict = new FactSheet(Declared(["", "", ""]))
        {
            ["a"] = FactFinding.Waiting(LocalizedText.Same("an update is in progress")) with { MayStillComeTrue = true },
            ["b"] = FactFinding.Held,
            ["c"] = FactFinding.Held,
            ["guard"] = FactFinding.Held,
        }.ToVerdict();

        Assert.Equal((Outcome.Pending, "an update is in progress", true), (verdict.Outcome, verdict.Summary.En, verdict.MayStillComeTrue));
        Assert.Equal(FactState.NotReached, verdict.Facts[0].State);
    }

    [Fact]
    public void Known_SaysTheFirstThatIsWrong_AndTheAdviceOfAll()
    {
        var verdict = new FactSheet(Declared(["", "", ""]))
        {
            ["a"] = FactFinding.Held,
            ["b"] = FactFinding.Partly(0.5m, Row) with { Advice = [LocalizedText.Same("mend b")], MayStillComeTrue = true, Evidence = [new Evidence("kubectl get b", "", default)] },
            ["c"] = FactFinding.Broken(Row) with { Reason = LocalizedText.Same("c is wrong"), Advice = [LocalizedText.Same("mend c")] },
            ["guard"] = FactFinding.LeftOut,
            Notes = [LocalizedText.Same("a note")],
            Evidence = [new Evidence("kubectl get all", "", default)],
        }.ToVerdict();

        Assert.Equal((Outcome.Partial, 0.65m, true), (verdict.Outcome, verdict.Share, verdict.MayStillComeTrue));
        Assert.Equal("1 of 3 facts hold: seen", verdict.Summary.En);
        Assert.Equal("조건 3개 중 1개 충족: seen", verdict.Summary.Ko);
        Assert.Equal(["mend b", "mend c", "a note"], verdict.Feedback.Select(f => f.En));
        Assert.Equal(["kubectl get all", "kubectl get b"], verdict.Evidence.Select(e => e.Title));
        Assert.Equal([FactState.Held, FactState.Partial, FactState.Broken, FactState.LeftOut], verdict.Facts.Select(f => f.State));
        Assert.Equal([0.5m, 0.15m, 0, 0], verdict.Facts.Select(f => f.Earned));
    }

    [Fact]
    public void Rows_AreAtMostFiveOfTwoHundredCharacters_AndTheRestIsCounted()
    {
        var longest = new FactRow(LocalizedText.Same(new string('e', 300)), LocalizedText.Same("two\nlines"), "\u202Eevil" + new string('o', 300), new string('c', 300));
        var fact = new FactSheet(Declared(["", "", ""]))
        {
            ["a"] = FactFinding.Broken([.. Enumerable.Repeat(longest, 8)]),
            ["b"] = FactFinding.Held,
            ["c"] = FactFinding.Held,
            ["guard"] = FactFinding.Held,
        }.ToVerdict().Facts[0];

        Assert.Equal((5, 3), (fact.Rows.Count, fact.RowsLeftOut));
        Assert.All(fact.Rows, r =>
        {
            Assert.Equal(new string('e', 200) + "…", r.Expected.Ko);
            Assert.Equal("two lines", r.Seen.En);
            Assert.Equal(201, r.On.Length);
            Assert.DoesNotContain('\u202E', r.On);
            Assert.Equal(201, r.Command?.Length);
        });
    }

    [Fact]
    public void Parameters_CanSetOtherShares_AndWhatIsLeftOutIsSharedByTheRest()
    {
        var verdict = new FactSheet(Declared(["", "", ""]))
        {
            ["a"] = FactFinding.LeftOut,
            ["b"] = FactFinding.Held with { Share = 0.1m },
            ["c"] = FactFinding.Broken(Row) with { Share = 0.3m },
            ["guard"] = FactFinding.Held,
        }.ToVerdict();
        Assert.Equal(0.25m, verdict.Share);
    }

    [Fact]
    public void Facts_OfWhichNoneEarns_EarnNothing()
    {
        var verdict = new FactSheet(Declared(["", "", ""])) { ["a"] = FactFinding.LeftOut, ["b"] = FactFinding.LeftOut, ["c"] = FactFinding.LeftOut, ["guard"] = FactFinding.Held }.ToVerdict();
        Assert.Equal((Outcome.Failed, 0m), (verdict.Outcome, verdict.Share));
    }

    [Fact]
    public void Mistakes_OfACheck_AreRefused()
    {
        var facts = Declared(["", "", ""]);
        Assert.Throws<ArgumentException>(() => FactFinding.Broken());
        Assert.Throws<ArgumentException>(() => FactFinding.Partly(0.5m));
        Assert.Throws<ArgumentOutOfRangeException>(() => FactFinding.Partly(1.5m, Row));
        Assert.Equal(FactState.Held, FactFinding.Partly(1).State);
        Assert.Equal(FactState.Broken, FactFinding.Partly(0, Row).State);
        Assert.Throws<ArgumentException>(() => new FactSheet(facts) { ["d"] = FactFinding.Held });
        Assert.Throws<ArgumentException>(() => new FactSheet(facts) { ["guard"] = FactFinding.Partly(0.5m, Row) });
        Assert.Throws<InvalidOperationException>(() => new FactSheet(facts) { ["a"] = FactFinding.Held }.ToVerdict());
        Assert.Throws<InvalidOperationException>(() => new FactSheet([facts[1] with { Requires = ["a"] }]) { ["b"] = FactFinding.Held }.ToVerdict());
    }

    private static List<FactInfo> Declared(string[] requires) =>
    [
        .. Earning.Zip(requires, (e, r) => new FactInfo(e.Id, LocalizedText.Same(e.Id)) { Share = e.Share, Requires = r.Length > 0 ? [r] : [] }),
        new FactInfo("guard", LocalizedText.Same("guard")) { Cap = 0.4m },
    ];

    private static FactFinding Finding(string state) => state switch
    {
        "held" => FactFinding.Held,
        "half" => FactFinding.Partly(0.5m, Row),
        "broken" => FactFinding.Broken(Row),
        "unread" => FactFinding.Unread(Faults.Throttled),
        "waiting" => FactFinding.Waiting(Seen),
        "asked" => FactFinding.Asked(Seen),
        _ => FactFinding.LeftOut,
    };

    // What is open may turn out to hold or not.
    private static IEnumerable<(string[] States, string Guard)> Completions(string[] found, string guard) =>
        from a in Answers(found[0]) from b in Answers(found[1]) from c in Answers(found[2]) from g in Answers(guard) select (new[] { a, b, c }, g);

    private static string[] Answers(string state) => state is "unread" or "waiting" or "asked" ? ["held", "broken"] : [state];

    private static decimal ShareOf(string[] states, string guard, string[] requires)
    {
        var (earned, whole) = (0m, 0m);
        var dead = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < states.Length; i++)
        {
            if (states[i] == "leftOut")
            {
                continue;
            }

            whole += Earning[i].Share;
            if (states[i] == "broken" || dead.Contains(requires[i]))
            {
                dead.Add(Earning[i].Id);
            }
            else
            {
                earned += Earning[i].Share * (states[i] == "half" ? 0.5m : 1);
            }
        }

        var share = whole == 0 ? 0 : earned / whole;
        return guard == "broken" ? Math.Min(share, 0.4m) : share;
    }
}
