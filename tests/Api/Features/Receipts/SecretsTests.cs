using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Amazon.Runtime;
using EksGrader.Checks.Aws;
using EksGrader.Checks.Aws.Pipeline;
using EksGrader.Checks.Grading;
using EksGrader.Checks.Web;
using EksGrader.Db.Model;
using EksGrader.Jobs.Submissions;
using EksGrader.Simulator;
using EksGrader.Simulator.Plans;
using EksGrader.Tests.Support.Api;
using EksGrader.Tests.Support.Kubernetes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace EksGrader.Tests.Api.Features.Receipts;

/// <summary>
/// Every secret that is submitted, looked for in every byte that the service keeps: databases, write-ahead logs, job store, keys, logs at
/// their most talkative, recordings unpacked; while it is needed, and after it was deleted.
/// </summary>
public sealed partial class SecretsTests
{
    private const string Assignment = "assignment: lab\naccess: [kubeconfig, awsRole, awsKeys]\nchecks: [{ check: nodes, points: 20 }, { check: cluster-deletion, points: 20 }]";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Secrets_AreNowhereInPlain_AndOnceDeletedNotEvenUnderSeal()
    {
        await using var practice = await PracticeClass.StartAsync(new PracticeClassOptions { Students = 4, Kinds = ["good-kubeconfig", "good-keys", "good-certificate", "good-classic"] }, Token);
        var log = new EverythingLogged();
        var service = await StartAsync(practice, log);
        await using var ending = service;
        var room = await Classroom.CreateAsync(service);
        (await room.Instructor.PutAsync(room.Lab, Assignment, "application/yaml")).Is(200);
        var secrets = new List<string>();

        // Graded through the simulator's sockets, each in its way.
        foreach (var cluster in practice.Clusters)
        {
            var handIn = cluster.SubmissionJson();
            secrets.AddRange(SecretsIn(handIn));
            (await room.Student.PostAsync($"{room.Lab}/access/test", handIn)).Is(200);
            await room.Student.GradedAsync((await room.Student.PostAsync($"{room.Lab}/submissions", handIn, ("Idempotency-Key", "k-" + cluster.ClusterName))).Is(202).Id);
        }

        // Refused, and one that no one can look at: it never gets a lease.
        var refused = Kubeconfigs.Submission(Kubeconfigs.For("refused.example").Replace("some-token", "a-token-that-was-refused-0123456789", StringComparison.Ordinal) + "\nextra: !!python/object x");
        (await room.Student.PostAsync($"{room.Lab}/submissions", refused)).Is(422);
        var unreachable = Kubeconfigs.Submission(Kubeconfigs.For(room.NewHost()).Replace("some-token", "a-token-of-nowhere+with/signs=0123456789", StringComparison.Ordinal));
        await room.Student.GradedAsync((await room.Student.PostAsync($"{room.Lab}/submissions", unreachable)).Is(202).Id);
        secrets.AddRange(["a-token-that-was-refused-0123456789", .. SecretsIn(unreachable)]);
        Assert.True(secrets.Distinct(StringComparer.Ordinal).Count() >= 6, string.Join('\n', secrets.Select(s => s[..8])));

        // Before: what is still needed lies there, under seal alone.
        var sealedBytes = await CiphertextsAsync(service);
        Assert.True(sealedBytes.Count >= 2, $"{sealedBytes.Count} accesses are kept.");
        await SearchAsync(service, log, secrets);
        var files = await FilesAsync(service.Folder);
        Assert.All(sealedBytes, bytes => Assert.Contains(files, f => f.Content.AsSpan().IndexOf(bytes.AsSpan(0, 40)) >= 0));

        // After: leases end, and the time of the rest is over.
        var leases = await LeaseRows.ReadAsync(service, db => db.Leases.Where(l => l.EndedAt == null).Select(l => l.Id).ToListAsync(Token));
        Assert.NotEmpty(leases);
        foreach (var lease in leases)
            await LeaseRows.BecomeAsync(service, lease, LeaseState.Gone);
        await LeaseRows.WriteAsync(service, (db, _) => db.Database.ExecuteSqlAsync($"UPDATE \"SealedAccesses\" SET \"ExpiresAt\" = 0", Token));
        await PurgeAsync(service);

        Assert.Empty(await CiphertextsAsync(service));
        await SearchAsync(service, log, secrets);
        files = await FilesAsync(service.Folder);
        foreach (var bytes in sealedBytes)
        {
            // Every piece of it, so that nothing is left of a page that was split or moved.
            for (var at = 0; at + 24 <= bytes.Length; at += 24)
                Assert.All(files, f => Assert.False(f.Content.AsSpan().IndexOf(bytes.AsSpan(at, 24)) >= 0, $"{f.Name} still holds sealed bytes from {at} of {bytes.Length}."));
        }

        // What was seen is kept, and the trail says what was deleted.
        await LeaseRows.ReadAsync(service, async db =>
        {
            Assert.NotEqual(0, await db.Recordings.CountAsync(Token));
            Assert.NotEqual(0, await db.LeaseProbes.CountAsync(Token));
            Assert.True(await db.AuditEntries.CountAsync(e => e.What == "access.deleted", Token) >= sealedBytes.Count);
            return true;
        });
    }

