using EksGrader.Checks.Core;
using EksGrader.Checks.Receipts;
using EksGrader.Db.Model;
using EksGrader.Db.Receipts;
using EksGrader.Db.Storage;
using EksGrader.Db.Vault;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Tests.Support.Db;

public abstract class VaultTests(IDatabaseSource source) : DatabaseTests(source)
{
    [Fact]
    public async Task Open_ForItsSubmissionAndStudent_GivesWhatWasSealed()
    {
        var submission = await Class.SubmittedAsync(await Class.AddStudentAsync());

        Assert.Equal(StoredCourse.Access, await OpenAsync(submission.Id, submission.StudentId));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Open_EveryKindOfAccess_GivesWhatWasSealed(string kind)
    {
        var access = new ClusterAccess(null, kind switch
        {
            "role" => new AwsAccess.Role("ap-northeast-2", "eks-cluster", "arn:aws:iam::111122223333:role/eks-grader", "external"),
            "keys" => new AwsAccess.Keys("ap-northeast-2", "eks-cluster", "AKIAEXAMPLE", "secret", null),
            _ => new AwsAccess.Own("ap-northeast-2", "eks-cluster"),
        });
        var submission = await Class.SubmittedAsync(await Class.AddStudentAsync());
        await ResealAsync(submission.Id, submission.StudentId, access);

        Assert.Equal(access, await OpenAsync(submission.Id, submission.StudentId));
    }

    public static TheoryData<string> Kinds => ["role", "keys", "own"];

    [Fact]
    public async Task DropKubeconfig_JoinedByAws_LeavesAwsForTheWatchOverTheDeletionAlone()
    {
        var submission = await Class.SubmittedAsync(await Class.AddStudentAsync());

        Assert.True(await Service.In<IVault, bool>(vault => vault.DropKubeconfigAsync(submission.Id, "done", Token)));
        Assert.False(await Service.In<IVault, bool>(vault => vault.DropKubeconfigAsync(submission.Id, "done", Token)));

        Assert.Equal(StoredCourse.Access with { Kubeconfig = null }, await OpenAsync(submission.Id, submission.StudentId));
        Assert.False(await Service.In<IVault, bool>(vault => vault.HoldsAsync(submission.Id, Token)));
        var trail = await Service.Read(db => db.AuditEntries.SingleAsync(e => e.What == "access.kubeconfig-deleted", Token));
        Assert.Equal(("service", $"submission {submission.Id}", "done"), (trail.By, trail.Subject, trail.Why));

        // Given anew it is whole again.
        await ResealAsync(submission.Id, submission.StudentId, StoredCourse.Access);
        Assert.True(await Service.In<IVault, bool>(vault => vault.HoldsAsync(submission.Id, Token)));
    }

    [Fact]
    public async Task DropKubeconfig_OfNothingElse_DeletesAll_AndOfAwsAloneNothing()
    {
        var alone = await Class.SubmittedAsync(await Class.AddStudentAsync());
        await ResealAsync(alone.Id, alone.StudentId, StoredCourse.Access with { Aws = null });
        var aws = await Class.SubmittedAsync(await Class.AddStudentAsync("2026002"));
        await ResealAsync(aws.Id, aws.StudentId, StoredCourse.Access with { Kubeconfig = null });

        Assert.True(await Service.In<IVault, bool>(vault => vault.DropKubeconfigAsync(alone.Id, "done", Token)));
        Assert.False(await Service.In<IVault, bool>(vault => vault.DropKubeconfigAsync(aws.Id, "done", Token)));

        Assert.Null(await OpenAsync(alone.Id, alone.StudentId));
        Assert.NotNull(await OpenAsync(aws.Id, aws.StudentId));
    }

    [Fact]
    public async Task ReceiptKey_MadeByManyAtOnce_IsOne()
    {
        var another = StartAnother();
        var published = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(
            () => (i % 2 == 0 ? Service : another).In<ReceiptKeyring, ReceiptKeySet>(keys => keys.PublishedAsync(Token)), Token)));

