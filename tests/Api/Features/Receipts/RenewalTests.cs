using System.Text.Json;
using EksGrader.Checks.Clusters;
using EksGrader.Checks.Core;
using EksGrader.Db.Model;
using EksGrader.Db.Vault;
using EksGrader.Tests.Support.Api;
using EksGrader.Tests.Support.Kubernetes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace EksGrader.Tests.Api.Features.Receipts;

public sealed class RenewalTests(SharedService shared)
{
    private const string Role = "arn:aws:iam::111122223333:role/eks-grader";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static ClusterIdentity InAws { get; } = new("arn:aws:eks:ap-northeast-2:111122223333:cluster/eks-cluster", DateTimeOffset.UnixEpoch, "host.eks", "uid-1");

    [Fact]
    public async Task Renew_OfTheSameCluster_IsSealed_LookedAtSoon_AndStandsInTheAuditTrail()
    {
        var (room, submission, lease) = await BeginAsync();
        var before = TimeProvider.System.GetUtcNow();
        var answer = (await room.Student.PutAsync($"/api/leases/{lease}/access", Aws())).Is(204);
        Assert.Equal("", answer.Text);

        var access = await OpenAsync(submission);
        Assert.Equal(Role, Assert.IsType<AwsAccess.Role>(access?.Aws).RoleArn);
        // Waiting for its turn, or looked at already.
        var next = await LeaseRows.ReadAsync(room.Service, db => db.Leases.SingleAsync(l => l.Id == lease, Token));
        Assert.True(next.ProbeCount > 1 || next.NextProbeAt < before.AddMinutes(2), $"{next.ProbeCount} looks, the next at {next.NextProbeAt}");
        var entry = await LeaseRows.ReadAsync(room.Service, db => db.AuditEntries.SingleAsync(e => e.What == "access.renewed" && e.Subject == $"submission {submission}", Token));
        Assert.Equal($"s1@{room.Course}.example", entry.By);
    }

    [Fact]
    public async Task Renew_WrappedAsInASubmission_IsTakenToo()
    {
        var (room, _, lease) = await BeginAsync();
        (await room.Student.PutAsync($"/api/leases/{lease}/access", $$"""{"access":{{Aws()}}}""")).Is(204);
    }

    [Theory]
    [InlineData("region", "us-east-1", "access.region")]
    [InlineData("clusterName", "another", "access.clusterName")]
    [InlineData("roleArn", "arn:aws:iam::999999999999:role/eks-grader", "access.roleArn")]
    [InlineData("roleArn", "nonsense", "access.roleArn")]
    public async Task Renew_OfAnotherCluster_IsRefusedAtItsField_AndNothingIsKept(string field, string value, string at)
    {
        var (room, submission, lease) = await BeginAsync();
        var before = await OpenAsync(submission);
        var refused = (await room.Student.PutAsync($"/api/leases/{lease}/access", Aws((field, value)))).Is(422);
        Assert.Contains(at, refused.Text, StringComparison.Ordinal);
        Assert.Equal(before, await OpenAsync(submission));
    }

    // Without AWS no one knows which cluster of AWS it is: a name that AWS knows nothing of would "prove" that it is gone.
    [Fact]
    public async Task Renew_ByAws_OfAClusterThatAwsNeverNamed_IsRefused_AndItsKubeconfigIsTaken()
    {
        var room = await Classroom.CreateAsync(shared.Service);
        var host = room.NewHost();
        var lease = await LeaseRows.BeginAsync(room, await room.GradedAsync(host));
        (await room.Student.PutAsync($"/api/leases/{lease}/access", Aws())).Is(422);
        (await room.Student.PutAsync($"/api/leases/{lease}/access", JsonSerializer.Serialize(new { kind = "kubeconfig", kubeconfig = Kubeconfigs.For(host) }))).Is(204);
        var other = (await room.Student.PutAsync($"/api/leases/{lease}/access", JsonSerializer.Serialize(new { kind = "kubeconfig", kubeconfig = Kubeconfigs.For(room.NewHost()) }))).Is(422);
        Assert.Contains("access.kubeconfig", other.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Renew_OfALeaseThatIsOver_IsAConflict()
    {
        var (room, submission, lease) = await BeginAsync();
        await LeaseRows.EndAsync(room.Service, lease);
        Assert.Equal("urn:eksgrader:problem:lease-over", (await room.Student.PutAsync($"/api/leases/{lease}/access", Aws())).Is(409).Json.GetProperty("type").GetString());
        Assert.Null(await OpenAsync(submission));
    }

    [Fact]
    public async Task Renew_WithAnIdempotencyKey_IsDoneOnce()
    {
        var (room, submission, lease) = await BeginAsync();
        for (var i = 0; i < 2; i++)
            (await room.Student.SendAsync(HttpMethod.Put, $"/api/leases/{lease}/access", Aws(), headers: ("Idempotency-Key", "renew-once"))).Is(204);
        Assert.Equal(1, await LeaseRows.ReadAsync(room.Service, db => db.AuditEntries.CountAsync(e => e.What == "access.renewed" && e.Subject == $"submission {submission}", Token)));
    }

    [Fact]
    public async Task Renew_OnThePage_IsTaken_OrRefusedAtItsField()
    {
        var (room, submission, lease) = await BeginAsync();
        var student = await room.Service.WelcomeAsync($"s1@{room.Course}.example");
        var page = $"/courses/{room.Course}/assignments/lab";
        var form = $"renew-awsRole-{lease}";
        (string, string)[] fields = [("lease", lease.ToString()), ("access.kind", "awsRole"), ("access.region", "ap-northeast-2"), ("access.clusterName", "eks-cluster")];
        var refused = (await student.SubmitAsync(page, form, [.. fields, ("access.roleArn", "arn:aws:iam::999999999999:role/eks-grader")])).Is(422);
        Assert.Contains($"id=\"f-renew-awsRole-{lease}-access-roleArn-fault\"", refused.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("id=\"f-awsRole-access-roleArn-fault\"", refused.Text, StringComparison.Ordinal);

        Assert.Equal(302, (await student.SubmitAsync(page, form, [.. fields, ("access.roleArn", Role)])).Status);
        Assert.IsType<AwsAccess.Role>((await OpenAsync(submission))?.Aws);
    }

    private static string Aws(params (string Field, string Value)[] changed)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal) { ["kind"] = "awsRole", ["region"] = "ap-northeast-2", ["clusterName"] = "eks-cluster", ["roleArn"] = Role };
        foreach (var (field, value) in changed)
            fields[field] = value;
        return JsonSerializer.Serialize(fields);
    }

    private async Task<(Classroom Room, SubmissionId Submission, LeaseId Lease)> BeginAsync()
    {
        var room = await Classroom.CreateAsync(shared.Service);
        var submission = await room.GradedAsync();
        return (room, new SubmissionId(Guid.Parse(submission)), await LeaseRows.BeginAsync(room, submission, InAws));
    }

    private async Task<ClusterAccess?> OpenAsync(SubmissionId id)
    {
        await using var scope = shared.Service.Services.CreateAsyncScope();
        var student = await scope.ServiceProvider.GetRequiredService<EksGrader.Db.Storage.EksGraderDb>().Submissions.Where(s => s.Id == id).Select(s => s.StudentId).SingleAsync(Token);
        return await scope.ServiceProvider.GetRequiredService<IVault>().OpenAsync(id, student, Token);
    }
}
