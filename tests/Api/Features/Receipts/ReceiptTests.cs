using System.Globalization;
using System.Text;
using EksGrader.Api.CommandLine;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Deletion;
using EksGrader.Checks.Receipts;
using EksGrader.Db.Model;
using EksGrader.Tests.Support.Api;
using Microsoft.EntityFrameworkCore;

namespace EksGrader.Tests.Api.Features.Receipts;

public sealed class ReceiptTests(SharedService shared) : IDisposable
{
    private const string KeyPath = "/.well-known/eksgrader-receipt-key";
    private readonly string folder = Directory.CreateTempSubdirectory("eksgrader-receipts-").FullName;
    private readonly StringWriter said = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static ClusterIdentity InAws { get; } = new("arn:aws:eks:ap-northeast-2:111122223333:cluster/eks-cluster", DateTimeOffset.UnixEpoch, "host.eks", "uid-1");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Receipt_OfALiveLease_IsAConflict_AndOfAnEndedOne_IsSignedAndGenuine()
    {
        var room = await Classroom.CreateAsync(shared.Service);
        var lease = await LeaseRows.BeginAsync(room, await room.GradedAsync(), InAws);
        var live = (await room.Student.GetAsync($"/api/leases/{lease}/receipt")).Is(409);
        Assert.Equal("urn:eksgrader:problem:lease-live", live.Json.GetProperty("type").GetString());

        await LeaseRows.EndAsync(shared.Service, lease, new Leftover(LeftoverKind.NatGateway, "nat-0ab (available)", 0.059m, true));
        var receipt = await DownloadAsync(room, lease);
        Assert.Equal((InAws.Arn, ReceiptProof.Aws, 3), (receipt.Cluster.Arn, receipt.Proof, receipt.Looks.Count));
        Assert.Equal(["nat-0ab (available)"], receipt.Leftovers?.Select(l => l.Id));
        Assert.Equal("s-1", receipt.Student.Number);

        // The same file every time: it was stored, not made anew.
        Assert.Equal((await room.Instructor.GetAsync($"/api/leases/{lease}/receipt")).Text, (await room.Student.GetAsync($"/api/leases/{lease}/receipt")).Text);
    }

