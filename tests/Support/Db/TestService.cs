using EksGrader.Db.Setup;
using EksGrader.Db.Storage;
using EksGrader.Tests.Support.Time;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace EksGrader.Tests.Support.Db;

/// <summary>Where tests get a fresh database from.</summary>
public interface IDatabaseSource : IAsyncDisposable
{
    /// <summary>The configuration of a service on a database of its own, with nothing in it.</summary>
    ValueTask<IReadOnlyDictionary<string, string?>> NewDatabaseAsync(CancellationToken cancellationToken);
}

/// <summary>One process of the service, as far as the database goes. Several on the same configuration are several processes.</summary>
public sealed class TestService : IAsyncDisposable
{
    private readonly ServiceProvider services;

    public TestService(IReadOnlyDictionary<string, string?> configuration, TimeProvider? time = null)
    {
        Time = time as ManualTime ?? new ManualTime();
        services = new ServiceCollection()
            .AddLogging()
            .AddSingleton(time ?? Time)
            .AddDatabase(new ConfigurationBuilder().AddInMemoryCollection(configuration).Build())
            .BuildServiceProvider(validateScopes: true);
    }

    public ManualTime Time { get; }

    public T Get<T>()
        where T : notnull =>
        services.GetRequiredService<T>();

    public Task MigrateAsync(CancellationToken cancellationToken) => Get<DatabaseStart>().MigrateAsync(cancellationToken);

    /// <summary>Does something in a scope of its own, as a request or a job does.</summary>
    public async Task<T> In<TService, T>(Func<TService, Task<T>> work)
        where TService : notnull
    {
        await using var scope = services.CreateAsyncScope();
        return await work(scope.ServiceProvider.GetRequiredService<TService>());
    }

    public async Task In<TService>(Func<TService, Task> work)
        where TService : notnull
    {
        await using var scope = services.CreateAsyncScope();
        await work(scope.ServiceProvider.GetRequiredService<TService>());
    }

    public Task<T> Read<T>(Func<EksGraderDb, Task<T>> query) => In(query);

    public AsyncServiceScope Scope() => services.CreateAsyncScope();

    public ValueTask DisposeAsync() => services.DisposeAsync();
}

internal static class Scopes
{
    public static T Get<T>(this AsyncServiceScope scope)
        where T : notnull =>
        scope.ServiceProvider.GetRequiredService<T>();
}