    private static Task<Service> StartAsync(PracticeClass practice, EverythingLogged log) => Service.StartAsync(
        [.. Service.Beside(PracticeClass.Network), "--Logging:LogLevel:Default=Trace", "--Logging:LogLevel:Microsoft.EntityFrameworkCore.Database.Command=Trace"],
        configure: services =>
        {
            services.RemoveAll<ILoggerProvider>();
            services.AddSingleton<ILoggerProvider>(log);
            services.AddSingleton<IHostResolver>(practice.Names);
            services.AddSingleton<IClusterInspector>(s => new RealLooker(s.GetRequiredService<ClusterInspector>()));
            services.AddSingleton(s => new AwsClients(
                s.GetRequiredService<AwsHttp>(), () => new BasicAWSCredentials(practice.GraderKeys.AccessKeyId, practice.GraderKeys.SecretAccessKey), practice.AwsEndpoint));
        });

    private static IEnumerable<string> SecretsIn(string handIn)
    {
        using var json = JsonDocument.Parse(handIn);
        var access = json.RootElement.GetProperty("access");
        foreach (var part in new[] { access, access.TryGetProperty("aws", out var aws) ? aws : access })
        {
            foreach (var name in new[] { "secretAccessKey", "sessionToken" })
            {
                if (part.TryGetProperty(name, out var value) && value.GetString() is { Length: > 0 } secret)
                    yield return secret;
            }
        }

        var kubeconfig = access.TryGetProperty("kubeconfig", out var text) ? text.GetString() ?? "" : "";
        foreach (var token in TokenLine().Matches(kubeconfig).Select(m => m.Groups["value"].Value.Trim('"', '\'')))
            yield return token;
        // Of a private key each line of its PEM is as good as the whole.
        foreach (var key in KeyLine().Matches(kubeconfig).Select(m => m.Groups["value"].Value.Trim('"', '\'')))
        {
            yield return key;
            foreach (var line in Encoding.UTF8.GetString(Convert.FromBase64String(key)).Split('\n').Where(l => l.Length >= 40 && !l.StartsWith("--", StringComparison.Ordinal)))
                yield return line;
        }
    }

    private static async Task SearchAsync(Service service, EverythingLogged log, IEnumerable<string> secrets)
    {
        var places = (await FilesAsync(service.Folder)).ToList();
        places.Add(("the logs", Encoding.UTF8.GetBytes(log.Text)));
        places.AddRange(await LeaseRows.ReadAsync(service, async db => (await db.Recordings.AsNoTracking().ToListAsync(Token)).Select(r => ($"recording {r.Id}", Unpack(r.Content))).ToList()));
        Assert.Contains(places, p => p.Name.EndsWith("-wal", StringComparison.Ordinal));
        // The search itself finds what is there: the log tells of every request.
        Assert.Contains("/submissions", log.Text, StringComparison.Ordinal);
        foreach (var form in secrets.Distinct(StringComparer.Ordinal).SelectMany(FormsOf).Append<(string What, byte[] Bytes)>((What: "a bearer token for EKS", Bytes: "k8s-aws-v1."u8.ToArray())))
        {
            foreach (var (name, content) in places)
                Assert.False(content.AsSpan().IndexOf(form.Bytes) >= 0, $"{name} holds {form.What}.");
        }
    }

