using EksGrader.Tests.Real.Fixtures;

namespace EksGrader.Tests.Real.Db;

/// <summary>What the service does (tests/Api), on PostgreSQL.</summary>
public sealed class PostgresServiceTests(PostgresFixture server)
{
    /// <summary>The board, its commands and a cluster's whole story; receipts, and access that is renewed; keys of writes, also of a process that is killed.</summary>
    [Fact]
    public Task Clusters_OfTheService() => ProgramOnPostgres.RunAsync(server, "Tests.Api", "EksGrader.Tests.Api.Features.Clusters.*", "EksGrader.Tests.Api.Features.Receipts.Re*", "EksGrader.Tests.Api.Host.IdempotencyTests", "EksGrader.Tests.Api.Host.KilledServiceTests");
}

/// <summary>What the jobs do (tests/Unit), on PostgreSQL. Beside <see cref="PostgresServiceTests"/>, not after it: each takes minutes.</summary>
public sealed class PostgresJobsTests(PostgresFixture server)
{
    /// <summary>
    /// The watch with its draws, claims and repairs (AWS's weather is the same to both databases); the outbox of reminders; orders, their steps and the
    /// brake; access that is deleted; clocks that were put back; submissions that only hold up, and first tries.
    /// </summary>
    [Fact]
    public Task Jobs_OfEndingClusters() => ProgramOnPostgres.RunAsync(server, "Tests.Unit", "*.WatchDeletionTests", "*.WatchFairnessTests", "*.LeaseVerdictsTests", "*.RemindDeletionTests", "*.StaffReminderTests", "*.EnforceDeletionTests", "*.CredentialPurgerTests", "*.ClockCorrectionTests", "*.HangingSubmissionsTests", "*.FirstTriesTests");
}
