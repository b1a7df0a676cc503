using System.Net;
using System.Net.Sockets;
using EksGrader.Checks.Core;
using EksGrader.Checks.Reads;
using EksGrader.Checks.Web;
using EksGrader.Tests.Support.Net;
using EksGrader.Tests.Support.Time;

namespace EksGrader.Tests.Unit.Checks.Web;

public sealed class GuardedConnectorTests
{
    private readonly List<string> dialled = [];
    private readonly ManualTime time = new();

    private static CancellationToken Ends => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Connect_PublicAddress_IsContacted()
    {
        var connection = await Connector(["8.8.8.8"]).ConnectAsync("web.test", 80, Ends);

        Assert.Equal(IPAddress.Parse("8.8.8.8"), connection.Address);
    }

    [Fact]
    public async Task Connect_NameChangesItsMind_ConnectsToWhatTheGuardSaw()
    {
        var answers = new Queue<string>(["8.8.8.8", "127.0.0.1"]);
        var resolver = new FakeResolver().With("rebind.test", () => [IPAddress.Parse(answers.Dequeue())]);
        var connector = new GuardedConnector(resolver, AddressGuard.PublicOnly, time, Dial);

        Assert.Equal(IPAddress.Parse("8.8.8.8"), (await connector.ConnectAsync("rebind.test", 80, Ends)).Address);
        Assert.Equal(ConnectFailure.Blocked, (await Assert.ThrowsAsync<ConnectException>(() => connector.ConnectAsync("rebind.test", 80, Ends))).Failure);
        Assert.Equal(["8.8.8.8"], dialled);
        Assert.Equal(2, resolver.Asked);
    }

    [Fact]
    public async Task Connect_SomeAddressesBlocked_ContactsTheOthersOnly()
    {
        await Connector(["10.0.0.1", "8.8.4.4"]).ConnectAsync("web.test", 80, Ends);

        Assert.Equal(["8.8.4.4"], dialled);
    }

    [Fact]
    public async Task Connect_FirstRefuses_TriesTheNextAtOnce()
    {
        var connection = await Connector(["8.8.8.1", "8.8.8.8"]).ConnectAsync("web.test", 80, Ends);

        Assert.Equal(["8.8.8.1", "8.8.8.8"], dialled);
        Assert.Equal(IPAddress.Parse("8.8.8.8"), connection.Address);
    }

    [Fact]
    public async Task Connect_FirstIsSilent_TriesTheNextAfterAMoment()
    {
        var connecting = Connector(["8.8.8.0", "8.8.8.8"]).ConnectAsync("web.test", 80, Ends);
        Assert.Equal(["8.8.8.0"], dialled);
        time.Advance(GuardedConnector.Stagger);

        Assert.Equal(IPAddress.Parse("8.8.8.8"), (await connecting).Address);
    }

    [Theory]
    [InlineData("8.8.8.0")]
    [InlineData("8.8.8.0 8.8.9.0")]
    public async Task Connect_AllSilent_EndsAfterItsPatience(string addresses)
    {
        var connecting = Connector(addresses.Split(' ')).ConnectAsync("web.test", 80, Ends);
        time.Advance(GuardedConnector.Patience);

        var e = await Assert.ThrowsAsync<ConnectException>(() => connecting);

        Assert.Equal((ConnectFailure.TimedOut, ReadFailure.TimedOut, FaultDomain.Network), (e.Failure, e.Fault.Failure, e.Fault.Fault));
    }

