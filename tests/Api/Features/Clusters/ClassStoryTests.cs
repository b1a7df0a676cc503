using System.Globalization;
using System.Text.Json;
using EksGrader.Api.CommandLine;
using EksGrader.Checks.Deletion;
using EksGrader.Checks.Grading;
using EksGrader.Checks.Receipts;
using EksGrader.Db.Model;
using EksGrader.Db.Vault;
using EksGrader.Jobs.Leases;
using EksGrader.Jobs.Mail;
using EksGrader.Jobs.Reminders;
using EksGrader.Jobs.Scheduling;
using EksGrader.Tests.Support;
using EksGrader.Tests.Support.Api;
using EksGrader.Tests.Support.Time;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace EksGrader.Tests.Api.Features.Clusters;

/// <summary>An evening of three students over HTTP, by a clock that is put forward from one probe to the next: in time, late, and too late.</summary>
public sealed class ClassStoryTests : IDisposable
{
    private const string InTime = "cluster-in-time";
    private const string TooLate = "cluster-too-late";
    private const string Late = "cluster-of-the-late";

    private readonly string folder = Directory.CreateTempSubdirectory("eksgrader-story-").FullName;
    private readonly ShiftedTime time = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Evening_OfAClass_EndsEachClusterAndGradeAsItShould()
    {
        var (zone, midnight) = Evening();
        var clusters = new StoryClusters(time);
        var post = new Mailbox();
        await using var service = await Service.StartAsync(configure: services =>
        {
            services.AddSingleton<TimeProvider>(time);
            services.AddSingleton<IClusterInspector>(clusters);
            services.AddSingleton<IDeletionProbe>(clusters);
            services.AddSingleton<ISmtpPool>(post);
        });
        var due = midnight.AddHours(-1).ToOffset(zone.Offset).ToString("yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture);
        var room = await Classroom.CreateAsync(service, $"due: {due}\ntimeZone: {zone.Id}", "[{ check: nodes, points: 80 }, { check: cluster-deletion, points: 20 }]");
        var third = await EnrolThirdAsync(room);

        // On time: graded, under a lease, with the end of the day as the deadline.
        var first = await HandInAsync(room, room.Student, InTime);
        var second = await HandInAsync(room, room.Classmate, TooLate);
        Assert.Equal(("pending", 80m, false, "active", midnight), await ShownAsync(room.Student, first));
        Assert.Equal(("pending", 80m, false, "active", midnight), await ShownAsync(room.Classmate, second));

        // Late: the instructor is told at once, has an hour to look, and the student another to begin the deletion.
        await WatchAsync(service, midnight.AddMinutes(-50));
        var late = await HandInAsync(room, third, Late);
        await RunAsync<RemindDeletion>(service);
        Assert.Single(post.Emails, l => l.To.StartsWith("teacher@", StringComparison.Ordinal) && l.Subject.Contains("s-3", StringComparison.Ordinal));
        var submitted = (await third.GetAsync($"/api/submissions/{late}")).Is(200).Json;
        Assert.True(submitted.GetProperty("late").GetBoolean());
        var hour = submitted.GetProperty("submittedAt").GetDateTimeOffset().AddHours(1);
        var begun = hour.AddHours(1);
        Assert.Equal(hour, submitted.GetProperty("lease").GetProperty("keepUntil").GetDateTimeOffset());
        Assert.Equal(("pending", 80m, false, "active", begun), await ShownAsync(third, late));

        // Gone in time: the points, the score and the end follow by themselves, with a receipt that verifies; the access is deleted.
        await WatchAsync(service, midnight.AddMinutes(-20));
        clusters.Delete(InTime);
        await WatchAsync(service, midnight.AddMinutes(-1));
        Assert.Equal(("passed", 100m, true, "gone", midnight), await ShownAsync(room.Student, first));
        var receipt = await ReceiptAsync(service, room.Student, first);
        Assert.Equal((ReceiptProof.Aws, "s-1", "passed"), (receipt.Proof, receipt.Student.Number, OutcomeOf(receipt)));
        Assert.InRange(receipt.GoneAt ?? default, midnight.AddMinutes(-20), midnight);
        Assert.False(await HoldsAccessAsync(service, first));
        Assert.True(await HoldsAccessAsync(service, second));
        Assert.Contains("access.deleted", (await room.Instructor.GetAsync($"/api/audit?course={room.Course}&what=access.deleted")).Is(200).Text, StringComparison.Ordinal);

        // Still there at the deadline: failed and overdue. The late one's hours go on, and who obeys deletes after the first.
        await WatchAsync(service, midnight.AddMinutes(1));
        Assert.Equal(("failed", 80m, true, "overdue", midnight), await ShownAsync(room.Classmate, second));
        Assert.Equal(("pending", 80m, false, "active", begun), await ShownAsync(third, late));
        await WatchAsync(service, hour.AddMinutes(1));
        clusters.Delete(Late);
        await WatchAsync(service, hour.AddMinutes(40));
        Assert.Equal(("passed", 100m, true, "gone", begun), await ShownAsync(third, late));
        Assert.Equal("passed", OutcomeOf(await ReceiptAsync(service, third, late)));

        // Deleted too late: proved all the same, and worth nothing.
        await WatchAsync(service, midnight.AddMinutes(100));
        (await room.Classmate.GetAsync($"/api/leases/{await LeaseOfAsync(service, second)}/receipt")).IsProblem(409, "lease-live");
        clusters.Delete(TooLate);
        await WatchAsync(service, midnight.AddMinutes(130));
        Assert.Equal(("failed", 80m, true, "gone", midnight), await ShownAsync(room.Classmate, second));
        Assert.Equal("failed", OutcomeOf(await ReceiptAsync(service, room.Classmate, second)));
        Assert.False(await HoldsAccessAsync(service, second));

        var lines = (await room.Instructor.GetAsync($"{room.Lab}/gradebook")).Is(200).Json.GetProperty("items").EnumerateArray();
        Assert.Equal([100m, 80m, 100m], lines.Select(l => l.GetProperty("grade").GetDecimal()));
        Assert.All(await LatenessAsync(service), l => Assert.InRange(l, TimeSpan.Zero, TimeSpan.FromSeconds(60)));
    }

    // A zone in which it is past eight in the evening: nothing has to be put forward over a day, so tokens stay good.
    private static ((string Id, TimeSpan Offset) Zone, DateTimeOffset Midnight) Evening()
    {
        var now = TimeProvider.System.GetUtcNow();
        var hours = 20 - now.Hour is > 14 and var ahead ? ahead - 24 : 20 - now.Hour;
        var zone = hours == 0 ? "Etc/UTC" : string.Create(CultureInfo.InvariantCulture, $"Etc/GMT{-hours:+0;-0}");
        var local = now.ToOffset(TimeSpan.FromHours(hours));
        return ((zone, local.Offset), new DateTimeOffset(local.Date.AddDays(1), local.Offset).ToUniversalTime());
    }

    private static async Task<ApiClient> EnrolThirdAsync(Classroom room)
    {
        var students = string.Join('\n', Enumerable.Range(1, 3).Select(n => FormattableString.Invariant($"s-{n},Student {n},s{n}@{room.Course}.example")));
        (await room.Instructor.PutAsync($"/api/courses/{room.Course}/roster", $"studentId,name,email\n{students}\n", "text/csv")).Is(200);
        return room.Service.Client(await Classroom.TokenAsync(room.Service, $"s3@{room.Course}.example"));
    }

    private static async Task<string> HandInAsync(Classroom room, ApiClient student, string cluster)
    {
        var id = (await student.PostAsync($"{room.Lab}/submissions", StoryClusters.SubmissionOf(cluster))).Is(202).Id;
        Assert.True((await student.GradedAsync(id)).GetProperty("safeToDelete").GetBoolean());
        return id;
    }

    /// <summary>Puts the clock forward from one probe to the next, each of which is made before it goes on.</summary>
    private async Task WatchAsync(Service service, DateTimeOffset until)
    {
        while (await NextAsync(service) is { } lease && lease.NextProbeAt <= until)
        {
            PutForwardTo(lease.NextProbeAt ?? until);
            await RunAsync<WatchDeletion>(service); // beside the scheduler, which does it every few seconds
            await Eventually.IsAsync(() => service.ReadAsync(lease.Id), l => l.ProbeCount > lease.ProbeCount);
        }

        PutForwardTo(until);
    }

    private void PutForwardTo(DateTimeOffset moment)
    {
        if (moment - time.GetUtcNow() is { Ticks: > 0 } ahead)
            time.PutForward(ahead);
    }

    private static Task<Lease?> NextAsync(Service service) => LeaseRows.ReadAsync(
        service, db => db.Leases.AsNoTracking().Where(l => l.NextProbeAt != null).OrderBy(l => l.NextProbeAt).FirstOrDefaultAsync(Token));

    private static async Task RunAsync<TJob>(Service service)
        where TJob : IRecurringJob
    {
        await using var scope = service.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<TJob>().RunAsync(Token);
    }

    private static async Task<(string? Deletion, decimal Score, bool Final, string? State, DateTimeOffset Deadline)> ShownAsync(ApiClient student, string submission)
    {
        var shown = (await student.GetAsync($"/api/submissions/{submission}")).Is(200).Json;
        var lease = shown.GetProperty("lease");
        return (
            shown.GetProperty("checks").EnumerateArray().Single(c => c.GetProperty("check").GetString() == "cluster-deletion").GetProperty("outcome").GetString(),
            shown.GetProperty("score").GetDecimal(), shown.GetProperty("final").GetBoolean(),
            lease.GetProperty("state").GetString(), lease.GetProperty("deadline").GetDateTimeOffset());
    }

    private static Task<LeaseId?> LeaseOfAsync(Service service, string submission) =>
        LeaseRows.ReadAsync(service, db => db.Submissions.Where(s => s.Id == new SubmissionId(Guid.Parse(submission))).Select(s => s.LeaseId).SingleAsync(Token));

    private static async Task<bool> HoldsAccessAsync(Service service, string submission)
    {
        await using var scope = service.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<IVault>().HoldsAsync(new SubmissionId(Guid.Parse(submission)), Token);
    }

    /// <summary>Downloads a receipt, and has the command line verify it, also after a letter of it was changed.</summary>
    private async Task<DeletionReceipt> ReceiptAsync(Service service, ApiClient student, string submission)
    {
        var document = (await student.GetAsync($"/api/leases/{await LeaseOfAsync(service, submission)}/receipt")).Is(200).Text;
        var keys = new FileInfo(Path.Combine(folder, "keys.json"));
        await File.WriteAllTextAsync(keys.FullName, (await service.Client(token: null).GetAsync("/.well-known/eksgrader-receipt-key")).Is(200).Text, Token);
        Assert.Equal(0, await VerifyAsync(document, keys));
        var payload = document.IndexOf("\"payload\":\"", StringComparison.Ordinal) + 60;
        Assert.Equal(1, await VerifyAsync(document[..payload] + (document[payload] == 'A' ? 'B' : 'A') + document[(payload + 1)..], keys));
        return ReceiptSignature.Read(document);
    }

    private async Task<int> VerifyAsync(string document, FileInfo keys)
    {
        var file = new FileInfo(Path.Combine(folder, "receipt.json"));
        await File.WriteAllTextAsync(file.FullName, document, Token);
        await using var said = new StringWriter(CultureInfo.InvariantCulture);
        return await VerifyReceiptCommand.RunAsync(file, keys, keys, new Terminal(said, said, IsLive: false, CultureInfo.GetCultureInfo("en")), Token);
    }

    private static string OutcomeOf(DeletionReceipt receipt) => JsonNamingPolicy.CamelCase.ConvertName(Assert.Single(receipt.Verdicts).Outcome.ToString());

    // Each deadline was looked at when it came.
    private static async Task<IReadOnlyList<TimeSpan>> LatenessAsync(Service service)
    {
        var leases = await LeaseRows.ReadAsync(service, db => db.Leases.AsNoTracking().Where(l => l.EndedAt > l.Deadline).ToListAsync(Token));
        var looks = await LeaseRows.ReadAsync(service, db => db.LeaseProbes.AsNoTracking().ToListAsync(Token));
        Assert.NotEmpty(leases);
        return [.. leases.Select(lease => looks.Where(l => l.LeaseId == lease.Id && l.At >= lease.Deadline).Min(l => l.At) - lease.Deadline)];
    }
}
