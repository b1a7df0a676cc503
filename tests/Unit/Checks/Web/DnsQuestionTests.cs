using System.Net;
using EksGrader.Checks.Core;
using EksGrader.Checks.Reads;
using EksGrader.Checks.Web;
using EksGrader.Tests.Support.Net;
using EksGrader.Tests.Support.Time;

namespace EksGrader.Tests.Unit.Checks.Web;

/// <summary>Names that exist, names that do not, and their addresses, as name servers say it.</summary>
public sealed class DnsQuestionTests
{
    private const string Web = "web.example";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0, true)]
    [InlineData(3, false)]
    public async Task Exists_AnAnswer_IsBelieved(int code, bool exists)
    {
        var asked = new TaskCompletionSource<byte[]>();
        await using var server = LoopbackDns.Answering(q =>
        {
            asked.TrySetResult(q.Query);
            return q.Code(code);
        });

        Assert.Equal(exists, await server.Question().ExistsAsync("A.Gr7.example.", Token));
        Assert.Equal("\u0001a\u0003gr7\u0007example\0\0\u0001\0\u0001", System.Text.Encoding.ASCII.GetString((await asked.Task)[12..]));
    }

    [Theory]
    [InlineData(2)] // SERVFAIL
    [InlineData(5)] // REFUSED
    public async Task AnyQuestion_ServersThatFail_IsNoAnswer(int code)
    {
        await using var server = LoopbackDns.Answering(q => q.Code(code));

        await AssertUnansweredAsync(server.Question().ExistsAsync(Web, Token));
        await AssertUnansweredAsync(server.Question().AddressesAsync(Web, Token));
    }

    [Fact]
    public async Task Exists_AnswersToOtherQuestions_AreNotBelieved()
    {
        await using var server = new LoopbackDns(q =>
        {
            var otherId = q.Code(3);
            otherId[0] ^= 0xff;
            var otherName = q.Code(3);
            otherName[13] ^= 0x01;
            return [[1, 2, 3], q.Query, otherId, otherName, q.Code(0)];
        });

        Assert.True(await server.Question().ExistsAsync(Web, Token));
    }

    [Fact]
    public async Task AnyQuestion_NoOneAnswers_EndsAfterItsPatience()
    {
        var time = new ManualTime();
        var asked = new TaskCompletionSource();
        await using var server = LoopbackDns.Answering(_ =>
        {
            asked.TrySetResult();
            return null;
        });
        var asking = server.Question(time).ExistsAsync(Web, Token);
        await asked.Task.WaitAsync(Token);
        time.Advance(DnsQuestion.Patience);

        await AssertUnansweredAsync(asking);
    }

    [Fact]
    public async Task AnyQuestion_NoNameServerAtAll_IsNoAnswer() =>
        await AssertUnansweredAsync(new DnsQuestion(TimeProvider.System, () => new ResolverSettings([])).ExistsAsync(Web, Token));

    [Theory]
    [InlineData("a..example")]
    [InlineData("")]
    [InlineData("한국.example")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123.example")]
    public async Task AnyQuestion_NoName_DoesNotExist(string name)
    {
        await using var server = LoopbackDns.Answering(q => q.Code(0));

        Assert.False(await server.Question().ExistsAsync(name, Token));
        Assert.Empty(await server.Question().AddressesAsync(name, Token));
        Assert.Equal(0, server.Asked);
    }

    [Fact]
    public async Task Addresses_OfBothFamilies_ComeInTurn()
    {
        await using var server = LoopbackDns.Answering(q => q.Addresses("203.0.113.1", "203.0.113.2", "2001:db8::1"));

        Assert.Equal(["203.0.113.1", "2001:db8::1", "203.0.113.2"], await AddressesAsync(server));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(0)]
    public async Task Addresses_OfANameThatHasNone_AreNone(int code)
    {
        await using var server = LoopbackDns.Answering(q => q.Code(code));

        Assert.Empty(await AddressesAsync(server));
    }

    [Fact]
    public async Task Addresses_OverAliases_AreFoundInWhateverOrder()
    {
        await using var server = LoopbackDns.Answering(q => q.IsIPv6 ? q.Code(0) : q.Records(
            DnsAsked.Address("c.example", "203.0.113.7"), DnsAsked.Alias("B.example", "C.example"), DnsAsked.Alias(null, "b.example"), DnsAsked.Alias("c.example", Web)));

        Assert.Equal(["203.0.113.7"], await AddressesAsync(server));
    }

    [Fact]
    public async Task Addresses_OfOtherNamesSentAlong_DoNotCount()
    {
        await using var server = LoopbackDns.Answering(q => q.IsIPv6 ? q.Code(0) : q.Records(DnsAsked.Address("other.example", "127.0.0.1"), DnsAsked.Address(null, "203.0.113.7")));

        Assert.Equal(["203.0.113.7"], await AddressesAsync(server));
    }

    [Fact]
    public async Task Addresses_AnswerCutOff_AreAskedForByTcp()
    {
        await using var server = LoopbackDns.Answering(q => q.IsTcp ? q.Addresses([.. Enumerable.Range(1, 40).Select(i => $"203.0.113.{i}")]) : q.Truncated());

        Assert.Equal(40, (await AddressesAsync(server)).Count);
    }

    [Fact]
    public async Task Addresses_ServerFailsAtOneFamily_AreThoseOfTheOther()
    {
        await using var server = LoopbackDns.Answering(q => q.IsIPv6 ? q.Code(2) : q.Addresses("203.0.113.7"));

        Assert.Equal(["203.0.113.7"], await AddressesAsync(server));
    }

    [Fact]
    public async Task Addresses_NoneInOneFamilyAndAFailureAtTheOther_IsNoAnswer()
    {
        await using var server = LoopbackDns.Answering(q => q.Code(q.IsIPv6 ? 2 : 0));

        await AssertUnansweredAsync(server.Question().AddressesAsync(Web, Token));
    }

    [Fact]
    public async Task Addresses_FirstServerFails_AreAskedOfTheNextAtOnce()
    {
        await using var failing = LoopbackDns.Answering(q => q.Code(2));
        await using var good = LoopbackDns.Answering(q => q.Addresses("203.0.113.7"));
        var question = new DnsQuestion(new ManualTime(), () => new ResolverSettings([failing.EndPoint, good.EndPoint]));

        Assert.Equal([IPAddress.Parse("203.0.113.7")], await question.AddressesAsync(Web, Token));
    }

    [Fact]
    public async Task Addresses_FirstServerIsSilent_AreAskedOfTheNextAfterAMoment()
    {
        var time = new ManualTime();
        var asked = 0;
        var bothAsked = new TaskCompletionSource();
        await using var silent = LoopbackDns.Answering(_ =>
        {
            if (Interlocked.Increment(ref asked) == 2)
                bothAsked.SetResult();
            return null;
        });
        await using var good = LoopbackDns.Answering(q => q.Addresses("203.0.113.7"));
        var asking = new DnsQuestion(time, () => new ResolverSettings([silent.EndPoint, good.EndPoint])).AddressesAsync(Web, Token);
        await bothAsked.Task.WaitAsync(Token);
        Assert.Equal(0, good.Asked);
        time.Advance(DnsQuestion.Again);

        Assert.Equal([IPAddress.Parse("203.0.113.7")], await asking);
    }

    [Theory]
    [InlineData("practice", "practice.lab.example", true)]
    [InlineData(Web, "web.example.lab.example", false)] // a whole name is asked as it stands
    public async Task Addresses_OfANameWithoutADot_AreLookedForInTheSearchDomains(string name, string known, bool found)
    {
        await using var server = LoopbackDns.Answering(q => q.Name == known ? q.Addresses("203.0.113.7") : q.Code(3));

        Assert.Equal(found, (await server.Question(null, "other.example", "lab.example").AddressesAsync(name, Token)).Count > 0);
    }

    [Fact]
    public async Task Addresses_OfANameWithoutADot_AreFound_WhereASearchDomainFails()
    {
        await using var server = LoopbackDns.Answering(q => q.Name == "practice" ? q.Addresses("203.0.113.7") : q.Code(2));

        Assert.Equal([IPAddress.Parse("203.0.113.7")], await server.Question(null, "broken.example", "other.example").AddressesAsync("practice", Token));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Addresses_OfANameWithoutADot_SearchDomainFails_AndThereIsNoneWithoutIt_IsNoAnswer(int code)
    {
        await using var server = LoopbackDns.Answering(q => q.Code(q.Name == "practice" ? code : 2));

        await AssertUnansweredAsync(server.Question(null, "broken.example").AddressesAsync("practice", Token));
    }

    [Fact]
    public async Task Addresses_OfANameWithoutADot_AreThoseOfTheFirstSearchDomainThatKnowsIt()
    {
        await using var server = LoopbackDns.Answering(q => q.Name switch
        {
            "practice.none.example" => q.Code(3),
            "practice.lab.example" => q.Addresses("203.0.113.7"),
            _ => q.Addresses("198.51.100.9"),
        });

        Assert.Equal([IPAddress.Parse("203.0.113.7")], await server.Question(null, "none.example", "lab.example", "late.example").AddressesAsync("practice", Token));
    }

    public static TheoryData<string, byte[]> Nonsense => new()
    {
        { "a pointer to itself", [0xc0, 29, 0, 1, 0, 1, 0, 0, 0, 1, 0, 4, 127, 0, 0, 1] },
        { "a pointer ahead", [0xc0, 0xff, 0, 1, 0, 1, 0, 0, 0, 1, 0, 4, 127, 0, 0, 1] },
        { "data past the end", [0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 1, 0xff, 0xff, 127, 0, 0, 1] },
        { "a record that ends in its head", [0xc0, 12, 0, 1, 0] },
        { "a label of an unknown kind", [0x80, 1, 0, 1, 0, 1, 0, 0, 0, 1, 0, 4, 127, 0, 0, 1] },
        { "an alias without a name", [0xc0, 12, 0, 5, 0, 1, 0, 0, 0, 1, 0, 2, 63, 65] },
        { "nothing where a record should be", [] },
    };

    [Theory]
    [MemberData(nameof(Nonsense))]
    public async Task Addresses_AnswerThatMakesNoSense_IsNoAnswer(string what, byte[] record)
    {
        await using var server = LoopbackDns.Answering(q => q.Records(record));

        Assert.NotEmpty(what);
        await AssertUnansweredAsync(server.Question().AddressesAsync(Web, Token));
    }

    [Fact]
    public async Task Addresses_AnyBytes_AreNeverMoreThanNoAnswer()
    {
        var random = new Random(7);
        await using var server = LoopbackDns.Answering(q =>
        {
            var answer = q.Records(DnsAsked.Alias(null, "b.example"), DnsAsked.Address("b.example", q.IsIPv6 ? "2001:db8::1" : "203.0.113.7"));
            lock (random)
            {
                for (var i = 0; i < 4; i++)
                    answer[random.Next(q.Query.Length, answer.Length)] = (byte)random.Next(256);
                return answer[..random.Next(q.Query.Length, answer.Length + 1)];
            }
        });

        for (var i = 0; i < 300; i++)
        {
            try
            {
                Assert.True((await server.Question().AddressesAsync(Web, Token)).Count <= 2);
            }
            catch (ReadException e)
            {
                Assert.Equal(ReadFailure.NameUnanswered, e.Fault.Failure);
            }
        }
    }

    private static async Task<List<string>> AddressesAsync(LoopbackDns server) => [.. (await server.Question().AddressesAsync(Web, Token)).Select(a => a.ToString())];

    private static async Task AssertUnansweredAsync(Task asking)
    {
        var fault = (await Assert.ThrowsAsync<ReadException>(() => asking)).Fault;
        Assert.Equal((ReadFailure.NameUnanswered, FaultDomain.Network, true), (fault.Failure, fault.Fault, fault.MayPass));
    }
}
