using System.Diagnostics;
using System.Globalization;
using EksGrader.Checks.Core;
using EksGrader.Db.Model;
using EksGrader.Db.Setup;
using EksGrader.Db.Storage;
using EksGrader.Db.Submissions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace EksGrader.Bench;

/// <summary>
/// What a submission costs that survives a power cut (SQLite's <c>synchronous=FULL</c>), beside one that may be lost to it: the same transaction,
/// in turn, one after the other and many at once. The folder decides which disk is measured.
/// </summary>
internal sealed class SubmissionBench
{
    private const int Rounds = 5;

    private readonly ServiceProvider services;
    private readonly CourseId course = Id.New<CourseId>(TimeProvider.System);
    private readonly AssignmentId assignment = Id.New<AssignmentId>(TimeProvider.System);
    private readonly ClusterAccess access = new(
        new KubeconfigAccess { Server = new Uri("https://ABC.gr7.ap-northeast-2.eks.amazonaws.com"), CertificateAuthorityPem = new string('P', 1500), Token = new string('t', 1200) },
        Aws: null);

    private StudentId[] students = [];
    private int handedIn;

    private SubmissionBench(ServiceProvider services) => this.services = services;

    public static async Task<int> RunAsync(int count, string? folder)
    {
        var place = folder is null ? Directory.CreateTempSubdirectory("eksgrader-bench-") : Directory.CreateDirectory(Path.Combine(folder, $"eksgrader-bench-{Guid.NewGuid():N}"));
        try
        {
            var configuration = new ConfigurationBuilder().AddInMemoryCollection([
                KeyValuePair.Create("Database:ConnectionString", (string?)$"Data Source={Path.Combine(place.FullName, "eksgrader.db")}"),
                KeyValuePair.Create("Vault:KeysFolder", (string?)Path.Combine(place.FullName, "keys")),
            ]).Build();
            await using var provider = new ServiceCollection().AddLogging().AddSingleton(TimeProvider.System).AddDatabase(configuration).BuildServiceProvider();
            var bench = new SubmissionBench(provider);
            await bench.SeedAsync();
            await bench.MeasureAsync(count);
            return 0;
        }
        finally
        {
            place.Delete(recursive: true);
        }
    }

    private async Task SeedAsync()
    {
        await services.GetRequiredService<DatabaseStart>().MigrateAsync(CancellationToken.None);
        await using var scope = services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<EksGraderDb>();
        var now = TimeProvider.System.GetUtcNow();
        var exam = new CourseAssignment(assignment, course, "exam", now);
        db.AddRange(new Course(course, "bench", "Bench", Course.DefaultTimeZone, now), exam, exam.Revise("assignment: exam", "admin", now));
        var people = Enumerable.Range(0, 100).Select(i => new User(Id.New<UserId>(TimeProvider.System), $"s{i}@bench.example", "Kim", now)).ToList();
        var roster = people.ConvertAll(p => new Student(Id.New<StudentId>(TimeProvider.System), course, p.Id, p.Email, "Kim", p.Email, null) { ExternalId = Student.NewExternalId(), AddedAt = now });
        db.AddRange(people);
        db.AddRange(roster);
        await db.SaveChangesAsync();
        students = [.. roster.Select(s => s.Id)];
    }

    private async Task MeasureAsync(int count)
    {
        await TakeAsync(count / 5, atOnce: 1, isDurable: true); // to warm up
        foreach (var atOnce in (int[])[1, 16])
        {
            var times = new Dictionary<bool, List<double>> { [false] = [], [true] = [] };
            var seconds = new Dictionary<bool, double> { [false] = 0, [true] = 0 };
            for (var round = 0; round < 2 * Rounds; round++)
            {
                var isDurable = round % 2 == 1;
                var began = Stopwatch.GetTimestamp();
                times[isDurable].AddRange(await TakeAsync(count / Rounds, atOnce, isDurable));
                seconds[isDurable] += Stopwatch.GetElapsedTime(began).TotalSeconds;
            }

            foreach (var isDurable in (bool[])[false, true])
            {
                var sorted = times[isDurable].Order().ToList();
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{(isDurable ? "synchronous=FULL  " : "synchronous=NORMAL")} {atOnce,2} at once: p50 {At(sorted, 0.5):0.00} ms, p95 {At(sorted, 0.95):0.00} ms, p99 {At(sorted, 0.99):0.00} ms, {sorted.Count / seconds[isDurable]:0} a second"));
            }
        }
    }

    private async Task<IReadOnlyList<double>> TakeAsync(int count, int atOnce, bool isDurable)
    {
        var times = new double[count];
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = atOnce }, async (i, token) =>
        {
            var began = Stopwatch.GetTimestamp();
            await SubmitAsync(isDurable, token);
            times[i] = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        });
        return times;
    }

    private async Task SubmitAsync(bool isDurable, CancellationToken cancellationToken)
    {
        var number = Interlocked.Increment(ref handedIn);
        await using var scope = services.CreateAsyncScope();
        var (db, store) = (scope.ServiceProvider.GetRequiredService<EksGraderDb>(), scope.ServiceProvider.GetRequiredService<SubmissionStore>());
        var handIn = new NewSubmission
        {
            CourseId = course,
            AssignmentId = assignment,
            AssignmentVersion = 1,
            StudentId = students[number % students.Length],
            Access = AccessFacts.Of(AccessKind.Kubeconfig, access),
            SentAs = new KeyedWrite("bench", number.ToString(CultureInfo.InvariantCulture), "hash"),
        };
        Task<SubmissionResult> StoreAsync(CancellationToken token) => store.StoreAsync(handIn, access, TimeProvider.System.GetUtcNow().AddDays(7), token);
        await (isDurable ? db.WriteDurablyAsync(StoreAsync, cancellationToken) : db.WriteAsync(StoreAsync, cancellationToken));
    }

    private static double At(List<double> sorted, double share) => sorted[Math.Min(sorted.Count - 1, (int)(share * sorted.Count))];
}
