using System.Net;
using System.Net.Sockets;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Web;

namespace EksGrader.Tests.Unit.Web;

/// <summary>Names that exist and names that do not, as name servers say it.</summary>
public sealed class DnsQuestionTests : IDisposable
{
    private readonly Socket server = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly CancellationTokenSource over = new();

    public DnsQuestionTests() => server.Bind(new IPEndPoint(IPAddress.Loopback, 0));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        over.Cancel();
        over.Dispose();
        server.Dispose();
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(3, false)]
    public async Task Exists_AnAnswer_IsBelieved(int code, bool exists)
    {
        var asked = Serve(query => [Answer(query, code)]);

        Assert.Equal(exists, await Question().ExistsAsync("A.Gr7.example.", Token));
        Assert.Equal("\u0001a\u0003gr7\u0007example\0\0\u0001\0\u0001", System.Text.Encoding.ASCII.GetString((await asked.Task)[12..]));
    }

    [Theory]
    [InlineData(2)] // SERVFAIL
    [InlineData(5)] // REFUSED
    public async Task Exists_ServerThatFails_IsNoAnswer(int code)
    {
        Serve(query => [Answer(query, code)]);

        var e = await Assert.ThrowsAsync<ReadException>(() => Question().ExistsAsync("a.example", Token));

        Assert.Equal(ReadFailure.NameUnanswered, e.Fault.Failure);
    }

    [Fact]
    public async Task Exists_AnswersToOtherQuestions_AreNotBelieved()
    {
        Serve(query =>
        {
            var otherId = Answer(query, 3);
            otherId[0] ^= 0xff;
            var otherName = Answer(query, 3);
            otherName[13] ^= 0x01;
            return [[1, 2, 3], query, otherId, otherName, Answer(query, 0)];
        });

        Assert.True(await Question().ExistsAsync("a.example", Token));
    }

    [Fact]
    public async Task Exists_NobodyAnswers_IsNoAnswer()
    {
        var e = await Assert.ThrowsAsync<ReadException>(() => Question().ExistsAsync("a.example", Token));

        Assert.Equal(ReadFailure.NameUnanswered, e.Fault.Failure);
    }

    [Fact]
    public async Task Exists_NoNameServerAtAll_IsNoAnswer() =>
        await Assert.ThrowsAsync<ReadException>(() => new DnsQuestion(TimeProvider.System, () => []).ExistsAsync("a.example", Token));

    [Theory]
    [InlineData("a..example")]
    [InlineData("")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123.example")]
    public async Task Exists_NoName_DoesNotExist(string name) => Assert.False(await Question().ExistsAsync(name, Token));

    private static byte[] Answer(byte[] query, int code)
    {
        byte[] answer = [.. query];
        answer[2] |= 0x80;
        answer[3] = (byte)code;
        return answer;
    }

    private DnsQuestion Question() => new(TimeProvider.System, () => [(IPEndPoint?)server.LocalEndPoint ?? throw new InvalidOperationException("Not bound.")]);

    private TaskCompletionSource<byte[]> Serve(Func<byte[], IReadOnlyList<byte[]>> answers)
    {
        var asked = new TaskCompletionSource<byte[]>();
        _ = Task.Run(async () =>
        {
            var buffer = new byte[1024];
            while (!over.IsCancellationRequested)
            {
                var got = await server.ReceiveFromAsync(buffer, SocketFlags.None, new IPEndPoint(IPAddress.Any, 0), over.Token);
                asked.TrySetResult(buffer[..got.ReceivedBytes]);
                foreach (var answer in answers(buffer[..got.ReceivedBytes]))
                {
                    await server.SendToAsync(answer, SocketFlags.None, got.RemoteEndPoint, over.Token);
                }
            }
        }, over.Token);
        return asked;
    }
}
