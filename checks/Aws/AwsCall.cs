using System.Text.Json.Serialization.Metadata;

namespace EksGrader.Checks.Aws;

/// <summary>One read of AWS that an observation makes once: the rights that it takes, and how its answer is recorded.</summary>
public abstract record AwsCall<TAnswer>
    where TAnswer : class
{
    private protected AwsCall()
    {
    }

    /// <summary>Names the read within the observation, such as <c>aws eks list-access-entries</c>.</summary>
    public abstract string Key { get; }

    /// <summary>The IAM actions that it takes, in the order in which they are called.</summary>
    public abstract IReadOnlyList<string> Actions { get; }

    internal abstract JsonTypeInfo<TAnswer> Type { get; }

    internal abstract Task<TAnswer> AskAsync(AwsConversation aws);
}

/// <summary>Things that AWS listed.</summary>
/// <param name="Items">Them.</param>
public sealed record AwsItems<T>(IReadOnlyList<T> Items)
{
    /// <summary>Them.</summary>
    public IReadOnlyList<T> Items { get; init => field = value ?? []; } = Items ?? [];

    /// <summary>Whether there are more than a recording keeps: what needed the rest is unread.</summary>
    public bool Cut { get; init; }

    /// <summary>Whether what they were asked of does not exist: the log group, the repository, the pipeline.</summary>
    public bool Absent { get; init; }
}
