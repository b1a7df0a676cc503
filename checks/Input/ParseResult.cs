using EksGrader.Checks.Core;

namespace EksGrader.Checks.Input;

/// <summary>One thing wrong with an input, at its field.</summary>
/// <param name="Field">The path of the field, such as <c>users[0].user.exec</c> or <c>access.roleArn</c>; with <see cref="Line"/> where the input has lines.</param>
/// <param name="Message">What is wrong and what to give instead.</param>
/// <param name="Line">The line, counted from 1; null where the input has none.</param>
public sealed record ValidationError(string Field, LocalizedText Message, int? Line = null)
{
    /// <summary>What a refused <c>exec</c> of <c>aws eks get-token</c> tells: the AWS access to use instead.</summary>
    public AwsSuggestion? Suggestion { get; init; }

    /// <summary>The same fault where the whole input is itself a field or an option: <c>--kubeconfig users[0].user.exec</c>.</summary>
    public ValidationError Under(string whole) => this with { Field = Field.Length == 0 ? whole : $"{whole} {Field}" };

    /// <summary>One line for a terminal.</summary>
    public override string ToString() => Line is { } line ? $"line {line}, {Field}: {Message.En}" : $"{Field}: {Message.En}";
}

/// <summary>Region, cluster and endpoint that a refused kubeconfig tells.</summary>
public sealed record AwsSuggestion(string? Region, string? ClusterName, string? Endpoint)
{
    /// <summary>The role that the refused command would have assumed; null where it named none.</summary>
    public string? RoleArn { get; init; }
}

/// <summary>An input that was read, or everything that is wrong with it: never both, never neither.</summary>
/// <typeparam name="T">What the input means.</typeparam>
public sealed class ParseResult<T>
    where T : class
{
    internal ParseResult(T? value, IReadOnlyList<ValidationError> faults)
    {
        Value = value;
        Errors = faults;
    }

    /// <summary>What the input means; null where it was refused.</summary>
    public T? Value { get; }

    /// <summary>Everything that is wrong; empty where it was accepted.</summary>
    public IReadOnlyList<ValidationError> Errors { get; }

    /// <summary>Accepted.</summary>
    public static implicit operator ParseResult<T>(T value) => new(value, []);
}

/// <summary>Makes readings where a value does not turn into one by itself.</summary>
public static class ParseResult
{
    /// <summary>Accepted; for interfaces, which have no implicit conversions.</summary>
    public static ParseResult<T> Accepted<T>(T value)
        where T : class =>
        new(value, []);

    /// <summary>Refused.</summary>
    /// <exception cref="ArgumentException">No fault is named.</exception>
    public static ParseResult<T> Refused<T>(IReadOnlyList<ValidationError> faults)
        where T : class =>
        faults.Count > 0 ? new(null, faults) : throw new ArgumentException("A refusal names its faults.", nameof(faults));
}

/// <summary>Gathers everything that is wrong with a document, up to <see cref="DocumentLimits.Faults"/>.</summary>
internal sealed class ValidationErrors
{
    private readonly List<ValidationError> faults = [];

    /// <summary>How many faults were found, those past the limit included.</summary>
    public int Count { get; private set; }

    public IReadOnlyList<ValidationError> Faults => faults;

    public void Add(string field, int line, string text, params object[] arguments)
    {
        Count++;
        if (faults.Count < DocumentLimits.Faults)
            faults.Add(new ValidationError(field, AssignmentTexts.Catalog[text, arguments], line > 0 ? line : null));
    }
}

/// <summary>The sentences about assignments: faults of a file, and the descriptions in its schema.</summary>
public static class AssignmentTexts
{
    /// <summary>The sentences, from <c>AssignmentTexts.resx</c> and <c>AssignmentTexts.ko.resx</c>.</summary>
    public static TextCatalog Catalog { get; } =
        TextCatalog.Beside(typeof(AssignmentTexts), "AssignmentTexts");
}
