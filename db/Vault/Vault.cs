using System.Buffers.Binary;
using System.Security.Cryptography;
using EksGrader.Checks.Core;
using EksGrader.Db.Model;
using EksGrader.Db.Storage;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace EksGrader.Db.Vault;

/// <summary>The vault on ASP.NET Core Data Protection (authenticated encryption with rotating keys).</summary>
internal sealed class Vault(EksGraderDb db, IDataProtectionProvider protection, IKeyManager keys, IOptions<VaultOptions> options, TimeProvider time) : IVault
{
    // The header of a protected payload: this number, then the id of its key.
    private const uint Magic = 0x09F0C9F0;

    public async Task SealAsync(
        SubmissionId submission, StudentId student, ClusterAccess access, DateTimeOffset expiresAt, CancellationToken cancellationToken)
    {
        var plain = AccessJson.Write(access);
        var made = new SealedAccess(submission, student, ProtectorOf(submission, student).Protect(plain), time.GetUtcNow(), expiresAt);
        CryptographicOperations.ZeroMemory(plain);

        var earlier = await db.SealedAccesses.FindAsync([submission], cancellationToken);
        if (earlier is null)
            db.SealedAccesses.Add(made);
        else
            earlier.Replace(made);
    }

    public async Task<ClusterAccess?> OpenAsync(SubmissionId submission, StudentId student, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var found = await db.SealedAccesses.AsNoTracking()
            .FirstOrDefaultAsync(a => a.SubmissionId == submission && a.StudentId == student && a.ExpiresAt > now, cancellationToken);
        return found is null ? null : Read(found);
    }

    // What cannot be opened any more is of no use.
    private ClusterAccess? TryRead(SealedAccess found)
    {
        try
        {
            return Read(found);
        }
        catch (VaultException)
        {
            return null;
        }
    }

    private ClusterAccess Read(SealedAccess found)
    {
        byte[] plain;
        try
        {
            plain = ProtectorOf(found.SubmissionId, found.StudentId).Unprotect(found.Ciphertext);
        }
        catch (CryptographicException e)
        {
            throw new VaultException(Explain(found.SubmissionId, found.Ciphertext), e);
        }

        try
        {
            return AccessJson.Read(plain);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    public async Task KeepUntilAsync(SubmissionId submission, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var found = await db.SealedAccesses.FirstOrDefaultAsync(a => a.SubmissionId == submission && a.ExpiresAt > now, cancellationToken);
        found?.KeepUntil(until);
    }

    public Task<bool> HoldsAsync(SubmissionId submission, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return db.SealedAccesses.AnyAsync(a => a.SubmissionId == submission && a.ExpiresAt > now && !a.OnlyForDeletion, cancellationToken);
    }

    public Task<bool> HoldsForDeletionAsync(SubmissionId submission, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return db.SealedAccesses.AnyAsync(a => a.SubmissionId == submission && a.ExpiresAt > now, cancellationToken);
    }

    public Task<int> CountAsync(AssignmentId assignment, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return db.SealedAccesses.CountAsync(
            a => a.ExpiresAt > now && !a.OnlyForDeletion && db.Submissions.Any(s => s.Id == a.SubmissionId && s.AssignmentId == assignment && s.Status == SubmissionStatus.Graded), cancellationToken);
    }

    public Task<int> DeleteAsync(IReadOnlyCollection<SubmissionId> submissions, string why, CancellationToken cancellationToken) => db.WriteAsync(
        async token =>
        {
            var found = await db.SealedAccesses.Where(a => submissions.Contains(a.SubmissionId)).ToListAsync(token);
            found.RemoveAll(a => db.Entry(a).State == EntityState.Deleted); // by this very transaction
            db.SealedAccesses.RemoveRange(found);
            await NoteAsync("access.deleted", [.. found.Select(a => a.SubmissionId)], why, token);
            return found.Count;
        },
        cancellationToken);

    public Task<bool> DropKubeconfigAsync(SubmissionId submission, string why, CancellationToken cancellationToken) => db.WriteAsync(
        async token =>
        {
            var found = await db.SealedAccesses.FindAsync([submission], token);
            if (found is null || found.OnlyForDeletion)
                return false;
            if (TryRead(found) is not { } access || access is { Kubeconfig: not null, Aws: null })
                return await DeleteAsync([submission], why, token) > 0;
            if (access.Kubeconfig is null)
                return false;

            var plain = AccessJson.Write(access with { Kubeconfig = null });
            found.Reduce(ProtectorOf(submission, found.StudentId).Protect(plain));
            CryptographicOperations.ZeroMemory(plain);
            await NoteAsync("access.kubeconfig-deleted", [submission], why, token);
            return true;
        },
        cancellationToken);

    public async Task<IReadOnlyList<SubmissionId>> ExpiredAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return await db.SealedAccesses.Where(a => a.ExpiresAt <= now).OrderBy(a => a.ExpiresAt).Select(a => a.SubmissionId).ToListAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<SubmissionId>> OfEndedLeasesAsync(CancellationToken cancellationToken) => await db.SealedAccesses
        .Where(a => db.Submissions.Any(s => s.Id == a.SubmissionId && s.Status == SubmissionStatus.Graded && db.Leases.Any(l => l.Id == s.LeaseId && l.EndedAt != null)))
        .Select(a => a.SubmissionId)
        .ToListAsync(cancellationToken);

    public async Task<IReadOnlyList<SubmissionId>> GradedKubeconfigsAsync(CancellationToken cancellationToken) => await db.SealedAccesses
        .Where(a => !a.OnlyForDeletion && db.Submissions.Any(s => s.Id == a.SubmissionId && s.Status == SubmissionStatus.Graded && s.AccessKind == AccessKind.Kubeconfig))
        .Select(a => a.SubmissionId)
        .ToListAsync(cancellationToken);

    public async Task<bool> WipeAsync(CancellationToken cancellationToken) => db is not SqliteDb || await WriteAheadLog.EmptyAsync(db, cancellationToken);

    private async Task NoteAsync(string what, IReadOnlyCollection<SubmissionId> submissions, string why, CancellationToken cancellationToken)
    {
        if (submissions.Count == 0)
            return;
        var courses = await db.Submissions.Where(s => submissions.Contains(s.Id)).Select(s => new { s.Id, s.CourseId }).ToDictionaryAsync(s => s.Id, s => s.CourseId, cancellationToken);
        foreach (var submission in submissions)
        {
            CourseId? course = courses.TryGetValue(submission, out var known) ? known : null;
            db.AuditEntries.Add(new AuditEntry(Id.New<AuditEntryId>(time), time.GetUtcNow(), "service", what, $"submission {submission}", course) { Why = why });
        }
    }

    // Submission and student are part of what is authenticated: a ciphertext that was moved to another row does not open there.
    private IDataProtector ProtectorOf(SubmissionId submission, StudentId student) =>
        protection.CreateProtector("EksGrader.Access.v1", $"student {student}", $"submission {submission}");

    private string Explain(SubmissionId submission, byte[] ciphertext)
    {
        var isPayload = ciphertext.Length >= 20 && BinaryPrimitives.ReadUInt32BigEndian(ciphertext) == Magic;
        if (isPayload && new Guid(ciphertext.AsSpan(4, 16)) is var key && keys.GetAllKeys().All(k => k.KeyId != key))
        {
            return $"The access of submission {submission} was sealed with key {key}, which is not among the keys in {options.Value.Place}. "
                + "Bring that key back from a backup, or have the student give access again.";
        }

        return $"The access of submission {submission} is not what was sealed for this submission and student: the row was changed or moved. Have the student give access again.";
    }
}
