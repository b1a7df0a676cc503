using EksGrader.Tests.Support.Time;

namespace EksGrader.Tests.Support.Db;

/// <summary>Tests that hold for every database: written once, run on SQLite by the unit tests and on PostgreSQL by the real ones.</summary>
public abstract class DatabaseTests(IDatabaseSource source) : IAsyncLifetime
{
    private readonly List<TestService> services = [];
    private IReadOnlyDictionary<string, string?> configuration = new Dictionary<string, string?>(StringComparer.Ordinal);

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    protected ManualTime Time { get; } = new();

    protected TestService Service => services[0];

    protected StoredCourse Class => field ??= new StoredCourse(Service);

    public async ValueTask InitializeAsync()
    {
        configuration = await source.NewDatabaseAsync(Token);
        await StartAnother().MigrateAsync(Token);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var service in services)
            await service.DisposeAsync();
        await source.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Another process on the same database, with its own settings where they differ.</summary>
    protected TestService StartAnother(params IEnumerable<KeyValuePair<string, string?>> differences)
    {
        var own = new Dictionary<string, string?>(configuration, StringComparer.Ordinal);
        foreach (var (key, value) in differences)
            own[key] = value;
        var service = new TestService(own, Time);
        services.Add(service);
        return service;
    }
}
