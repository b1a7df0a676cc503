using System.Net;
using EksGrader.Checks.Core;
using EksGrader.Checks.Reads;
using EksGrader.Checks.Web;
using EksGrader.Tests.Support.Net;
using EksGrader.Tests.Support.Time;

namespace EksGrader.Tests.Unit.Checks.Web;

public sealed class SystemHostResolverTests : IDisposable
{
    private readonly string hosts = Path.GetTempFileName();

    private static CancellationToken Ends => TestContext.Current.CancellationToken;

    public void Dispose() => File.Delete(hosts);

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("2001:db8::1")]
    public async Task Resolve_PlainAddress_IsItself(string address)
    {
        await using var server = LoopbackDns.Answering(q => q.Code(2));
        using var resolver = Resolver(server);

        Assert.Equal([IPAddress.Parse(address)], await resolver.ResolveAsync(address, Ends));
        Assert.Equal(0, server.Asked);
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("app.LOCALHOST.")]
    public async Task Resolve_Localhost_IsThisMachine(string name)
    {
        using var resolver = new SystemHostResolver(TimeProvider.System);

        Assert.Contains(IPAddress.Loopback, await resolver.ResolveAsync(name, Ends));
    }

    [Fact]
    public async Task Resolve_NameOfTheHostsFile_IsNotAskedForAnywhereElse()
    {
        await File.WriteAllTextAsync(hosts, "# practice\n10.0.0.7\tcluster.example  Alias.example # more\r\nfd00::7 cluster.example\nnonsense x.example\n10.0.0.8\n", Ends);
        await using var server = LoopbackDns.Answering(q => q.Addresses("203.0.113.7"));
        using var resolver = Resolver(server);

        Assert.Equal(["10.0.0.7", "fd00::7"], await ResolveAsync(resolver, "Cluster.example."));
        Assert.Equal(["10.0.0.7"], await ResolveAsync(resolver, "alias.example"));
        Assert.Equal(0, server.Asked);
        Assert.Equal(["203.0.113.7"], await ResolveAsync(resolver, "x.example"));
    }

    [Fact]
    public async Task Resolve_HostsFileThatChanged_IsReadAgain()
    {
        await using var server = LoopbackDns.Answering(q => q.Code(3));
        using var resolver = Resolver(server);
        Assert.Empty(await ResolveAsync(resolver, "new.example"));

        await File.WriteAllTextAsync(hosts, "10.0.0.7 new.example\n", Ends);

        Assert.Equal(["10.0.0.7"], await ResolveAsync(resolver, "new.example"));
    }

    [Fact]
    public async Task Resolve_HostsFileThatIsNotThere_AsksTheNameServers()
    {
        await using var server = LoopbackDns.Answering(q => q.Addresses("203.0.113.7"));
        using var resolver = new SystemHostResolver(TimeProvider.System, server.Question(), new HostsFile($"{hosts}.none"));

        Assert.Equal(["203.0.113.7"], await ResolveAsync(resolver, "web.example"));
    }

    [Fact]
    public async Task Exists_NameOfTheHostsFileAlone_DoesNotExistInPublic()
    {
        await File.WriteAllTextAsync(hosts, "10.0.0.7 private.example\n", Ends);
        await using var server = LoopbackDns.Answering(q => q.Code(3));
        using var resolver = Resolver(server);

        Assert.False(await resolver.ExistsAsync("private.example", Ends));
    }

    [Fact]
    public async Task Resolve_NameNoOneCanHave_HasNoAddress()
    {
        await using var server = LoopbackDns.Answering(q => q.Code(2));
        using var resolver = Resolver(server);

        Assert.Empty(await resolver.ResolveAsync(new string('a', 300), Ends));
    }

    [Fact]
    public async Task Resolve_ResolverDoesNotAnswer_IsNoFactAboutTheName()
    {
        await using var server = LoopbackDns.Answering(q => q.Code(2));
        using var resolver = Resolver(server);

        var fault = (await Assert.ThrowsAsync<ReadException>(async () => await resolver.ResolveAsync("web.example", Ends))).Fault;

        Assert.Equal((ReadFailure.NameUnanswered, FaultDomain.Network, true), (fault.Failure, fault.Fault, fault.MayPass));
    }

    [Fact]
    public async Task Resolve_ManyNamesOfOneStudentHang_NoOtherStudentWaits()
    {
        var hanging = 0;
        var asked = new TaskCompletionSource();
        await using var server = LoopbackDns.Answering(q =>
        {
            if (!q.Name.EndsWith("hangs.example", StringComparison.Ordinal))
                return q.Addresses("203.0.113.7");
            if (Interlocked.Increment(ref hanging) == 2 * SystemHostResolver.OfOneStudent)
                asked.SetResult();
            return null;
        });
        var time = new ManualTime(); // nothing but answers ends a wait
        using var resolver = new SystemHostResolver(time, server.Question(time), new HostsFile(hosts));
        using var over = new CancellationTokenSource();
        var (one, other) = (resolver.For("one"), resolver.For("other"));
        var waiting = Enumerable.Range(0, 1000).Select(i => one.ResolveAsync($"n{i}.hangs.example", over.Token).AsTask()).ToList();
        await asked.Task.WaitAsync(Ends);

        Assert.Equal(["203.0.113.7"], await ResolveAsync(other, "web.example"));
        Assert.Equal(["203.0.113.7"], await ResolveAsync(resolver, "web.example"));
        Assert.DoesNotContain(waiting, w => w.IsCompleted);

        await over.CancelAsync();
        await Task.WhenAll(waiting).ContinueWith(static _ => { }, TaskScheduler.Default);
        Assert.Equal(["203.0.113.7"], await ResolveAsync(one, "web.example")); // their places are free again
    }

    [Fact]
    public async Task Resolve_WaitingForAPlace_EndsAfterItsPatience()
    {
        var time = new ManualTime();
        await using var server = LoopbackDns.Answering(_ => null);
        using var resolver = new SystemHostResolver(time, server.Question(time), new HostsFile(hosts));
        var one = resolver.For("one");
        var waiting = Enumerable.Range(0, 2 * SystemHostResolver.OfOneStudent).Select(i => one.ResolveAsync($"n{i}.example", Ends).AsTask()).ToList();
        time.Advance(SystemHostResolver.Patience);

        foreach (var w in waiting)
            Assert.Equal(ReadFailure.NameUnanswered, (await Assert.ThrowsAsync<ReadException>(() => w)).Fault.Failure);
    }

    private SystemHostResolver Resolver(LoopbackDns server) => new(TimeProvider.System, server.Question(), new HostsFile(hosts));

    private static async Task<List<string>> ResolveAsync(IHostResolver resolver, string name) => [.. (await resolver.ResolveAsync(name, Ends)).Select(a => a.ToString())];
}
