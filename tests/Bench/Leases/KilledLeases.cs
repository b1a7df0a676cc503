using System.Diagnostics;
using System.Globalization;
using EksGrader.Simulator.Endings;
using Microsoft.Data.Sqlite;

namespace EksGrader.Bench.Leases;

/// <summary>
/// The same class twice from the same file: once in peace, and once with a process that is killed again and again (SIGKILL) and started
/// at the very time at which it died. No probe may be lost, no one reminded twice, and all must come to the same.
/// </summary>
internal static class KilledLeases
{
    private static readonly (DateTimeOffset From, DateTimeOffset Until) Short = (LeaseClass.Deadline.AddMinutes(-16), LeaseClass.Deadline.AddMinutes(40));

    public static async Task<int> RunAsync(int leases, int kills, int seed, bool isWhole)
    {
        var root = Directory.CreateTempSubdirectory("eksgrader-killed-");
        try
        {
            var (from, until) = isWhole ? (LeaseClass.Begin, LeaseClass.End) : Short;
            return await RunAsync(root.FullName, leases, kills, new Random(seed), from, until, isWhole);
        }
        finally
        {
            SqliteConnection.ClearAllPools();
            root.Delete(recursive: true);
        }
    }

    private static async Task<int> RunAsync(string root, int leases, int kills, Random random, DateTimeOffset from, DateTimeOffset until, bool isWhole)
    {
        var (peace, killed) = (Path.Combine(root, "peace"), Path.Combine(root, "killed"));
        var fates = new LeaseFates(LeaseClass.Deadline, LeaseShape.Usual);
        await SeedAsync(peace, leases);
        Copy(peace, killed);

        var started = Stopwatch.GetTimestamp();
        var (inPeace, peaceful) = await InPeaceAsync(peace, fates, from, until);
        Say($"in peace     {Stopwatch.GetElapsedTime(started).TotalSeconds:0} s, {peaceful.Received.Count} e-mails");
        started = Stopwatch.GetTimestamp();
        await using var post = new KillingPost();
        var deaths = await KillAsync(killed, post, kills, random, from, until);
        await using var services = LeaseService.Services(killed, TimeProvider.System, _ => { });
        var inKills = await LeaseFindings.ReadAsync(services, fates, from, until);
        var reminded = await ReminderFindings.ReadAsync(services);
        var lost = peaceful.Sent.Keys.Except(reminded.Sent.Keys, StringComparer.Ordinal).ToList();
        Say($"with kills   {Stopwatch.GetElapsedTime(started).TotalSeconds:0} s, {deaths.Count} kills, {deaths.InMails} of them between an e-mail and its mark");
        Say($"late by      p50 {Of(inPeace, 50)} s, p99 {Of(inPeace, 99)} s, most {Of(inPeace, 100)} s; with kills p50 {Of(inKills, 50)} s, p99 {Of(inKills, 99)} s, most {Of(inKills, 100)} s of 60 s");
        Say($"looks        {inPeace.Lateness.Count}, {inPeace.Lost} lost, {inPeace.Late.Count - inPeace.Lost} later than 60 s; with kills {inKills.Lateness.Count}, {inKills.Lost} lost, {inKills.Late.Count - inKills.Lost} later than 60 s");
        var unknown = lost.Where(l => !reminded.Unsure.ContainsKey(l)).ToList();
        var needless = unknown.Where(l => reminded.IsNeedless(peaceful.Sent[l])).ToList();
        Say($"reminders    {post.Count} received, {post.Twice} twice; {lost.Count} fewer than in peace: {reminded.Unsure.Count} marked as unsure, {needless.Count} put off until a look saw the deletion");
        Say($"verdicts     {inKills.Ends.Count} with scores and states, {inPeace.Ends.Count(e => inKills.Ends.GetValueOrDefault(e.Key) != e.Value)} other than in peace, {(isWhole ? inKills.Wrong.Count : 0)} other than the fates");

        var wrong = new List<string>();
        wrong.AddRange(inPeace.Late.Select(l => $"in peace: {l}"));
        wrong.AddRange(inKills.Late.Select(l => $"with kills: {l}"));
        if (isWhole)
            wrong.AddRange(inKills.Wrong);
        wrong.AddRange(inPeace.Ends.Where(e => inKills.Ends.GetValueOrDefault(e.Key) != e.Value).Select(e => $"{e.Key}: {inKills.Ends.GetValueOrDefault(e.Key)}, in peace {e.Value}"));
        if (inPeace.Receipts != inKills.Receipts)
            wrong.Add($"{inKills.Receipts} receipts, in peace {inPeace.Receipts}");
        wrong.AddRange(unknown.Except(needless, StringComparer.Ordinal).Select(l => $"a reminder was lost and nobody knows: {l}"));
        wrong.AddRange(reminded.Sent.Where(s => !post.Has(s.Value.Id)).Select(s => $"marked as sent and never received: {s.Key}"));
        if (reminded.Unsure.Count > deaths.Count * 2 * EksGrader.Jobs.Reminders.ReminderOutbox.Handful)
            wrong.Add($"{reminded.Unsure.Count} reminders are unsure");
        if (post.Twice > 0)
            wrong.Add($"{post.Twice} reminders came twice");
        if (deaths.Count < kills)
            wrong.Add($"only {deaths.Count} kills");
        foreach (var one in wrong.Take(20))
            Say($"WRONG: {one}");
        Say($"{leases} leases, {deaths.Count} kills, {inKills.Lateness.Count} looks, {inKills.Receipts} receipts: {wrong.Count} differences");
        return wrong.Count == 0 ? 0 : 1;
    }