        Assert.Single(published.SelectMany(p => p.Keys).Select(k => k.Kid).Distinct(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Open_ByAnotherProcess_GivesWhatWasSealed()
    {
        var submission = await Class.SubmittedAsync(await Class.AddStudentAsync());

        Assert.Equal(StoredCourse.Access, await OpenAsync(submission.Id, submission.StudentId, StartAnother()));
    }

    [Fact]
    public async Task Open_ForAnotherStudent_GivesNothing()
    {
        var submission = await Class.SubmittedAsync(await Class.AddStudentAsync());
        var classmate = await Class.AddStudentAsync("2026002");

        Assert.Null(await OpenAsync(submission.Id, classmate.Id));
    }

    [Fact]
    public async Task Open_CiphertextMovedToAnotherRow_IsRefused()
    {
        var victim = await Class.SubmittedAsync(await Class.AddStudentAsync());
        var thief = await Class.SubmittedAsync(await Class.AddStudentAsync("2026002"));
        FormattableString move = $"""
            UPDATE "SealedAccesses" SET "Ciphertext" = (SELECT a."Ciphertext" FROM "SealedAccesses" a WHERE a."SubmissionId" = {victim.Id.Value})
            WHERE "SubmissionId" = {thief.Id.Value}
            """;
        Assert.Equal(1, await Service.Read(db => db.Database.ExecuteSqlAsync(move, Token)));

        var refused = await Assert.ThrowsAsync<VaultException>(() => OpenAsync(thief.Id, thief.StudentId));

        Assert.Contains("changed or moved", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(StoredCourse.Secret, refused.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_AfterItsTime_GivesNothingAndIsListedForDeletion()
    {
        var submission = await Class.SubmittedAsync(await Class.AddStudentAsync());

        Time.Advance(TimeSpan.FromDays(7));

        Assert.Null(await OpenAsync(submission.Id, submission.StudentId));
        Assert.Equal([submission.Id], await Service.In<IVault, IReadOnlyList<SubmissionId>>(v => v.ExpiredAsync(Token)));
    }

    [Fact]
    public async Task Delete_TakesTheAccessAndWritesTheAuditTrail()
    {
        var submission = await Class.SubmittedAsync(await Class.AddStudentAsync());

        Assert.True(await Service.In<IVault, bool>(v => v.DeleteAsync(submission.Id, "the last lease is gone", Token)));
        Assert.False(await Service.In<IVault, bool>(v => v.DeleteAsync(submission.Id, "again", Token)));

        Assert.Null(await OpenAsync(submission.Id, submission.StudentId));
        var entry = await Service.Read(db => db.AuditEntries.SingleAsync(Token));
        Assert.Equal(("access.deleted", $"submission {submission.Id}", "the last lease is gone"), (entry.What, entry.Subject, entry.Why));
        Assert.Equal(submission.CourseId, entry.CourseId);
    }

    [Fact]
    public async Task Seal_Again_ReplacesTheAccess()
    {
        var submission = await Class.SubmittedAsync(await Class.AddStudentAsync());
        var renewed = new ClusterAccess(null, new AwsAccess.Own("eu-west-1", "eks-cluster"));

        await ResealAsync(submission.Id, submission.StudentId, renewed);

        Assert.Equal(renewed, await OpenAsync(submission.Id, submission.StudentId));
    }

    protected Task<ClusterAccess?> OpenAsync(SubmissionId submission, StudentId student, TestService? by = null) =>
        (by ?? Service).In<IVault, ClusterAccess?>(vault => vault.OpenAsync(submission, student, Token));

    private async Task ResealAsync(SubmissionId submission, StudentId student, ClusterAccess access)
    {
        await using var scope = Service.Scope();
        var db = scope.Get<EksGraderDb>();
        var vault = scope.Get<IVault>();
        await db.WriteAsync(token => vault.SealAsync(submission, student, access, Time.GetUtcNow().AddDays(1), token), Token);
    }
}
