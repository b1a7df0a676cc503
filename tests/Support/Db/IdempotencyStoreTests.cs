using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using EksGrader.Db.Submissions;
using EksGrader.Db.Tokens;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Tests.Support.Db;

public abstract class IdempotencyStoreTests(IDatabaseSource source) : DatabaseTests(source)
{
    private static readonly KeyedWrite Write = new("me", "key", "hash");
    private static readonly IdempotencyResult.Repeat Answer = new(202, "Location: /x", [1, 2, 3]);

    protected IdempotencyLocks Locks => Service.Get<IdempotencyLocks>();

    [Fact]
    public async Task Write_ThatWasAnswered_IsAnsweredTheSameForADay()
    {
        Assert.Equal(new IdempotencyResult.Do(IsDone: false), await FindAsync(Write));
        await AnswerAsync(Write);

        var repeat = Assert.IsType<IdempotencyResult.Repeat>(await FindAsync(Write));
        Assert.Equal((202, "Location: /x"), (repeat.Status, repeat.Headers));
        Assert.Equal(Answer.Body, repeat.Body);
        Assert.IsType<IdempotencyResult.Mismatch>(await FindAsync(Write with { RequestHash = "other" }));
        Assert.Equal(new IdempotencyResult.Do(IsDone: false), await FindAsync(Write with { Caller = "another" }));

        Time.Advance(IdempotencyStore.Memory + TimeSpan.FromSeconds(1));
        Assert.Equal(new IdempotencyResult.Do(IsDone: false), await FindAsync(Write with { RequestHash = "other" }));
        await AnswerAsync(Write with { RequestHash = "other" });
        Assert.IsType<IdempotencyResult.Repeat>(await FindAsync(Write with { RequestHash = "other" }));
    }

    [Fact]
    public async Task Submission_WhoseProcessDiedBeforeItAnswered_IsKnownToBeDone()
    {
        var handIn = Class.NewSubmission(await Class.AddStudentAsync()) with { SentAs = Write };
        var made = Assert.IsType<SubmissionResult.Taken>(await Class.AnswerAsync(handIn)).Submission;

        Assert.Equal(new IdempotencyResult.Do(IsDone: true), await FindAsync(Write));
        Assert.Equal(made.Id, Assert.IsType<SubmissionResult.TakenBefore>(await Class.AnswerAsync(handIn)).Submission.Id);
        await AnswerAsync(Write);
        Assert.IsType<IdempotencyResult.Repeat>(await FindAsync(Write));
    }

    [Fact]
    public async Task Answers_OfOneCaller_AreBoundInNumber_TheOldestGoFirst()
    {
        await FillAsync("me", IdempotencyStore.MostOfCaller, size: 10);
        Time.Advance(TimeSpan.FromSeconds(1));
        await FillAsync("another", 5, size: 10);
        await AnswerAsync(Write);

        Assert.Equal((IdempotencyStore.MostOfCaller, 5), (await CountAsync("me"), await CountAsync("another")));
        Assert.IsType<IdempotencyResult.Repeat>(await FindAsync(Write));
        Assert.IsType<IdempotencyResult.Do>(await FindAsync(new KeyedWrite("me", "k0", "hash")));
    }

    [Fact]
    public async Task Answers_OfOneCaller_AreBoundInBytes()
    {
        for (var i = 0; i < 6; i++)
        {
            Time.Advance(TimeSpan.FromSeconds(1));
            await AnswerAsync(Write with { Key = $"big{i}" }, new byte[IdempotencyStore.LongestAnswer]);
        }

        var bytes = await Service.Read(db => db.IdempotencyRecords.SumAsync(r => (long)r.Size, Token));
        Assert.InRange(bytes, IdempotencyStore.LongestAnswer, IdempotencyStore.MostBytesOfCaller);
        Assert.IsType<IdempotencyResult.Repeat>(await FindAsync(Write with { Key = "big5" }));
    }

    [Fact]
    public async Task Answer_ThatIsTooLong_IsNotRemembered()
    {
        await AnswerAsync(Write, new byte[IdempotencyStore.LongestAnswer + 1]);

        Assert.Equal(0, await CountAsync("me"));
    }

    [Fact]
    public async Task Purge_ForgetsWhatIsADayOld_AndNothingElse()
    {
        await FillAsync("me", 700, size: 10);
        await FillAsync("another", 700, size: 10);
        Time.Advance(IdempotencyStore.Memory);
        await AnswerAsync(Write);
        Time.Advance(TimeSpan.FromHours(1));

        Assert.Equal(1400, await Service.In<IdempotencyStore, int>(s => s.ForgetOldAsync(Token)));
        Assert.Equal((1, 0), (await CountAsync("me"), await CountAsync("another")));
    }

    [Fact]
    public async Task Lock_OfAKey_IsOneCallersAtATime()
    {
        await using (var held = await Locks.TryTakeAsync("me", "key", Token))
        {
            Assert.NotNull(held);
            Assert.Null(await Locks.TryTakeAsync("me", "key", Token));
            await using var another = await Locks.TryTakeAsync("another", "key", Token);
            Assert.NotNull(another);
        }

        await using var again = await Locks.TryTakeAsync("me", "key", Token);
        Assert.NotNull(again);
    }

    [Fact]
    public async Task Lock_AskedForByManyAtOnce_IsGivenToOne()
    {
        var taken = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => Locks.TryTakeAsync("me", "key", Token), Token)));

        foreach (var held in taken.OfType<IAsyncDisposable>())
            await held.DisposeAsync();
        Assert.Single(taken, t => t is not null);
    }

    private Task<IdempotencyResult> FindAsync(KeyedWrite write) => Service.In<IdempotencyStore, IdempotencyResult>(s => s.FindAsync(write, Token));

    private Task AnswerAsync(KeyedWrite write, byte[]? body = null) =>
        Service.In<IdempotencyStore>(s => s.AnswerAsync(write, body is null ? Answer : Answer with { Body = body }, Token));

    private Task<int> CountAsync(string caller) => Service.Read(db => db.IdempotencyRecords.CountAsync(r => r.Caller == caller, Token));

    private async Task FillAsync(string caller, int count, int size)
    {
        await using var scope = Service.Scope();
        var store = scope.Get<IdempotencyStore>();
        await scope.Get<EksGraderDb>().WriteAsync(
            async token =>
            {
                for (var i = 0; i < count; i++)
                {
                    Time.Advance(TimeSpan.FromMilliseconds(1));
                    await store.AnswerAsync(new KeyedWrite(caller, $"k{i}", "hash"), Answer with { Body = new byte[size] }, token);
                }
            },
            Token);
    }
}
