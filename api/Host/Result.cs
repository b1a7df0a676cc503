using System.Diagnostics.CodeAnalysis;
using EksGrader.Checks.Core;
using EksGrader.Checks.Input;

namespace EksGrader.Api.Host;

/// <summary>Why something was not done.</summary>
/// <param name="Kind">What kind of problem it is.</param>
/// <param name="Detail">What happened and what to do, for people; null where the kind says it all.</param>
/// <param name="Errors">Everything that is wrong, at its field; empty where it is no matter of fields.</param>
public sealed record Error(ProblemKind Kind, LocalizedText? Detail, IReadOnlyList<ValidationError> Errors)
{
    /// <summary>How long to wait before it is tried again; null where that changes nothing.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>It does not exist, or the caller may not see it.</summary>
    public static Error Missing { get; } = new(ProblemKind.NotFound, null, []);

    /// <summary>The caller sees it, but may not do that to it.</summary>
    public static Error Forbidden { get; } = new(ProblemKind.Forbidden, null, []);

    /// <summary>Fields are wrong.</summary>
    public static Error Invalid(IReadOnlyList<ValidationError> faults) => new(ProblemKind.Invalid, null, faults);

    /// <summary>One field is wrong.</summary>
    public static Error Invalid(string field, LocalizedText message) => Invalid([new ValidationError(field, message)]);

    /// <summary>Any other kind.</summary>
    public static Error Of(ProblemKind kind, LocalizedText? detail = null) => new(kind, detail, []);
}

/// <summary>What a query or a command came to: its value, or why there is none.</summary>
/// <typeparam name="T">The value.</typeparam>
public sealed class Result<T>
    where T : class
{
    private Result(T? value, Error? refusal) => (Value, Error) = (value, refusal);

    /// <summary>The value; null where it was refused.</summary>
    public T? Value { get; }

    /// <summary>Why there is no value; null where there is one.</summary>
    public Error? Error { get; }

    /// <summary>Whether it was done.</summary>
    [MemberNotNullWhen(true, nameof(Value))]
    [MemberNotNullWhen(false, nameof(Error))]
    public bool IsSuccess => Value is not null;

    /// <summary>Done.</summary>
    public static implicit operator Result<T>(T value) => new(value, null);

    /// <summary>Not done.</summary>
    public static implicit operator Result<T>(Error refusal) => new(null, refusal);
}

/// <summary>That something was done, where there is nothing to tell.</summary>
public sealed record Unit
{
    /// <summary>Done.</summary>
    public static Unit Value { get; } = new();
}
