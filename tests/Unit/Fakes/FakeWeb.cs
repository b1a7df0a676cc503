using System.Collections.Concurrent;
using EksGrader.Checks.Reads;
using EksGrader.Checks.Web;

namespace EksGrader.Tests.Unit.Fakes;

/// <summary>A world of names and answers; a name that no one put into it does not exist.</summary>
internal sealed class FakeWeb : IWebProber
{
    private readonly Dictionary<string, NameResult> names = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, WebResponse> answers = new(StringComparer.Ordinal);
    private int inFlight;
    private int most;

    public ReadError? ResolverFault { get; set; }

    public ReadError? NetworkFault { get; set; }

    public WebResponse? AnswerToAll { get; set; }

    /// <summary>Every address that was asked for, in no order.</summary>
    public ConcurrentBag<string> Contacted { get; } = [];

    public int MostAtOnce => most;

    public FakeWeb Name(string host, params GuardedAddress[] addresses)
    {
        names[host] = new NameResult(addresses.Length > 0, addresses);
        return this;
    }

    public FakeWeb Public(string host) => Name(host, new GuardedAddress("203.0.113.7", null));

    public FakeWeb Answer(string address, int status) => Answer(address, new WebResponse { Status = status, Address = "203.0.113.7", Headers = ["Server: nginx"], Body = "<h1>hello</h1>" });

    public FakeWeb Answer(string address, WebResponse answer)
    {
        answers[address] = answer;
        return this;
    }

    public Task<ReadResult<NameResult>> ResolveAsync(string host, CancellationToken cancellationToken) => ResolverFault is { } fault
        ? throw new ReadException(fault)
        : Task.FromResult(new ReadResult<NameResult>(names.GetValueOrDefault(host) ?? new NameResult(Exists: false, [])));

    public async Task<ReadResult<WebResponse>> GetAsync(Uri address, CancellationToken cancellationToken)
    {
        Contacted.Add(address.ToString());
        InterlockedMax(Interlocked.Increment(ref inFlight));
        await Task.Yield();
        Interlocked.Decrement(ref inFlight);
        if (NetworkFault is { } fault)
        {
            throw new ReadException(fault);
        }

        return new ReadResult<WebResponse>(answers.GetValueOrDefault(address.ToString()) ?? answers.GetValueOrDefault(address.GetLeftPart(UriPartial.Path)) ?? AnswerToAll ?? new WebResponse { Failure = WebFailure.Refused });
    }

    private void InterlockedMax(int value)
    {
        int seen;
        while (value > (seen = Volatile.Read(ref most)) && Interlocked.CompareExchange(ref most, value, seen) != seen)
        {
        }
    }
}
