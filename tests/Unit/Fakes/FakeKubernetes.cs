using System.Text.Json;
using EksGrader.Checks.Kubernetes;
using EksGrader.Checks.Reads;

namespace EksGrader.Tests.Unit.Fakes;

/// <summary>A Kubernetes API of objects that were put into it.</summary>
internal sealed class FakeKubernetes : IKubernetesClient
{
    private readonly Dictionary<ResourceType, List<object>> objects = [];
    private readonly Dictionary<ResourceType, ReadError> faults = [];
    private readonly HashSet<ResourceType> absent = [];

    public IReadOnlySet<ResourceType>? Declared { get; set; }

    public bool CanWrite { get; set; }

    /// <summary>Where set, no read is answered before it.</summary>
    public Task? Gate { get; set; }

    /// <summary>Where set, no list of a kind is answered before it.</summary>
    public Func<ResourceType, Task>? GateOf { get; set; }

    /// <summary>What else is there of a kind, told anew for each read; null for nothing.</summary>
    public Func<ResourceType, IReadOnlyList<object>?>? Before { get; set; }

    public void Add<T>(IEnumerable<T> some)
        where T : class, IKubernetesObject<T>
    {
        if (!objects.TryGetValue(T.Type, out var list))
        {
            objects.Add(T.Type, list = []);
        }

        list.AddRange(some);
    }

    /// <summary>Puts other objects of a kind in the place of all of them.</summary>
    public void Replace<T>(params IEnumerable<T> some)
        where T : class, IKubernetesObject<T>
    {
        objects.GetValueOrDefault(T.Type)?.RemoveAll(o => o is T);
        Add(some);
    }

    /// <summary>Changes each object of a kind; null takes it away.</summary>
    public void Change<T>(Func<T, T?> change)
        where T : class, IKubernetesObject<T> =>
        Replace([.. (objects.GetValueOrDefault(T.Type) ?? []).OfType<T>().Select(change).OfType<T>()]);

    /// <summary>Objects that stand beside the others as a server would send them, JSON documents that the kind's own reader reads.</summary>
    public Func<ResourceType, IEnumerable<string>>? Documents { get; set; }

    /// <summary>Takes away every object of a kind.</summary>
    public void Clear(ResourceType type) => objects.Remove(type);

    public void Fail(ResourceType type, ReadError fault) => faults[type] = fault;

    public void Forget(ResourceType type) => absent.Add(type);

    public async Task<ReadResult<ObjectList<T>>> ListAsync<T>(string? inNamespace, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<T>
    {
        if (Declared is not null && !Declared.Contains(T.Type))
        {
            throw new InvalidOperationException($"{T.Type} is read but was not declared.");
        }

        await (Gate ?? Task.CompletedTask);
        await (GateOf?.Invoke(T.Type) ?? Task.CompletedTask);
        if (faults.TryGetValue(T.Type, out var fault))
        {
            throw new ReadException(fault);
        }

        var items = (objects.GetValueOrDefault(T.Type) ?? []).Concat(Before?.Invoke(T.Type) ?? []).OfType<T>()
            .Concat((Documents?.Invoke(T.Type) ?? []).Select(d => JsonSerializer.Deserialize(d, T.Json)).OfType<T>())
            .Where(o => inNamespace is null || o.Metadata.Namespace == inNamespace).ToList();
        return new ReadResult<ObjectList<T>>(new ObjectList<T>
        {
            Absent = absent.Contains(T.Type),
            Items = items,
            Table = new PrintedTable([new PrintedColumn("Name", 0), new PrintedColumn("Node", 1)], [.. items.Select(i => new[] { i.Metadata.Name, "?" })]),
        });
    }

    public async Task<ReadResult<ObjectList<T>>> FindAsync<T>(string inNamespace, string name, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<T>
    {
        var (all, bytes) = await ListAsync<T>(inNamespace, cancellationToken);
        return new(all with { Items = [.. all.Items.Where(o => o.Metadata.Name == name)] }, bytes);
    }

    public Task<ReadResult<ServerVersion>> GetVersionAsync(CancellationToken cancellationToken) =>
        Task.FromResult(new ReadResult<ServerVersion>(new ServerVersion { GitVersion = "v1.33.1-eks-595af52" }));

    public Task<ReadResult<AccessAnswer>> CanIAsync(string verb, string group, string resource, CancellationToken cancellationToken) =>
        Task.FromResult(new ReadResult<AccessAnswer>(new AccessAnswer(CanWrite)));
}
