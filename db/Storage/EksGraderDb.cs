using EksGrader.Checks.Core;
using EksGrader.Db.Model;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Db.Storage;

/// <summary>
/// The database. Ask for this type; which of its two kinds there is (<see cref="SqliteDb"/>, <see cref="PostgreSqlDb"/>) only the
/// migrations need to know. Reading: LINQ with ownership in the predicate (<see cref="Visibility"/>). Writing: the stores, or
/// <see cref="WriteAsync{T}"/>.
/// </summary>
public abstract class EksGraderDb : DbContext
{
    private readonly WriteGate gate;

    private protected EksGraderDb(DbContextOptions options, WriteGate gate)
        : base(options) => this.gate = gate;

    /// <summary>People's accounts.</summary>
    public DbSet<User> Users => Set<User>();

    /// <summary>Passkeys of accounts.</summary>
    public DbSet<Passkey> Passkeys => Set<Passkey>();

    /// <summary>Invitations to accounts.</summary>
    public DbSet<Invitation> Invitations => Set<Invitation>();

    /// <summary>Sign-ins that failed, by account and network.</summary>
    public DbSet<FailedSignIns> FailedSignIns => Set<FailedSignIns>();

    /// <summary>Sessions of browsers.</summary>
    public DbSet<BrowserSession> Sessions => Set<BrowserSession>();

    /// <summary>Courses.</summary>
    public DbSet<Course> Courses => Set<Course>();

    /// <summary>Who teaches which course.</summary>
    public DbSet<Membership> Memberships => Set<Membership>();

    /// <summary>The rosters.</summary>
    public DbSet<Student> Students => Set<Student>();

    /// <summary>Assignments.</summary>
    public DbSet<CourseAssignment> Assignments => Set<CourseAssignment>();

    /// <summary>What assignments ask, version by version.</summary>
    public DbSet<AssignmentVersion> AssignmentVersions => Set<AssignmentVersion>();

    /// <summary>Moved due dates.</summary>
    public DbSet<Extension> Extensions => Set<Extension>();

    /// <summary>Submissions.</summary>
    public DbSet<Submission> Submissions => Set<Submission>();

    /// <summary>When submissions were refused.</summary>
    public DbSet<RejectedSubmission> RejectedSubmissions => Set<RejectedSubmission>();

    /// <summary>Points given by instructors.</summary>
    public DbSet<Override> Overrides => Set<Override>();

    /// <summary>Gradings.</summary>
    public DbSet<Grading> Gradings => Set<Grading>();

    /// <summary>Results of checks.</summary>
    public DbSet<GradedCheck> GradedChecks => Set<GradedCheck>();

    /// <summary>Integrity flags.</summary>
    public DbSet<GradingFlag> GradingFlags => Set<GradingFlag>();

    /// <summary>Recordings.</summary>
    public DbSet<StoredRecording> Recordings => Set<StoredRecording>();

    /// <summary>Leases on clusters.</summary>
    public DbSet<Lease> Leases => Set<Lease>();

    /// <summary>Looks for deletion.</summary>
    public DbSet<LeaseProbe> LeaseProbes => Set<LeaseProbe>();

    /// <summary>Orders to delete clusters.</summary>
    public DbSet<DeletionOrder> DeletionOrders => Set<DeletionOrder>();

    /// <summary>What such orders delete.</summary>
    public DbSet<DeletionStep> DeletionSteps => Set<DeletionStep>();

    /// <summary>The outbox of reminders, and the marks that they were sent.</summary>
    public DbSet<Reminder> Reminders => Set<Reminder>();

    /// <summary>How far the reminders of leases have come.</summary>
    public DbSet<ReminderPlan> ReminderPlans => Set<ReminderPlan>();

    /// <summary>How courses remind.</summary>
    public DbSet<CourseReminders> CourseReminders => Set<CourseReminders>();

    /// <summary>Signed receipts of leases that have ended.</summary>
    public DbSet<StoredReceipt> Receipts => Set<StoredReceipt>();

    /// <summary>Plans to regrade assignments.</summary>
    public DbSet<RegradePlan> RegradePlans => Set<RegradePlan>();

    /// <summary>What such plans mean for each submission.</summary>
    public DbSet<RegradeItem> RegradeItems => Set<RegradeItem>();

    /// <summary>Conversations about checks: appeals of verdicts, and feedback.</summary>
    public DbSet<Appeal> Appeals => Set<Appeal>();

    /// <summary>What was said in them.</summary>
    public DbSet<AppealMessage> AppealMessages => Set<AppealMessage>();

    /// <summary>Notes of those who teach.</summary>
    public DbSet<Note> Notes => Set<Note>();

    /// <summary>Flags that an instructor has seen.</summary>
    public DbSet<ReviewedFlag> ReviewedFlags => Set<ReviewedFlag>();

    /// <summary>Access tokens.</summary>
    public DbSet<ApiToken> ApiTokens => Set<ApiToken>();

    /// <summary>Answers to writes with an idempotency key.</summary>
    public DbSet<IdempotencyRecord> IdempotencyRecords => Set<IdempotencyRecord>();

    /// <summary>The audit trail.</summary>
    public DbSet<AuditEntry> AuditEntries => Set<AuditEntry>();

    /// <summary>Access under seal. Only the vault opens one.</summary>
    internal DbSet<SealedAccess> SealedAccesses => Set<SealedAccess>();

    /// <summary>The keys of receipts. Only the keyring opens one.</summary>
    internal DbSet<SigningKey> SigningKeys => Set<SigningKey>();

    /// <summary>The vault's keys, where they are kept in the database.</summary>
    internal DbSet<VaultKey> VaultKeys => Set<VaultKey>();

