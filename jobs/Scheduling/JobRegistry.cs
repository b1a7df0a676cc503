using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.DependencyInjection;

namespace EksGrader.Jobs.Scheduling;

/// <summary>A kind of job: how its input is stored and how it is run.</summary>
/// <param name="Name">What it is called on the board and in the store; never changed, since stored firings name it.</param>
/// <param name="Input">The type of its input.</param>
/// <param name="RunAsync">Runs it in a scope with a stored input.</param>
/// <param name="Write">Writes an input down.</param>
internal sealed record JobKind(
    string Name, Type Input, Func<IServiceProvider, string, CancellationToken, Task> RunAsync, Func<object, string> Write)
{
    public static JobKind Of<TJob, TInput>(string name, JsonTypeInfo<TInput> type)
        where TJob : IJob<TInput>
        where TInput : class => new(
            name,
            typeof(TInput),
            (services, stored, token) => services.GetRequiredService<TJob>().RunAsync(
                JsonSerializer.Deserialize(stored, type) ?? throw new JsonException($"The stored input of job {name} is null."), token),
            input => JsonSerializer.Serialize((TInput)input, type));
}

/// <summary>A job that is done again and again.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Every">How often.</param>
/// <param name="RunAsync">Runs it in a scope.</param>
internal sealed record RecurringKind(string Name, Func<JobOptions, TimeSpan> Every, Func<IServiceProvider, CancellationToken, Task> RunAsync)
{
    public static RecurringKind Of<TJob>(string name, Func<JobOptions, TimeSpan> every)
        where TJob : IRecurringJob =>
        new(name, every, (services, token) => services.GetRequiredService<TJob>().RunAsync(token));
}

/// <summary>Every kind of job there is.</summary>
internal sealed class JobRegistry(IEnumerable<JobKind> kinds, IEnumerable<RecurringKind> recurring)
{
    private readonly Dictionary<string, JobKind> byName = kinds.ToDictionary(k => k.Name, StringComparer.Ordinal);
    private readonly Dictionary<Type, JobKind> byInput = kinds.ToDictionary(k => k.Input);
    private readonly Dictionary<string, RecurringKind> recurringByName = recurring.ToDictionary(r => r.Name, StringComparer.Ordinal);

    public IReadOnlyCollection<RecurringKind> AllRecurring => recurringByName.Values;

    public JobKind Of<TInput>() =>
        byInput.GetValueOrDefault(typeof(TInput)) ?? throw new InvalidOperationException($"No job takes a {typeof(TInput).Name}.");

    public JobKind Of(string name) => byName.GetValueOrDefault(name) ?? throw new InvalidOperationException($"No job is called '{name}'.");

    public RecurringKind Recurring(string name) =>
        recurringByName.GetValueOrDefault(name) ?? throw new InvalidOperationException($"No recurring job is called '{name}'.");
}
