using EksGrader.Checks.Checks;
using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes;
using EksGrader.Checks.Reads;
using EksGrader.Tests.Unit.Fakes;

namespace EksGrader.Tests.Unit.Gates;

/// <summary>
/// The gate "one right less" (docs/checks.md): a cluster that refuses one of the reads that a check declares is judged as the same cluster
/// that refuses none, or not at all. It is not judged where an answer of the refused read would change the verdict, and only there:
/// a test names such an answer for each read that decides, and for no other.
/// </summary>
/// <example>
/// <code>
/// await new OneRightLess(new NodesCheck(), () => new FakeCluster().With(Make.Node("n1"), Make.Node("n2")))
///     .Decides&lt;Node&gt;(c => c.With(Make.Node("n3")))
///     .HoldAsync();
/// </code>
/// </example>
/// <param name="check">The check.</param>
/// <param name="cluster">Makes the cluster anew: mostly one that passes, but any will do.</param>
/// <param name="parameters">The assignment's values for the check.</param>
internal sealed class OneRightLess(ICheck check, Func<FakeCluster> cluster, params (string Name, object Value)[] parameters)
{
    // Each observation has a word of its own.
    private const string OfEveryObservation = "nonce";

    private readonly Dictionary<string, Func<FakeCluster, FakeCluster>> otherAnswers = new(StringComparer.Ordinal);

    /// <summary>Whether the verdict must be unknown for the reads that decide, and for no other. Otherwise it may be for any.</summary>
    public bool IsExact { get; init; } = true;

    /// <summary>How many reads were refused.</summary>
    public int Refused { get; private set; }

    /// <summary>Names an answer to a list of Kubernetes that gives another verdict.</summary>
    /// <typeparam name="T">The kind that is listed.</typeparam>
    /// <param name="otherAnswer">Changes what the list says, and nothing else.</param>
    public OneRightLess Decides<T>(Func<FakeCluster, FakeCluster> otherAnswer)
        where T : class, IKubernetesObject<T>
    {
        otherAnswers.Add($"{T.Type}", otherAnswer);
        return this;
    }

    /// <summary>Names an answer of AWS that gives another verdict.</summary>
    /// <param name="otherAnswer">Changes what AWS says, and nothing else.</param>
    /// <param name="actions">The actions that the answer needs.</param>
    public OneRightLess Decides(Func<FakeCluster, FakeCluster> otherAnswer, params ReadOnlySpan<string> actions)
    {
        foreach (var action in actions)
        {
            otherAnswers.Add(action, otherAnswer);
        }

        return this;
    }

    /// <summary>Refuses each declared read in turn, and fails with every one that the gate does not let through.</summary>
    public async Task HoldAsync()
    {
        var wrong = await FlawsAsync();
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    /// <summary>Refuses each declared read in turn, and says what the gate does not let through.</summary>
    public async Task<IReadOnlyList<string>> FlawsAsync()
    {
        var granted = cluster();
        var whole = await JudgeAsync(granted);
        List<string> wrong = [];
        if (IsExact && whole.Outcome == Outcome.Unknown)
        {
            wrong.Add($"unknown with all rights: {whole.Summary.En}");
        }

        foreach (var read in check.Info.Reads.Where(r => granted.HasAws || r is not DeclaredRead.Aws))
        {
            var right = NameOf(read);
            Refused++;
            var without = await JudgeAsync(cluster().Refusing(read));
            wrong.AddRange(FlawsOf(whole, without).Select(flaw => $"{right} refused: {flaw}"));
            wrong.AddRange(IsExact ? await InexactAsync(granted, whole, right, without) : []);
        }

        wrong.AddRange(otherAnswers.Keys.Except(check.Info.Reads.Select(NameOf), StringComparer.Ordinal).Select(right => $"{right} is not declared"));
        return wrong;
    }

    private async Task<IEnumerable<string>> InexactAsync(FakeCluster granted, Verdict whole, string right, Verdict without)
    {
        if (!otherAnswers.TryGetValue(right, out var otherAnswer))
        {
            return without.Outcome == Outcome.Unknown ? [$"{right} refused: unknown, though no answer to it is named that changes the verdict: {without.Summary.En}"] : [];
        }

        var flaws = (await FlawsOfAsync(otherAnswer, granted, whole, right)).Select(flaw => $"the other answer of {right}: {flaw}");
        return without.Outcome == Outcome.Unknown ? flaws : flaws.Append($"{right} refused: judged all the same, though it decides: {without.Summary.En}");
    }

    /// <summary>What is wrong with a verdict that fewer rights led to; nothing where it is the same, or unknown by the student's fault.</summary>
    public static IEnumerable<string> FlawsOf(Verdict whole, Verdict without)
    {
        if (without.Outcome == Outcome.Unknown)
        {
            return without.Fault == FaultDomain.Student ? [] : [$"unknown by the fault of {without.Fault}"];
        }

        return (whole.Outcome, whole.Share) != (without.Outcome, without.Share)
            ? [$"{without.Outcome} with {without.Share}, where all rights give {whole.Outcome} with {whole.Share}: {without.Summary.En}"]
            : without.Assurance > whole.Assurance ? [$"assurance {without.Assurance}, where all rights give {whole.Assurance}"] : [];
    }

    private async Task<IEnumerable<string>> FlawsOfAsync(Func<FakeCluster, FakeCluster> otherAnswer, FakeCluster granted, Verdict whole, string right)
    {
        var other = otherAnswer(cluster());
        var verdict = await JudgeAsync(other);
        var foreign = other.Log.Answers
            .Where(a => a.Key != OfEveryObservation && granted.Log.Answers.TryGetValue(a.Key, out var before) && before != a.Value && !IsOf(a.Key, right))
            .Select(a => $"it changes {a.Key} too");
        return (verdict.Outcome, verdict.Share) == (whole.Outcome, whole.Share) ? ["it changes nothing", .. foreign] : foreign;
    }

    // Reads of Kubernetes are named by their kind; one of AWS may need several actions.
    private static bool IsOf(string key, string right) => right.Contains(':', StringComparison.Ordinal)
        ? key.StartsWith("aws ", StringComparison.Ordinal)
        : $"{key} ".StartsWith($"kubernetes list {right} ", StringComparison.Ordinal) || key.StartsWith($"kubernetes find {right} ", StringComparison.Ordinal);

    private static string NameOf(DeclaredRead read) => read switch
    {
        DeclaredRead.Kubernetes { Type: var type } => $"{type}",
        DeclaredRead.Aws { Action: var action } => action,
        _ => throw new ArgumentException($"{read} is no read of Kubernetes or AWS.", nameof(read)),
    };

    private async Task<Verdict> JudgeAsync(FakeCluster some)
    {
        try
        {
            return await some.JudgeAsync(check, parameters);
        }
        catch (ReadException e)
        {
            // As the runner of a grading has it.
            return Verdict.Unknown(e.Fault.Fault, e.Fault.Summary);
        }
    }
}
