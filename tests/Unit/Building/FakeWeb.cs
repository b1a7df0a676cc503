using System.Collections.Concurrent;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Web;

namespace EksGrader.Tests.Unit.Building;

/// <summary>A world of names and answers; a name that nobody put into it does not exist.</summary>
internal sealed class FakeWeb : IWebProber
{
    private readonly Dictionary<string, NameAnswer> names = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, WebAnswer> answers = new(StringComparer.Ordinal);
    private int inFlight;
    private int most;

    public ReadFault? ResolverFault { get; set; }

    public ReadFault? NetworkFault { get; set; }

    public WebAnswer? AnswerToAll { get; set; }

    /// <summary>Every address that was asked for, in no order.</summary>
    public ConcurrentBag<string> Contacted { get; } = [];

    public int MostAtOnce => most;

    public FakeWeb Name(string host, params GuardedAddress[] addresses)
    {
        names[host] = new NameAnswer(addresses.Length > 0, addresses);
        return this;
    }

    public FakeWeb Public(string host) => Name(host, new GuardedAddress("203.0.113.7", null));

    public FakeWeb Answer(string address, int status) => Answer(address, new WebAnswer { Status = status, Address = "203.0.113.7", Headers = ["Server: nginx"], Body = "<h1>hello</h1>" });

    public FakeWeb Answer(string address, WebAnswer answer)
    {
        answers[address] = answer;
        return this;
    }

    public Task<Seen<NameAnswer>> ResolveAsync(string host, CancellationToken cancellationToken) => ResolverFault is { } fault
        ? throw new ReadException(fault)
        : Task.FromResult(new Seen<NameAnswer>(names.GetValueOrDefault(host) ?? new NameAnswer(Exists: false, [])));

    public async Task<Seen<WebAnswer>> GetAsync(Uri address, CancellationToken cancellationToken)
    {
        Contacted.Add(address.ToString());
        InterlockedMax(Interlocked.Increment(ref inFlight));
        await Task.Yield();
        Interlocked.Decrement(ref inFlight);
        if (NetworkFault is { } fault)
        {
            throw new ReadException(fault);
        }

        return new Seen<WebAnswer>(answers.GetValueOrDefault(address.ToString()) ?? AnswerToAll ?? new WebAnswer { Failure = WebFailure.Refused });
    }

    private void InterlockedMax(int value)
    {
        int seen;
        while (value > (seen = Volatile.Read(ref most)) && Interlocked.CompareExchange(ref most, value, seen) != seen)
        {
        }
    }
}
