using System.Diagnostics.CodeAnalysis;
using EksGrader.Checks;
using EksGrader.Checks.Access;

namespace EksGrader.Api.Application;

/// <summary>Why something was not done.</summary>
/// <param name="Kind">What kind of problem it is.</param>
/// <param name="Detail">What happened and what to do, for people; null where the kind says it all.</param>
/// <param name="Faults">Everything that is wrong, at its field; empty where it is no matter of fields.</param>
public sealed record Refusal(ProblemKind Kind, LocalizedText? Detail, IReadOnlyList<InputFault> Faults)
{
    /// <summary>How long to wait before it is tried again; null where that changes nothing.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>It does not exist, or the caller may not see it.</summary>
    public static Refusal Missing { get; } = new(ProblemKind.NotFound, null, []);

    /// <summary>The caller sees it, but may not do that to it.</summary>
    public static Refusal Forbidden { get; } = new(ProblemKind.Forbidden, null, []);

    /// <summary>Fields are wrong.</summary>
    public static Refusal Invalid(IReadOnlyList<InputFault> faults) => new(ProblemKind.Invalid, null, faults);

    /// <summary>One field is wrong.</summary>
    public static Refusal Invalid(string field, LocalizedText message) => Invalid([new InputFault(field, message)]);

    /// <summary>Any other kind.</summary>
    public static Refusal Of(ProblemKind kind, LocalizedText? detail = null) => new(kind, detail, []);
}

/// <summary>What a query or a command came to: its value, or why there is none.</summary>
/// <typeparam name="T">The value.</typeparam>
public sealed class Answer<T>
    where T : class
{
    private Answer(T? value, Refusal? refusal) => (Value, Refusal) = (value, refusal);

    /// <summary>The value; null where it was refused.</summary>
    public T? Value { get; }

    /// <summary>Why there is no value; null where there is one.</summary>
    public Refusal? Refusal { get; }

    /// <summary>Whether it was done.</summary>
    [MemberNotNullWhen(true, nameof(Value))]
    [MemberNotNullWhen(false, nameof(Refusal))]
    public bool IsDone => Value is not null;

    /// <summary>Done.</summary>
    public static implicit operator Answer<T>(T value) => new(value, null);

    /// <summary>Not done.</summary>
    public static implicit operator Answer<T>(Refusal refusal) => new(null, refusal);
}

/// <summary>That something was done, where there is nothing to tell.</summary>
public sealed record Done
{
    /// <summary>Done.</summary>
    public static Done It { get; } = new();
}
