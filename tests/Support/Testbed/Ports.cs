using System.Net;
using System.Net.Sockets;

namespace EksGrader.Tests.Support.Testbed;

/// <summary>Ports of loopback for servers that cannot choose one themselves.</summary>
internal static class Ports
{
    /// <summary>Some ports that are free now. Someone may take one before the server does: start again then.</summary>
    public static int[] Free(int count)
    {
        var sockets = Enumerable.Range(0, count).Select(_ => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)).ToList();
        try
        {
            return
            [
                .. sockets.Select(socket =>
                {
                    socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
                    return ((IPEndPoint?)socket.LocalEndPoint)?.Port ?? throw new InvalidOperationException("The socket has no port.");
                }),
            ];
        }
        finally
        {
            sockets.ForEach(s => s.Dispose());
        }
    }
}
