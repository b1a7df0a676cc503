using EksGrader.Checks.Clusters;
using EksGrader.Checks.Deletion;
using EksGrader.Db.Model;
using EksGrader.Db.Reminders;
using EksGrader.Jobs.Mail;
using EksGrader.Jobs.Reminders;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace EksGrader.Tests.Support.Jobs;

/// <summary>A course with leases that a test makes by hand, a clock that it moves, and a post that keeps what it gets.</summary>
internal sealed class RemindWorld : IAsyncDisposable
{
    private RemindWorld(JobWorld jobs, FakeEmailSender post) => (Jobs, Post) = (jobs, post);

    public JobWorld Jobs { get; }

    public FakeEmailSender Post { get; }

    public DateTimeOffset Now => Jobs.Time.GetUtcNow();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<RemindWorld> BeginAsync(IReadOnlyDictionary<string, string?>? database = null)
    {
        var post = new FakeEmailSender();
        var jobs = await JobWorld.BeginAsync(adapt: services => services.AddSingleton<ISmtpPool>(post).AddSingleton<IWebhookSender>(post), database: database);
        return new RemindWorld(jobs, post);
    }

    public ValueTask DisposeAsync() => Jobs.DisposeAsync();

    public Task RunAsync() => Jobs.RunAsync<RemindDeletion>();

    /// <summary>Lets time pass, five minutes at a time and at the end minute by minute, and reminds each time.</summary>
    public async Task PassAsync(TimeSpan time)
    {
        var until = Now + time;
        while (Now < until)
        {
            Jobs.Time.Advance(TimeSpan.FromMinutes(until - Now > TimeSpan.FromMinutes(10) ? 5 : 1));
            await RunAsync();
        }
    }

    /// <summary>A lease of a student of its own from now on.</summary>
    public async Task<LeaseId> LeaseAsync(TimeSpan deadlineIn, string number = "20231234", string? cluster = "eks-cluster", StudentId? student = null)
    {
        var who = student ?? await Jobs.EnrolAsync(number);
        var lease = new Lease(Id.New<LeaseId>(Jobs.Time), Jobs.Course, Jobs.Assignment, who, Now, Now + deadlineIn);
        lease.Name(cluster, "ap-northeast-2");
        lease.ProbeNextAt(null); // no one looks by himself
        await Jobs.WithDbAsync(async db =>
        {
            db.Leases.Add(lease);
            await db.SaveChangesAsync(Token);
        });
        return lease.Id;
    }

    public Task ChangeAsync(LeaseId id, Action<Lease> change) => Jobs.WithDbAsync(db => db.WriteAsync(
        async token => change(await db.Leases.FirstAsync(l => l.Id == id, token)), Token));

    public Task ProbeAsync(LeaseId id, ExistenceAnswer answer) => Jobs.WithDbAsync(db => db.WriteAsync(
        async token => db.LeaseProbes.Add((await db.Leases.FirstAsync(l => l.Id == id, token)).Apply(Id.New<LeaseProbeId>(Jobs.Time), new LeaseObservation(Now, answer, "test"), nextLookAt: null)),
        Token));

    public async Task<UserId> InstructAsync(string email, string? language = null, CourseRole role = CourseRole.Instructor)
    {
        var user = new User(Id.New<UserId>(Jobs.Time), email, "Prof. Park", Now);
        user.Speak(language);
        await Jobs.WithDbAsync(async db =>
        {
            db.AddRange(user, new Membership(Jobs.Course, user.Id, role, Now));
            await db.SaveChangesAsync(Token);
        });
        return user.Id;
    }

    public Task SetAsync(Action<CourseReminders> change) => Jobs.WithDbAsync(db => db.WriteAsync(
        async token =>
        {
            var settings = await db.CourseReminders.FirstOrDefaultAsync(c => c.CourseId == Jobs.Course, token);
            if (settings is null)
                db.CourseReminders.Add(settings = new CourseReminders(Jobs.Course));
            change(settings);
        },
        Token));

    public Task PostToAsync(string address) => SetAsync(s => s.PostTo(Jobs.Services.GetRequiredService<WebhookSeal>().Seal(Jobs.Course, new Uri(address)), "hint"));

    public Task<List<Reminder>> RowsAsync() => Jobs.AskAsync(db => db.Reminders.AsNoTracking().OrderBy(r => r.DueAt).ToListAsync(Token));

    /// <summary>What was reminded of, in the order of the times.</summary>
    public async Task<string> KindsAsync(ReminderState state = ReminderState.Sent) =>
        string.Join(' ', (await RowsAsync()).Where(r => r.State == state).Select(r => r.Kind == ReminderKind.Overdue ? FormattableString.Invariant($"+{r.Number}h") : r.Kind.ToString()));
}
