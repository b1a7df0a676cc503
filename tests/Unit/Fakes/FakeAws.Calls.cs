using EksGrader.Checks.Aws;
using EksGrader.Checks.Reads;

namespace EksGrader.Tests.Unit.Fakes;

/// <content>
/// The reads that are written down as calls. What no test says is answered as of a fresh cluster (<see cref="FreshAccount"/>).
/// </content>
internal sealed partial class FakeAws
{
    private readonly Dictionary<Type, Func<object, object>> ofCalls = [];
    private readonly Dictionary<Type, object> ofKinds = [];

    /// <summary>The keys of the calls that were made, in this order.</summary>
    public List<string> AskedCalls { get; } = [];

    /// <summary>Faults of single calls, by what their keys begin with, such as <c>aws eks list-updates</c>.</summary>
    public Dictionary<string, ReadError> CallFaults { get; } = new(StringComparer.Ordinal);

    /// <summary>Answers one kind of call by what it asks: <c>aws.On((DescribeMetricFilters call) => …)</c>.</summary>
    public FakeAws On<TCall, TAnswer>(Func<TCall, TAnswer> answer)
        where TCall : AwsCall<TAnswer>
        where TAnswer : class
    {
        ofCalls[typeof(TCall)] = call => answer((TCall)call);
        return this;
    }

    /// <summary>Answers every call of one kind of answer alike: <c>aws.Has(new AwsAlarm { … })</c>, with none for an empty list.</summary>
    public FakeAws Has<T>(params IReadOnlyList<T> items)
        where T : class => Answers(new AwsItems<T>(items));

    /// <summary>Answers every call of one kind of answer alike, such as a list that is cut or absent.</summary>
    public FakeAws Answers<TAnswer>(TAnswer answer)
        where TAnswer : class
    {
        ofKinds[typeof(TAnswer)] = answer;
        return this;
    }

    /// <summary>Adds to what the calls of one kind of answer say of a fresh cluster, or of what was said before.</summary>
    public FakeAws HasAlso<T>(params IReadOnlyList<T> items)
        where T : class
    {
        var before = ofKinds.TryGetValue(typeof(AwsItems<T>), out var said) ? (AwsItems<T>)said : FreshAccount.ListOf<T>();
        return Answers(before with { Items = [.. before.Items, .. items] });
    }

    /// <summary>Changes each thing that the calls of one kind of answer list.</summary>
    public FakeAws Change<T>(Func<T, T> change)
        where T : class
    {
        var before = ofKinds.TryGetValue(typeof(AwsItems<T>), out var said) ? (AwsItems<T>)said : FreshAccount.ListOf<T>();
        return Answers(before with { Items = [.. before.Items.Select(change)] });
    }

    public Task<ReadResult<T>> AskAsync<T>(AwsCall<T> call, CancellationToken cancellationToken)
        where T : class
    {
        AskedCalls.Add(call.Key);
        Ask(CallFaults.FirstOrDefault(f => call.Key.StartsWith(f.Key, StringComparison.Ordinal)).Value, [.. call.Actions]);
        var answer = ofCalls.TryGetValue(call.GetType(), out var byCall) ? (T)byCall(call)
            : ofKinds.TryGetValue(typeof(T), out var byKind) ? (T)byKind
            : FreshAccount.Answer(call);
        return Task.FromResult(new ReadResult<T>(answer));
    }
}