    /// <summary>How many transactions this context has committed: tells whether a request changed anything.</summary>
    public int Commits { get; private set; }

    /// <summary>
    /// Does some work in one transaction and commits it: all or nothing. Inside, load what is changed, change it, return the answer; it
    /// is saved for you. What was tracked before is forgotten, since the work may run more than once: again on what is there by then
    /// when another writer changed the same row or the database was busy. Within another <c>WriteAsync</c> it joins that one.
    /// </summary>
    /// <typeparam name="T">The answer.</typeparam>
    /// <param name="work">The work; touches nothing but the database.</param>
    /// <param name="cancellationToken">Ends the waiting and the work; nothing of it is stored then.</param>
    /// <exception cref="StorageFullException">The disk is full; nothing of it is stored.</exception>
    /// <exception cref="StorageBusyException">Another process held the database for as long as it is waited for; nothing of it is stored.</exception>
    public Task<T> WriteAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken) => TransactAsync(isDurable: false, work, cancellationToken);

    /// <summary>
    /// <see cref="WriteAsync{T}"/> for what a person was told is stored and cannot do again, such as a submission before the due date: once this
    /// is over, a power cut does not take it back. On SQLite it costs a write that reaches the disk (tests/Bench/README.md); PostgreSQL does
    /// so with every transaction. Within another <c>WriteAsync</c> it joins that one, and is as durable as it.
    /// </summary>
    /// <inheritdoc cref="WriteAsync{T}"/>
    public Task<T> WriteDurablyAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken) => TransactAsync(isDurable: true, work, cancellationToken);

    /// <inheritdoc cref="WriteAsync{T}"/>
    public Task WriteAsync(Func<CancellationToken, Task> work, CancellationToken cancellationToken) => WriteAsync(
        async token =>
        {
            await work(token);
            return true;
        },
        cancellationToken);

    /// <inheritdoc/>
    public override async Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        CountVersionsUp();
        if (Database.CurrentTransaction is not null)
            return await SaveAsync();
        using var turn = await gate.EnterAsync(cancellationToken);
        try
        {
            var saved = await SaveAsync();
            turn?.FoundFree();
            Commits += saved > 0 ? 1 : 0;
            return saved;
        }
        catch (Exception e) when (StorageErrors.IsBusy(e))
        {
            turn?.FoundLocked();
            throw new StorageBusyException(e);
        }

        async Task<int> SaveAsync()
        {
            try
            {
                return await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
            }
            catch (Exception e) when (StorageErrors.IsFull(e))
            {
                throw new StorageFullException(e);
            }
        }
    }

    /// <inheritdoc/>
    public override int SaveChanges(bool acceptAllChangesOnSuccess) =>
        throw new NotSupportedException("Save with SaveChangesAsync: a thread that waits for a lock is a thread that grades nothing.");

    /// <inheritdoc/>
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        Convert<UserId>();
        Convert<CourseId>();
        Convert<StudentId>();
        Convert<AssignmentId>();
        Convert<ExtensionId>();
        Convert<SubmissionId>();
        Convert<GradingId>();
        Convert<RecordingId>();
        Convert<OverrideId>();
        Convert<LeaseId>();
        Convert<LeaseProbeId>();
        Convert<ApiTokenId>();
        Convert<AuditEntryId>();
        Convert<InvitationId>();
        Convert<PasskeyId>();
        Convert<SessionId>();
        Convert<RegradePlanId>();
        Convert<AppealId>();
        Convert<NoteId>();
        Convert<ReviewedFlagId>();
        Convert<DeletionOrderId>();
        Convert<ReminderId>();
        configurationBuilder.Properties<CheckId>().HaveConversion<CheckIdConverter>();
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<InstantConverter>();
        configurationBuilder.Properties<decimal>().HaveConversion<PointsConverter>();
        configurationBuilder.Properties<Enum>().HaveConversion<string>();

        void Convert<TId>()
            where TId : struct, IId<TId> =>
            configurationBuilder.Properties<TId>().HaveConversion<IdConverter<TId>>();
    }

    /// <inheritdoc/>
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(EksGraderDb).Assembly);
        foreach (var entity in modelBuilder.Model.GetEntityTypes())
        {
            // Every key is made by the program, so that a row can be pointed at before it is stored.
            foreach (var property in entity.FindPrimaryKey()?.Properties ?? [])
                property.ValueGenerated = Microsoft.EntityFrameworkCore.Metadata.ValueGenerated.Never;

            if (entity.ClrType.IsAssignableTo(typeof(IVersioned)))
                modelBuilder.Entity(entity.ClrType).Property(nameof(IVersioned.RowVersion)).IsConcurrencyToken();
        }
    }

    private async Task<T> TransactAsync<T>(bool isDurable, Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        if (Database.CurrentTransaction is not null)
            return await work(cancellationToken);
        var answer = await WriteTransaction.RunAsync(this, gate, isDurable, work, cancellationToken);
        Commits++;
        return answer;
    }

    private void CountVersionsUp()
    {
        foreach (var entry in ChangeTracker.Entries<IVersioned>().Where(e => e.State == EntityState.Modified))
        {
            var version = entry.Property(v => v.RowVersion);
            version.CurrentValue = version.OriginalValue + 1;
        }
    }
}

/// <summary>The database on SQLite.</summary>
public sealed class SqliteDb(DbContextOptions<SqliteDb> options, WriteGate gate) : EksGraderDb(options, gate);

/// <summary>The database on PostgreSQL.</summary>
public sealed class PostgreSqlDb(DbContextOptions<PostgreSqlDb> options, WriteGate gate) : EksGraderDb(options, gate);