    private static string Of(LeaseFindings found, int percent) =>
        found.Lateness.Order().ElementAt(Math.Min(found.Lateness.Count - 1, found.Lateness.Count * percent / 100)).ToString("0.0", CultureInfo.InvariantCulture);

    private static async Task SeedAsync(string folder, int leases)
    {
        Directory.CreateDirectory(folder);
        await using (var services = LeaseService.Services(folder, new SteppedTime(LeaseClass.Begin), _ => { }))
            await LeaseClass.SeedAsync(services, leases, seed: 7);
        SqliteConnection.ClearAllPools(); // the last connection brings the log into the file
    }

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target) ?? to);
            File.Copy(file, target);
        }
    }

    private static async Task<(LeaseFindings Found, (IReadOnlyDictionary<string, FoundReminder> Sent, IReadOnlyCollection<EksGrader.Db.Model.ReminderId> Received))> InPeaceAsync(
        string folder, LeaseFates fates, DateTimeOffset from, DateTimeOffset until)
    {
        var time = new SteppedTime(from);
        var post = new CountingPost();
        await using var service = new LeaseService(folder, time, new PracticeProbe(time, fates.Of), post);
        var (started, said) = (Stopwatch.GetTimestamp(), from);
        await service.RunAsync(until, now =>
        {
            if (now - said < TimeSpan.FromMinutes(30))
                return;
            said = now;
            Say($"  in peace   {now:HH:mm}, {service.Probe.Probes} looks, {Stopwatch.GetElapsedTime(started).TotalSeconds:0} s");
        });
        return (await LeaseFindings.ReadAsync(service.Provider, fates, from, until), ((await ReminderFindings.ReadAsync(service.Provider)).Sent, post.Received));
    }

    private static async Task<(int Count, int InMails)> KillAsync(string folder, KillingPost post, int kills, Random random, DateTimeOffset from, DateTimeOffset until)
    {
        var (deaths, inMails, now) = (0, 0, from);
        var started = Stopwatch.GetTimestamp();
        // Every part of the time gets its share, however soon each process dies.
        while (true)
        {
            var last = deaths == kills;
            var part = (until - now) / Math.Max(1, kills - deaths + 1);
            var dieAt = last ? DateTimeOffset.MaxValue : now + (part * (random.NextDouble() * 1.6));
            var afterMail = !last && random.Next(3) == 0 ? random.Next(1, 6) : 0;
            var child = LeaseChild.Start(folder, now, until, post.Port);
            using (child)
            {
                post.Arm(afterMail, child.Kill);
                await child.RunAsync(dieAt, TimeSpan.FromMilliseconds(random.Next(40)));
                inMails += post.Disarm() ? 1 : 0;
            }

            if (child.IsDone)
                return (deaths, inMails);
            deaths++;
            now = child.Now;
            if (deaths % 10 == 0)
                Say($"  with kills {now:HH:mm}, {deaths} kills, {Stopwatch.GetElapsedTime(started).TotalSeconds:0} s");
        }
    }

    private static void Say(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
