using System.Net;
using System.Net.Sockets;

namespace EksGrader.Simulator.Net;

/// <summary>
/// Listening sockets for all of 127.0.0.0/8 at once: Linux lets a socket on the wildcard address answer for each of its sixteen
/// million addresses, so thousands of clusters share one socket and keep an address of their own. Bound to the loopback device, it
/// cannot be reached from any other machine.
/// </summary>
internal static class LoopbackSockets
{
    // <sys/socket.h>: what .NET has no name for.
    private const int SolSocket = 1;
    private const int SoBindToDevice = 25;

    public static Socket Bind(EndPoint endPoint)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.SetRawSocketOption(SolSocket, SoBindToDevice, "lo\0"u8);
            socket.Bind(endPoint);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
