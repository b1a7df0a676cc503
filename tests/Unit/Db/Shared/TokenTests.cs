using EksGrader.Db;
using EksGrader.Db.Ids;
using EksGrader.Db.Tokens;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Tests.Unit.Db.Shared;

public abstract class TokenTests(IDatabaseSource source) : DatabaseTests(source)
{
    [Fact]
    public async Task Token_ByItsSecret_FindsItsOwner()
    {
        var student = await Class.AddStudentAsync();
        var made = await MakeAsync(student.UserId);

        var found = await FindAsync(made.Secret);

        Assert.Equal((made.Id, student.UserId), (found?.Token.Id, found?.Owner.Id));
        Assert.Equal(Time.GetUtcNow(), await Service.Read(db => db.Users.Select(u => u.LastSignedInAt).SingleAsync(Token)));
        Assert.DoesNotContain(made.Secret, made.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Token_UsedAgain_IsNotedAndStoredApart()
    {
        var student = await Class.AddStudentAsync();
        var made = await MakeAsync(student.UserId);
        var first = Time.GetUtcNow();
        Assert.NotNull(await FindAsync(made.Secret));

        Time.Advance(TimeSpan.FromMinutes(2));
        Assert.NotNull(await FindAsync(made.Secret));
        Assert.Equal((first, first), await LastAsync());
        await Service.In<TokenStore>(s => s.StoreUsesAsync(Token));
        Assert.Equal((Time.GetUtcNow(), Time.GetUtcNow()), await LastAsync());

        // Seen since by another way: an older use takes nothing back.
        var seen = Time.GetUtcNow().AddMinutes(2);
        Time.Advance(TimeSpan.FromMinutes(1));
        Assert.NotNull(await FindAsync(made.Secret));
        await Service.In<EksGraderDb>(db => db.WriteAsync(async token => (await db.Users.SingleAsync(token)).SignedIn(seen), Token));
        await Service.In<TokenStore>(s => s.StoreUsesAsync(Token));
        Assert.Equal((Time.GetUtcNow(), seen), await LastAsync());

        Task<(DateTimeOffset?, DateTimeOffset?)> LastAsync() => Service.Read(async db =>
            (await db.ApiTokens.Select(t => t.LastUsedAt).SingleAsync(Token), await db.Users.Select(u => u.LastSignedInAt).SingleAsync(Token)));
    }

    [Fact]
    public async Task Token_ExpiredRevokedOrUnknown_FindsNobody()
    {
        var student = await Class.AddStudentAsync();
        var expiring = await MakeAsync(student.UserId);
        var revoked = await MakeAsync(student.UserId, days: 30);
        var classmate = await Class.AddStudentAsync("2026002");

        Assert.False(await Service.In<TokenStore, bool>(s => s.RevokeAsync(revoked.Id, classmate.UserId, Token)));
        Assert.NotNull(await FindAsync(revoked.Secret));
        Assert.True(await Service.In<TokenStore, bool>(s => s.RevokeAsync(revoked.Id, student.UserId, Token)));
        Time.Advance(TimeSpan.FromDays(1));

        Assert.Null(await FindAsync(expiring.Secret));
        Assert.Null(await FindAsync(revoked.Secret));
        Assert.Null(await FindAsync(expiring.Secret + "x"));
    }

    [Fact]
    public async Task Secret_IsNotInTheDatabase()
    {
        var made = await MakeAsync((await Class.AddStudentAsync()).UserId);

        Assert.NotEqual(made.Secret, await Service.Read(db => db.ApiTokens.Select(t => t.Hash).SingleAsync(Token)));
    }

    [Fact]
    public async Task Idempotency_SameRequestAgain_IsAnsweredTheSame()
    {
        Assert.IsType<IdempotencyAnswer.Do>(await BeginAsync("hash"));
        Assert.IsType<IdempotencyAnswer.InProgress>(await BeginAsync("hash"));
        await Service.In<IdempotencyStore>(s => s.AnswerAsync("me", "key", 202, "Location: /x", "{}", Token));

        Assert.Equal(new IdempotencyAnswer.Repeat(202, "Location: /x", "{}"), await BeginAsync("hash"));
        Assert.IsType<IdempotencyAnswer.Mismatch>(await BeginAsync("other"));
        Time.Advance(IdempotencyStore.Memory + TimeSpan.FromSeconds(1));
        Assert.IsType<IdempotencyAnswer.Do>(await BeginAsync("other"));
    }

    [Fact]
    public async Task Idempotency_WhoBeganDied_TheNextOneDoesIt()
    {
        await BeginAsync("hash");

        Time.Advance(TimeSpan.FromMinutes(3));

        Assert.IsType<IdempotencyAnswer.Do>(await BeginAsync("hash"));
        Assert.IsType<IdempotencyAnswer.InProgress>(await BeginAsync("hash"));
    }

    [Fact]
    public async Task Idempotency_ManyAtOnce_OneDoesIt()
    {
        var other = StartAnother();

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => BeginAsync("hash", i % 2 == 0 ? Service : other), Token)));

        Assert.Single(answers, a => a is IdempotencyAnswer.Do);
    }

    [Fact]
    public async Task Idempotency_ForgottenOrOld_IsNewAgain()
    {
        await BeginAsync("hash");
        await Service.In<IdempotencyStore>(s => s.ForgetAsync("me", "key", Token));
        Assert.IsType<IdempotencyAnswer.Do>(await BeginAsync("hash"));

        Time.Advance(IdempotencyStore.Memory + TimeSpan.FromSeconds(1));
        Assert.Equal(1, await Service.In<IdempotencyStore, int>(s => s.ForgetOldAsync(Token)));
    }

    private Task<NewToken> MakeAsync(UserId owner, int days = 1) =>
        Service.In<TokenStore, NewToken>(s => s.CreateAsync(owner, "laptop", [], Time.GetUtcNow().AddDays(days), Token));

    private Task<(ApiToken Token, EksGrader.Db.Courses.User Owner)?> FindAsync(string secret) =>
        Service.In<TokenStore, (ApiToken, EksGrader.Db.Courses.User)?>(s => s.FindAsync(secret, Token));

    private Task<IdempotencyAnswer> BeginAsync(string hash, TestService? by = null) =>
        (by ?? Service).In<IdempotencyStore, IdempotencyAnswer>(s => s.BeginAsync("me", "key", hash, Token));
}
