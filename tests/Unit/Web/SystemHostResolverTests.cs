using System.Net;
using System.Net.Sockets;
using EksGrader.Checks;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Web;
using EksGrader.Tests.Unit.Support;

namespace EksGrader.Tests.Unit.Web;

public sealed class SystemHostResolverTests
{
    private static CancellationToken Ends => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("2001:db8::1")]
    public async Task Resolve_PlainAddress_IsItself(string address)
    {
        using var resolver = Failing(SocketError.TryAgain);

        Assert.Equal([IPAddress.Parse(address)], await resolver.ResolveAsync(address, Ends));
    }

    [Fact]
    public async Task Resolve_Localhost_ReadsTheMachinesOwnNames()
    {
        using var resolver = new SystemHostResolver(TimeProvider.System);

        Assert.Contains(IPAddress.Loopback, await resolver.ResolveAsync("localhost", Ends));
    }

    [Theory]
    [InlineData(SocketError.HostNotFound)]
    [InlineData(SocketError.NoData)]
    public async Task Resolve_NameThatDoesNotExist_HasNoAddress(SocketError error)
    {
        using var resolver = Failing(error);

        Assert.Empty(await resolver.ResolveAsync("gone.example", Ends));
    }

    [Fact]
    public async Task Resolve_NameNobodyCanHave_HasNoAddress()
    {
        using var resolver = Failing(SocketError.TryAgain);

        Assert.Empty(await resolver.ResolveAsync(new string('a', 300), Ends));
    }

    [Theory]
    [InlineData(SocketError.TryAgain)]
    [InlineData(SocketError.NoRecovery)]
    public async Task Resolve_ResolverDoesNotAnswer_IsNoFactAboutTheName(SocketError error)
    {
        using var resolver = Failing(error);

        var fault = (await Assert.ThrowsAsync<ReadException>(async () => await resolver.ResolveAsync("web.example", Ends))).Fault;

        Assert.Equal((ReadFailure.NameUnanswered, Fault.Network, true), (fault.Failure, fault.Fault, fault.MayPass));
    }

    [Fact]
    public async Task Resolve_ResolverHangs_EndsAfterItsPatience()
    {
        var time = new ManualTime();
        var asked = new TaskCompletionSource();
        using var resolver = new SystemHostResolver(time, (_, _) =>
        {
            asked.SetResult();
            return new TaskCompletionSource<IPAddress[]>().Task;
        });
        var resolving = resolver.ResolveAsync("slow.example", Ends).AsTask();
        await asked.Task.WaitAsync(Ends);
        time.Advance(SystemHostResolver.Patience);

        Assert.Equal(ReadFailure.NameUnanswered, (await Assert.ThrowsAsync<ReadException>(() => resolving)).Fault.Failure);
    }

    private static SystemHostResolver Failing(SocketError error) =>
        new(TimeProvider.System, (_, _) => Task.FromException<IPAddress[]>(new SocketException((int)error)));
}