    private static IEnumerable<(string What, byte[] Bytes)> FormsOf(string secret)
    {
        var what = $"{secret[..6]}… ({secret.Length})";
        yield return ($"{what} in plain", Encoding.UTF8.GetBytes(secret));
        yield return ($"{what} in UTF-16", Encoding.Unicode.GetBytes(secret));
        yield return ($"{what} escaped in JSON", JsonEncodedText.Encode(secret).EncodedUtf8Bytes.ToArray());
        yield return ($"{what} escaped in an address", Encoding.UTF8.GetBytes(Uri.EscapeDataString(secret)));
        // Within a longer text its base64 begins at one of three places; its first and last letters hang on what stands around it.
        for (var shift = 0; shift < 3; shift++)
        {
            var text = Convert.ToBase64String(Encoding.UTF8.GetBytes(new string('x', shift) + secret));
            yield return ($"{what} in base64", Encoding.ASCII.GetBytes(text[4..^4]));
            yield return ($"{what} in base64url", Encoding.ASCII.GetBytes(text[4..^4].Replace('+', '-').Replace('/', '_')));
        }
    }

    private static byte[] Unpack(byte[] content)
    {
        using var packed = new GZipStream(new MemoryStream(content), CompressionMode.Decompress);
        using var plain = new MemoryStream();
        packed.CopyTo(plain);
        return plain.ToArray();
    }

    private static Task<List<byte[]>> CiphertextsAsync(Service service) =>
        LeaseRows.ReadAsync(service, db => db.Database.SqlQuery<byte[]>($"SELECT \"Ciphertext\" AS \"Value\" FROM \"SealedAccesses\"").ToListAsync(Token));

    private static async Task PurgeAsync(Service service)
    {
        await using var scope = service.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<CredentialPurger>().RunAsync(Token);
    }

    private static async Task<List<(string Name, byte[] Content)>> FilesAsync(string folder)
    {
        var files = new List<(string, byte[])>();
        foreach (var path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            if (path.EndsWith(".serving", StringComparison.Ordinal))
            {
                // The lock of the process, which no one else opens.
                Assert.Equal(0, new FileInfo(path).Length);
                continue;
            }

            await using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var content = new MemoryStream();
            await stream.CopyToAsync(content, Token);
            files.Add((path, content.ToArray()));
        }

        return files;
    }

    [GeneratedRegex(@"^\s*-?\s*""?token""?: (?<value>\S+)\s*$", RegexOptions.Multiline | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TokenLine();

    [GeneratedRegex(@"^\s*""?client-key-data""?: (?<value>\S+)\s*$", RegexOptions.Multiline | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex KeyLine();

    private sealed class RealLooker(ClusterInspector looker) : IClusterInspector
    {
        public Task<Observation> InspectAsync(
            Checks.Assignments.Assignment assignment,
            IReadOnlyList<Checks.Assignments.AssignedCheck> which,
            Checks.Core.ClusterAccess access,
            Checks.Clusters.SubmissionTarget handIn,
            int number,
            TimeSpan limit,
            IProgress<CheckResult>? progress,
            CancellationToken cancellationToken) => looker.InspectAsync(assignment, which, access, handIn, number, limit, progress, cancellationToken);
    }

    /// <summary>Keeps every line of every log, exceptions and scopes included.</summary>
    private sealed class EverythingLogged : ILoggerProvider, ILogger
    {
        private readonly Lock gate = new();
        private readonly StringBuilder lines = new();

        public string Text
        {
            get
            {
                lock (gate)
                    return lines.ToString();
            }
        }

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            Append(state.ToString());
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            Append(formatter(state, exception));
            if (state is IEnumerable<KeyValuePair<string, object?>> values)
                Append(string.Join(' ', values.Select(v => $"{v.Key}={v.Value}")));
            if (exception is not null)
                Append(exception.ToString());
        }

        public void Dispose()
        {
            // The lines outlive the service.
        }

        private void Append(string? line)
        {
            lock (gate)
                lines.AppendLine(line);
        }
    }
}
