using System.Net;
using EksGrader.Checks.Web;

namespace EksGrader.Tests.Support.Net;

/// <summary>Names as a test says; plain addresses are themselves.</summary>
public sealed class FakeResolver : IHostResolver
{
    private readonly Dictionary<string, Func<IReadOnlyList<IPAddress>>> names = new(StringComparer.OrdinalIgnoreCase);

    public int Asked { get; private set; }

    public FakeResolver With(string host, params string[] addresses) => With(host, () => [.. addresses.Select(IPAddress.Parse)]);

    public FakeResolver With(string host, Func<IReadOnlyList<IPAddress>> answer)
    {
        names[host] = answer;
        return this;
    }

    public ValueTask<IReadOnlyList<IPAddress>> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        Asked++;
        return ValueTask.FromResult(names.TryGetValue(host, out var answer) ? answer() : IPAddress.TryParse(host, out var address) ? [address] : []);
    }
}