    [Theory]
    [InlineData("", ConnectFailure.NameNotFound, ReadFailure.NameNotFound, FaultDomain.Student)]
    [InlineData("10.0.0.1 ::1", ConnectFailure.Blocked, ReadFailure.Blocked, FaultDomain.Student)]
    [InlineData("8.8.8.1", ConnectFailure.Refused, ReadFailure.Unreachable, FaultDomain.Student)]
    [InlineData("8.8.8.2 2600::2", ConnectFailure.NoNetwork, ReadFailure.Unreachable, FaultDomain.Network)]
    [InlineData("8.8.8.2 8.8.8.1", ConnectFailure.Refused, ReadFailure.Unreachable, FaultDomain.Student)]
    [InlineData("8.8.8.3", ConnectFailure.Unreachable, ReadFailure.Unreachable, FaultDomain.Network)]
    public async Task Connect_ThatFails_SaysHow(string addresses, ConnectFailure failure, ReadFailure read, FaultDomain fault)
    {
        var e = await Assert.ThrowsAsync<ConnectException>(() => Connector(addresses.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ConnectAsync("web.test", 443, Ends));

        Assert.Equal((failure, read, fault), (e.Failure, e.Fault.Failure, e.Fault.Fault));
        Assert.Contains("web.test", e.Fault.Summary.En, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connect_ResolverDoesNotAnswer_IsNoOnesFact()
    {
        var resolver = new FakeResolver().With("web.test", () => throw NetworkErrors.NameUnanswered("web.test", detail: null));

        var e = await Assert.ThrowsAsync<ConnectException>(() => new GuardedConnector(resolver, AddressGuard.PublicOnly, time, Dial).ConnectAsync("web.test", 80, Ends));

        Assert.Equal((ConnectFailure.NameUnanswered, FaultDomain.Network), (e.Failure, e.Fault.Fault));
    }

    [Fact]
    public async Task Connect_RealSocketThatNoOneListensOn_IsRefused()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        var connector = new GuardedConnector(new FakeResolver(), new AddressGuard([IPNetwork.Parse("127.0.0.0/8")]), TimeProvider.System);

        Assert.Equal(ConnectFailure.Refused, (await Assert.ThrowsAsync<ConnectException>(() => connector.ConnectAsync("127.0.0.1", port, Ends))).Failure);
    }

    /// <summary>The HTTP handler asks a connection for its peer's address, and lets the exception of one that is gone through as it is.</summary>
    [Fact]
    public async Task Connect_PeerResetsAtOnce_IsAFailedConnection()
    {
        var connector = new GuardedConnector(new FakeResolver().With("web.test", "8.8.8.8"), AddressGuard.PublicOnly, time, ResetAsync);

        var e = await Assert.ThrowsAsync<ConnectException>(() => connector.ConnectAsync("web.test", 80, Ends));

        Assert.Equal((ConnectFailure.Unreachable, true), (e.Failure, e.Fault.MayPass));
    }

    private static async ValueTask<Stream> ResetAsync(IPEndPoint endPoint, CancellationToken cancellationToken)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(listener.LocalEndpoint, cancellationToken);
        using (var accepted = await listener.AcceptSocketAsync(cancellationToken))
            accepted.LingerState = new LingerOption(enable: true, seconds: 0);
        Assert.True(socket.Poll(TimeSpan.FromMinutes(1), SelectMode.SelectRead));
        return new NetworkStream(socket, ownsSocket: true);
    }

    private GuardedConnector Connector(string[] addresses) => new(new FakeResolver().With("web.test", addresses), AddressGuard.PublicOnly, time, Dial);

    // The last number says what the address does: 0 is silent, 1 refuses, 2 has no route, 3 no host; others answer.
    private async ValueTask<Stream> Dial(IPEndPoint endPoint, CancellationToken cancellationToken)
    {
        dialled.Add(endPoint.Address.ToString());
        switch (endPoint.Address.GetAddressBytes()[^1])
        {
            case 0:
                await Task.Delay(Timeout.InfiniteTimeSpan, time, cancellationToken);
                break;
            case 1:
                throw new SocketException((int)SocketError.ConnectionRefused);
            case 2:
                throw new SocketException((int)SocketError.NetworkUnreachable);
            case 3:
                throw new SocketException((int)SocketError.HostUnreachable);
        }

        return Stream.Null;
    }
}
