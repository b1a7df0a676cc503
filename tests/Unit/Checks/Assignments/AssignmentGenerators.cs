using EksGrader.Checks.Assignments;
using EksGrader.Checks.Checks;
using EksGrader.Checks.Core;
using FsCheck;
using FsCheck.Fluent;
using NodaTime;

namespace EksGrader.Tests.Unit.Checks.Assignments;

/// <summary>Generates valid assignments of <see cref="TestCatalogue"/>, their fields at and between their bounds.</summary>
internal static class AssignmentGenerators
{
    private static readonly Gen<bool> Flag = Gen.Elements(true, false);

    // Words that another YAML reader might take for something else, and characters that need care.
    private static readonly Gen<string> Title = Gen.Elements(
        "EKS assessment", "평가 1", "yes", "null", "~", "2", "1e5", "0x1F", "- a", "a: b", "a #b", "#a", "{a}", "[a", "'a'", "\"a\"", "a\\b", "*a", "&a", "!a", "%a", "@a", "`a", "|", ">", "?", "a,b",
        "2026-12-04", "é", "😀", "a b", "<<", "=", "---", "...", "a:", ":a", "On");

    private static readonly Gen<string> Prose = Gen.Elements(
        "One line.", "# Task\n\nMake a cluster with **two** nodes.\n\n- a\n  - b\n\n```yaml\na: |\n    b\n```", "과제\n\n    코드", "a\n\tb", "a\n \nb", "a\n\n\nb", "---\n...", "a: b\n# c", "a\\b\n\"c\"", "yes", "2", "a\t\nb  \nc", "😀\n😀", "%a\n&b");

    private static readonly Gen<LocalizedText?> Description =
        Gen.OneOf(Gen.Constant<LocalizedText?>(null), Gen.Zip(Prose, Prose).Select(LocalizedText? (p) => new LocalizedText(p.Item1, p.Item2)));

    private static readonly Gen<string> Slug = Gen.Elements("a", "eks-exam", "2024", "1e5", "0x10", "true", "null", "on", "n", new string('z', 64));

    private static readonly Gen<string> Path = Gen.Elements("/", "/health", "/a?b=c&d={e}", "/#x", "/~", "/\"'\\", "/:,[]");

    private static readonly Gen<LocalDateTime?> Time =
        from seconds in Gen.Choose(0, 2_000_000_000)
        from some in Flag
        select some ? new LocalDateTime(2000, 1, 1, 0, 0).PlusSeconds(seconds) : (LocalDateTime?)null;

    private static readonly Gen<DateTimeZone?> Zone =
        Gen.Elements(DateTimeZoneProviders.Tzdb.Ids.Select(DateTimeZone? (id) => DateTimeZoneProviders.Tzdb[id]).Append(null).ToArray());

    public static Gen<Assignment> Assignments { get; } =
        from slug in Slug
        from title in Gen.Zip(Title, Title)
        from due in Time
        from closes in Time
        from opens in Time
        from draft in Flag
        from description in Description
        from zone in Zone
        from counts in Gen.Elements(Enum.GetValues<CountingRule>())
        from attempts in Gen.Elements<int?>(null, 1, 10, 1000)
        from penalty in Gen.Elements(0m, 1m, 0.5m, 0.0001m, 0.10m)
        from settle in Seconds(86_400)
        from access in Gen.SubListOf(Enum.GetValues<AccessKind>()).Where(a => a.Count > 0)
        from flags in Gen.Zip(Flag, Flag)
        from assurance in Gen.Elements(Enum.GetValues<Assurance>())
        from namespaces in Gen.SubListOf("kube-*", "a", "true*", "1", "x-y*")
        from deletion in Deletion
        from checks in Gen.SubListOf(TestCatalogue.Checks.Select(c => c.Id.Value)).Where(c => c.Count > 0)
        from assigned in Gen.CollectToList(checks, Assigned)
        select new Assignment
        {
            Slug = slug,
            Title = new LocalizedText(title.Item1, title.Item2),
            Description = description,
            Draft = draft,
            OpensAt = opens >= due || opens >= closes ? null : opens,
            Due = due,
            ClosesAt = closes < due ? due : closes,
            TimeZone = zone,
            Counts = counts,
            MaxAttempts = attempts,
            LatePenalty = penalty,
            SettleFor = settle,
            Access = [.. access],
            LongLivedKeys = flags.Item1,
            Rules = new AssignmentRules { RequireEks = flags.Item2, Assurance = assurance, SystemNamespaces = [.. namespaces] },
            Deletion = due is null ? deletion with { DeleteBy = DeleteBy.SubmissionDay } : deletion,
            Checks = [.. assigned],
        };

    private static Gen<DeletionRule> Deletion =>
        from deleteBy in Gen.Elements(Enum.GetValues<DeleteBy>())
        from minimum in Seconds(30 * 86_400)
        from late in Seconds(30 * 86_400)
        from lateGrace in Seconds(30 * 86_400)
        from enforce in Flag
        from grace in Seconds(30 * 86_400)
        select new DeletionRule { DeleteBy = deleteBy, Minimum = minimum, LateAfter = late, LateGrace = lateGrace, Enforce = enforce, Grace = grace };

    private static Gen<Duration> Seconds(int most) =>
        Gen.OneOf(Gen.Elements(0, 1, 60, 3600, most), Gen.Choose(0, most)).Select(s => Duration.FromSeconds(s));

    private static Gen<AssignedCheck> Assigned(string id) =>
        from cents in Gen.OneOf(Gen.Elements(0, 1, 2000, 1_000_000), Gen.Choose(0, 1_000_000))
        from parameters in Parameters(id)
        select new AssignedCheck(new CheckId(id), cents / 100m, parameters);

    private static Gen<IReadOnlyDictionary<string, object>> Parameters(string id) =>
        from chosen in Gen.SubListOf<Parameter>(TestCatalogue.Checks.First(c => c.Id.Value == id).Parameters)
        from values in Gen.CollectToList<Parameter, object>(chosen, Value)
        select (IReadOnlyDictionary<string, object>)chosen.Zip(values).ToDictionary(p => p.First.Name, p => p.Second, StringComparer.Ordinal);

    private static Gen<object> Value(Parameter parameter) => parameter switch
    {
        IntegerParameter p => Gen.Choose(p.Minimum, p.Maximum).Select(v => (object)v),
        BooleanParameter => Flag.Select(v => (object)v),
        ChoiceParameter p => Gen.Elements(p.Choices.ToArray()).Select(v => (object)v),
        OptionalIntegerParameter p => Gen.Choose(p.Minimum, p.Maximum).Select(v => (object)v),
        ListParameter p => Gen.SubListOf<string>(p.Choices).Where(l => l.Count > 0).Select(v => (object)WordList.Of(v)),
        DurationParameter => Gen.Choose(0, 86_400).Select(s => (object)DurationText.Format(Duration.FromSeconds(s))),
        _ => Path.Select(v => (object)v),
    };
}
