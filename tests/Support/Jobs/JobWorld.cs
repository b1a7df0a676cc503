using EksGrader.Checks.Core;
using EksGrader.Checks.Deletion;
using EksGrader.Checks.Grading;
using EksGrader.Db.Model;
using EksGrader.Db.Setup;
using EksGrader.Db.Storage;
using EksGrader.Db.Submissions;
using EksGrader.Jobs;
using EksGrader.Jobs.Leases;
using EksGrader.Jobs.Regrades;
using EksGrader.Jobs.Scheduling;
using EksGrader.Jobs.Submissions;
using EksGrader.Tests.Support.Db;
using EksGrader.Tests.Support.Time;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace EksGrader.Tests.Support.Jobs;

/// <summary>A course with one assignment on a real database (a SQLite file unless told otherwise, or <see cref="GivenPostgres"/>), a clock and a queue that a test moves by hand, and a scripted cluster.</summary>
internal sealed class JobWorld : IAsyncDisposable
{
    public const string Document = """
        assignment: exam
        due: 2026-12-04T23:00
        requireEks: false
        checks:
          - { check: one, points: 20 }
          - { check: two, points: 20, count: 2 }
          - { check: gone, points: 20 }
        """;

    private readonly string folder = Directory.CreateTempSubdirectory("eksgrader-jobs-").FullName;
    private readonly string name = "jobs_" + Guid.NewGuid().ToString("N");
    private ServiceProvider services;

    private JobWorld(Action<IServiceCollection>? adapt, IReadOnlyDictionary<string, string?>? database)
    {
        Database = database ?? new Dictionary<string, string?>
        {
            ["Database:Provider"] = GivenPostgres.ConnectionString(name) is null ? "Sqlite" : "PostgreSql",
            ["Database:ConnectionString"] = GivenPostgres.ConnectionString(name) ?? $"Data Source={folder}/eksgrader.db",
            ["Vault:KeysFolder"] = $"{folder}/keys",
        };
        Inspector = new FakeInspector(Time);
        Deletions = new FakeDeletionProbe(Time);
        Queue = new FakeQueue(Time);
        Adapt = adapt;
        services = Start();
    }

    // 18:00 in Seoul, five hours before the due date.
    public ManualTime Time { get; } = new(new DateTimeOffset(2026, 12, 4, 9, 0, 0, TimeSpan.Zero));

    public FakeInspector Inspector { get; }

    public FakeDeletionProbe Deletions { get; }

    public FakeQueue Queue { get; }

    public IServiceProvider Services => services;

    public CourseId Course { get; private set; }

    public AssignmentId Assignment { get; private set; }

    private Action<IServiceCollection>? Adapt { get; }

