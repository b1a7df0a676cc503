using EksGrader.Db.Storage;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Tests.Support.Db;

public abstract class SchemaTests(IDatabaseSource source) : DatabaseTests(source)
{
    [Fact]
    public async Task Model_HasNoChangeWithoutAMigration() =>
        Assert.False(await Service.Read(db => Task.FromResult(db.Database.HasPendingModelChanges())));

    [Fact]
    public async Task Migrate_AgainOnAMigratedDatabase_ChangesNothing()
    {
        await StartAnother().MigrateAsync(Token);

        Assert.Empty(await Service.Read(db => db.Database.GetPendingMigrationsAsync(Token)));
    }

    [Fact]
    public async Task Migrate_ByManyProcessesAtOnce_IsDoneOnce()
    {
        await using var other = await FreshAsync();
        var services = Enumerable.Range(0, 4).Select(_ => new TestService(other.Configuration, TimeProvider.System)).ToList();

        await Task.WhenAll(services.Select(s => Task.Run(() => s.MigrateAsync(Token), Token)));

        Assert.Empty(await services[0].Read(db => db.Database.GetPendingMigrationsAsync(Token)));
        foreach (var service in services)
            await service.DisposeAsync();
    }

    [Fact]
    public async Task Save_Synchronously_IsRefused() =>
        await Assert.ThrowsAsync<NotSupportedException>(() => Service.Read(db => Task.FromResult(db.SaveChanges())));

    [Fact]
    public async Task Write_ThatThrows_StoresNothing()
    {
        await Class.AddStudentAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(() => Service.In<EksGraderDb>(db => db.WriteAsync(
            async token =>
            {
                (await db.Students.SingleAsync(token)).Leave(Time.GetUtcNow());
                await db.SaveChangesAsync(token);
                throw new InvalidOperationException("crash");
            },
            Token)));

        Assert.Null(await Service.Read(db => db.Students.Select(s => s.LeftAt).SingleAsync(Token)));
    }

    [Fact]
    public async Task Write_OfOneRowByMany_LosesNoChange()
    {
        await Class.AddStudentAsync();
        var other = StartAnother();

        await Task.WhenAll(Enumerable.Range(0, 12).Select(i => Task.Run(
            () => (i % 2 == 0 ? Service : other).In<EksGraderDb>(db => db.WriteAsync(
                async token => db.AssignmentVersions.Add((await db.Assignments.SingleAsync(token)).Revise($"v{i}", "prof", Time.GetUtcNow())),
                Token)),
            Token)));

        Assert.Equal(13, await Service.Read(db => db.Assignments.Select(a => a.CurrentVersion).SingleAsync(Token)));
        Assert.Equal(Enumerable.Range(1, 13), await Service.Read(db => db.AssignmentVersions.Select(v => v.Number).Order().ToListAsync(Token)));
    }

    protected abstract ValueTask<FreshDatabase> FreshAsync();

    /// <summary>Another empty database.</summary>
    protected sealed record FreshDatabase(IReadOnlyDictionary<string, string?> Configuration, IAsyncDisposable Source) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => Source.DisposeAsync();
    }
}