    [Fact]
    public async Task Receipt_WithoutAws_SaysByEvidence()
    {
        var room = await Classroom.CreateAsync(shared.Service);
        var lease = await LeaseRows.BeginAsync(room, await room.GradedAsync());
        var now = TimeProvider.System.GetUtcNow();
        await LeaseRows.ProbeAsync(shared.Service, lease, [.. new[] { 12, 6, 1 }.Select(ago => new LeaseObservation(now.AddMinutes(-ago), ExistenceAnswer.NameGone, "DNS → NXDOMAIN"))]);
        await LeaseRows.BecomeAsync(shared.Service, lease, LeaseState.Gone);
        var receipt = await DownloadAsync(room, lease);
        Assert.Equal(ReceiptProof.Evidence, receipt.Proof);
        Assert.Null(receipt.Leftovers);
        Assert.NotNull(receipt.Cluster.KubeSystemUid);
        Assert.Contains("presumed deleted", said.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Receipt_OfASettledLease_SaysWhoAndWhy_AndThatItProvesNoDeletion()
    {
        var room = await Classroom.CreateAsync(shared.Service);
        var lease = await LeaseRows.BeginAsync(room, await room.GradedAsync(), InAws);
        await LeaseRows.WriteAsync(shared.Service, (db, _) =>
        {
            var now = TimeProvider.System.GetUtcNow();
            db.AuditEntries.Add(new AuditEntry(Id.New<AuditEntryId>(TimeProvider.System), now, "teacher@example", "lease.settled", $"lease {lease} of student x", null) { Why = "saw the bill" });
            return Task.CompletedTask;
        });
        await LeaseRows.BecomeAsync(shared.Service, lease, LeaseState.Settled);
        var receipt = await DownloadAsync(room, lease);
        Assert.Equal(("teacher@example", "saw the bill"), (receipt.Settled?.By, receipt.Settled?.Why));
        Assert.Equal(ReceiptProof.None, receipt.Proof);
        Assert.Contains("NOT prove", said.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lease_ThatNeverSawTheClusterAlive_GetsNone()
    {
        var room = await Classroom.CreateAsync(shared.Service);
        var lease = await LeaseRows.BeginAsync(room, await room.GradedAsync());
        await LeaseRows.WriteAsync(shared.Service, (db, _) => db.Leases.Where(l => l.Id == lease).ExecuteUpdateAsync(l => l.SetProperty(x => x.SeenAliveAt, (DateTimeOffset?)null), Token));
        await LeaseRows.EndAsync(shared.Service, lease);
        (await room.Student.GetAsync($"/api/leases/{lease}/receipt")).Is(404);
    }

    [Fact]
    public async Task Verify_TellsChangedReceipts_AndOtherKeys_ByItsExitCode()
    {
        var room = await Classroom.CreateAsync(shared.Service);
        var lease = await LeaseRows.BeginAsync(room, await room.GradedAsync(), InAws);
        await LeaseRows.EndAsync(shared.Service, lease);
        var document = (await room.Student.GetAsync($"/api/leases/{lease}/receipt")).Is(200).Text;
        var keys = File("keys.json", (await shared.Service.Client(token: null).GetAsync(KeyPath)).Is(200).Text);
        Assert.Equal(0, await VerifyAsync(File("receipt.json", document), keys));

        // On the machine of the service no one has to name the keys.
        Assert.Equal(0, await VerifyAsync(File("receipt.json", document), key: null, new FileInfo(Path.Combine(shared.Service.Folder, "keys", "receipt-keys.json"))));

        Assert.Equal(1, await VerifyAsync(File("changed.json", document.Replace("\"payload\":\"e", "\"payload\":\"f", StringComparison.Ordinal)), keys));
        Assert.Contains("NOT GENUINE", said.ToString(), StringComparison.Ordinal);
        Assert.Equal(1, await VerifyAsync(File("receipt.json", document), File("other.json", """{"keys":[{"kty":"EC","crv":"P-256","x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4","y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM"}]}""")));
        Assert.Equal(2, await VerifyAsync(File("garbage.json", "garbage"), keys));
        Assert.Equal(2, await VerifyAsync(File("receipt.json", document), key: null));
        Assert.Equal(2, await VerifyAsync(File("receipt.json", document), File("none.json", "{}")));
        Assert.Equal(2, await VerifyAsync(new FileInfo(Path.Combine(folder, "absent.json")), keys));
    }

    [Fact]
    public async Task Keys_StayPublished_WhenANewOneSigns_AndTheirPrivateHalvesAreNowhereInPlain()
    {
        await using var service = await Service.StartAsync(["--Receipts:KeyLife=1.00:00:00"]);
        var room = await Classroom.CreateAsync(service);
        var old = (await service.Client(token: null).GetAsync(KeyPath)).Is(200).Json.GetProperty("keys")[0].GetProperty("kid").GetString();
        var first = await LeaseRows.BeginAsync(room, await room.GradedAsync(), InAws);
        await LeaseRows.EndAsync(service, first);
        await LeaseRows.WriteAsync(service, (db, _) => db.Database.ExecuteSqlAsync($"UPDATE \"SigningKeys\" SET \"MadeAt\" = 0", Token));
        var second = await LeaseRows.BeginAsync(room, await room.GradedAsync(), InAws);
        await LeaseRows.EndAsync(service, second);

        var published = (await service.Client(token: null).GetAsync(KeyPath)).Is(200);
        Assert.Equal(2, published.Json.GetProperty("keys").GetArrayLength());
        Assert.Equal(old, published.Json.GetProperty("keys")[1].GetProperty("kid").GetString());
        Assert.False(published.Json.GetProperty("keys")[0].TryGetProperty("d", out _));
        foreach (var lease in new[] { first, second })
        {
            var document = (await room.Student.GetAsync($"/api/leases/{lease}/receipt")).Is(200).Text;
            Assert.Equal(0, await VerifyAsync(File("receipt.json", document), File("keys.json", published.Text)));
        }
    }

    private FileInfo File(string name, string text)
    {
        var path = Path.Combine(folder, name);
        System.IO.File.WriteAllText(path, text);
        return new FileInfo(path);
    }

    private async Task<int> VerifyAsync(FileInfo file, FileInfo? key, FileInfo? own = null) => await VerifyReceiptCommand.RunAsync(
        file, key, own ?? new FileInfo(Path.Combine(folder, "no-keys-here")), new Terminal(said, said, IsLive: false, CultureInfo.GetCultureInfo("en")), Token);

    // Downloads, verifies by the published keys, and reads.
    private async Task<DeletionReceipt> DownloadAsync(Classroom room, LeaseId lease)
    {
        var document = (await room.Student.GetAsync($"/api/leases/{lease}/receipt")).Is(200).Text;
        var keys = (await shared.Service.Client(token: null).GetAsync(KeyPath)).Is(200).Text;
        Assert.Equal(0, await VerifyAsync(File("receipt.json", document), File("keys.json", keys)));
        return Assert.IsType<ReceiptCheck.Genuine>(ReceiptVerifier.Verify(Encoding.UTF8.GetBytes(document), ReceiptKeyFile.Read(Encoding.UTF8.GetBytes(keys)))).Receipt;
    }
}
