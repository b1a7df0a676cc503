using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using EksGrader.Db.Tokens;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Tests.Support.Db;

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
    public async Task Token_ExpiredRevokedOrUnknown_FindsNoOne()
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

    private Task<NewToken> MakeAsync(UserId owner, int days = 1) =>
        Service.In<TokenStore, NewToken>(s => s.CreateAsync(owner, "laptop", [], Time.GetUtcNow().AddDays(days), Token));

    private Task<(ApiToken Token, EksGrader.Db.Model.User Owner)?> FindAsync(string secret) =>
        Service.In<TokenStore, (ApiToken, EksGrader.Db.Model.User)?>(s => s.FindAsync(secret, Token));
}