    private IReadOnlyDictionary<string, string?> Database { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<JobWorld> BeginAsync(
        string document = Document, Action<IServiceCollection>? adapt = null, IReadOnlyDictionary<string, string?>? database = null)
    {
        var world = new JobWorld(adapt, database);
        if (database is null && GivenPostgres.IsGiven)
            await GivenPostgres.MakeAsync(world.name, Token);
        else if (database is null)
            await MigratedFile.PutAsync($"{world.folder}/eksgrader.db", Token);
        await world.services.GetRequiredService<DatabaseStart>().MigrateAsync(Token);
        await world.WithDbAsync(async db =>
        {
            var now = world.Time.GetUtcNow();
            var course = new Course(Id.New<CourseId>(world.Time), "cloud", "Cloud", EksGrader.Db.Model.Course.DefaultTimeZone, now);
            var assignment = new CourseAssignment(Id.New<AssignmentId>(world.Time), course.Id, "exam", now);
            db.AddRange(course, assignment, assignment.Revise(document, "admin", now));
            (world.Course, world.Assignment) = (course.Id, assignment.Id);
            await db.SaveChangesAsync(Token);
        });
        return world;
    }

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        GivenPostgres.Leave(name);
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>A new process on the same files; what waits in the queue is kept.</summary>
    public async Task RestartAsync()
    {
        await services.DisposeAsync();
        services = Start();
    }

    /// <summary>Another process on the same files, with its own hub of events.</summary>
    /// <param name="plain">Whether it runs without what the test put in.</param>
    public ServiceProvider NewProcess(bool plain = true) => Start(plain);

    public async Task WithStoreAsync(Func<GradingStore, Task> work)
    {
        await using var scope = services.CreateAsyncScope();
        await work(scope.ServiceProvider.GetRequiredService<GradingStore>());
    }

    public async Task<StudentId> EnrolAsync(string number)
    {
        var id = Id.New<StudentId>(Time);
        await WithDbAsync(async db =>
        {
            var now = Time.GetUtcNow();
            var user = new User(Id.New<UserId>(Time), $"{number}@example.com", number, now);
            db.AddRange(user, new Student(id, Course, user.Id, number, $"Student {number}", user.Email, null) { ExternalId = Student.NewExternalId(), AddedAt = now });
            await db.SaveChangesAsync(Token);
        });
        return id;
    }

    public async Task<SubmissionId> SubmitAsync(StudentId student, bool queued = true, string? token = null, string? address = null, bool late = false)
    {
        await using var scope = services.CreateAsyncScope();
        var access = new ClusterAccess(
            new KubeconfigAccess { Server = new Uri("https://host.eks"), CertificateAuthorityPem = "-", Token = token ?? student.ToString() }, null);
        var handIn = new NewSubmission
        {
            CourseId = Course,
            AssignmentId = Assignment,
            AssignmentVersion = 1,
            StudentId = student,
            Access = AccessFacts.Of(AccessKind.Kubeconfig, access),
            LoadBalancerAddress = address,
            IsLate = _ => late,
        };
        var answer = await scope.ServiceProvider.GetRequiredService<SubmissionStore>().StoreAsync(handIn, access, Time.GetUtcNow().AddDays(7), Token);
        var taken = Assert.IsType<SubmissionResult.Taken>(answer).Submission.Id;
        if (queued)
            await Queue.GradeAsync(taken, Token);
        return taken;
    }

    /// <summary>Runs what is due now, and what that makes due.</summary>
    public async Task RunDueAsync()
    {
        while (Queue.TakeDue() is { Count: > 0 } due)
        {
            foreach (var input in due)
                await RunAsync(input);
        }
    }

    public async Task RunAsync(object input, CancellationToken? killed = null, IServiceProvider? process = null)
    {
        var token = killed ?? Token;
        await using var scope = (process ?? services).CreateAsyncScope();
        await (input switch
        {
            GradeInput grade => scope.ServiceProvider.GetRequiredService<GradeSubmission>().RunAsync(grade, token),
            RegradePlanInput plan => scope.ServiceProvider.GetRequiredService<RunRegradePlan>().RunAsync(plan, token),
            RegradeInput regrade => scope.ServiceProvider.GetRequiredService<RegradeSubmission>().RunAsync(regrade, token),
            _ => throw new InvalidOperationException($"What runs {input}?"),
        });
    }

    public async Task RunAsync<TJob>(IServiceProvider? process = null, CancellationToken? killed = null)
        where TJob : IRecurringJob
    {
        await using var scope = (process ?? services).CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<TJob>().RunAsync(killed ?? Token);
    }

    /// <summary>Moves the clock to the next firing again and again, for a while.</summary>
    public async Task PassAsync(TimeSpan while_)
    {
        var until = Time.GetUtcNow() + while_;
        await RunDueAsync();
        while (Queue.Waiting.Values.Select(w => w.At).Where(at => at <= until).Order().Cast<DateTimeOffset?>().FirstOrDefault() is { } next)
        {
            Time.Advance(next - Time.GetUtcNow());
            await RunDueAsync();
        }

        Time.Advance(until - Time.GetUtcNow());
    }

    /// <summary>Takes the vault's keys away, as after a restore that forgot them.</summary>
    public void LoseKeys() => Directory.Move($"{folder}/keys", $"{folder}/lost");

    /// <summary>Brings them back.</summary>
    public void FindKeys()
    {
        if (Directory.Exists($"{folder}/keys"))
            Directory.Delete($"{folder}/keys", recursive: true);
        Directory.Move($"{folder}/lost", $"{folder}/keys");
    }

    public async Task WithDbAsync(Func<EksGraderDb, Task> work)
    {
        await using var scope = services.CreateAsyncScope();
        await work(scope.ServiceProvider.GetRequiredService<EksGraderDb>());
    }

    public async Task<T> AskAsync<T>(Func<EksGraderDb, Task<T>> question)
    {
        await using var scope = services.CreateAsyncScope();
        return await question(scope.ServiceProvider.GetRequiredService<EksGraderDb>());
    }

    public Task<Submission> SubmissionAsync(SubmissionId id) =>
        AskAsync(db => db.Submissions.AsNoTracking().Include(s => s.Overrides).FirstAsync(s => s.Id == id, Token));

    public Task<List<Grading>> GradingsAsync(SubmissionId id) => AskAsync(db => db.Gradings.AsNoTracking()
        .Include(g => g.Checks).Include(g => g.Flags).Where(g => g.SubmissionId == id).OrderBy(g => g.Number).ToListAsync(Token));

    /// <summary>The verdict of a check in the grading that counts.</summary>
    public async Task<Verdict> VerdictAsync(SubmissionId id, string check)
    {
        var counting = (await SubmissionAsync(id)).CountingGradingId;
        return (await GradingsAsync(id)).Single(g => g.Id == counting).Checks.Single(c => c.Check.Value == check).ToResult().Verdict;
    }

    private ServiceProvider Start(bool plain = false)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(Database).Build();
        var collection = new ServiceCollection()
            .AddSingleton<TimeProvider>(Time)
            .AddSingleton(FakeCheck.Catalogue)
            .AddSingleton<GraderLimits>()
            .AddSingleton<Grader>()
            .AddSingleton<Replayer>()
            .AddSingleton<IClusterInspector>(Inspector)
            .AddSingleton<IJobQueue>(Queue)
            .AddSingleton<IDeletionProbe>(Deletions)
            .AddLogging()
            .AddDatabase(configuration)
            .AddJobCore(configuration)
            .AddScoped<GradeSubmission>()
            .AddScoped<SweepSubmissions>()
            .AddScoped<CloseStudentUnknowns>()
            .AddScoped<CloseUnseenClusters>()
            .AddScoped<WatchDeletion>();
        if (!plain)
            Adapt?.Invoke(collection);
        return collection.BuildServiceProvider(validateScopes: true);
    }
}

/// <summary>What a test throws where a process dies: nothing of ours catches it.</summary>
internal sealed class KilledException : Exception;

/// <summary>Helpers of rarer kinds.</summary>
internal static class JobWorldExtensions
{
    /// <summary>As if every job ran in a process of its own: none knows what the others grade.</summary>
    public static void AddTransientRunning(this IServiceCollection services) => services.AddTransient<RunningGradings>();
}
