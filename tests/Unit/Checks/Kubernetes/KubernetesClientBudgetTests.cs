using System.Globalization;
using System.IO.Compression;
using System.Text;
using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes;
using EksGrader.Checks.Reads;
using Microsoft.AspNetCore.Http;

namespace EksGrader.Tests.Unit.Checks.Kubernetes;

/// <summary>Answers that are too much.</summary>
public sealed class KubernetesClientBudgetTests
{
    private static CancellationToken Ends => TestContext.Current.CancellationToken;

    [Fact]
    public async Task List_EndlessAnswer_StopsAtTheBudget()
    {
        using var budget = new ResponseBudget(new ProcessResponseBudget(), limit: 2 << 20);
        var row = Encoding.UTF8.GetBytes(FakeApi.Row("web") + ",");
        await using var api = await FakeApi.StartAsync(
            async context =>
            {
                await context.Response.WriteAsync("""{"kind":"Table","rows":[""", context.RequestAborted);
                while (!context.RequestAborted.IsCancellationRequested)
                {
                    await context.Response.Body.WriteAsync(row, context.RequestAborted);
                }
            },
            budget: budget);

        var fault = await FaultOfAsync(api.Client.ListAsync<Pod>(null, Ends));

        Assert.Equal((ReadFailure.TooLarge, FaultDomain.Cluster, false), (fault.Failure, fault.Fault, fault.MayPass));
        Assert.Contains("2 MiB", fault.Summary.En, StringComparison.Ordinal);
        Assert.Contains("kubectl get pods -A", Assert.Single(fault.Feedback).En, StringComparison.Ordinal);
        Assert.Equal(1, api.Requests);
    }

    [Fact]
    public async Task List_EndlessPages_StopAtTheBudget()
    {
        using var budget = new ResponseBudget(new ProcessResponseBudget(), limit: 100_000);
        await using var api = await FakeApi.StartAsync(FakeApi.Table("more", FakeApi.Row("web")), budget: budget);

        Assert.Equal(ReadFailure.TooLarge, (await FaultOfAsync(api.Client.ListAsync<Pod>(null, Ends))).Failure);
    }

    [Fact]
    public async Task List_GzipBomb_StopsAtTheBudget()
    {
        var bomb = Gzip(FakeApi.Table("", FakeApi.Row(new string('a', 34 << 20))));
        await using var api = await FakeApi.StartAsync(context => WriteGzipAsync(context, bomb));

        Assert.Equal(ReadFailure.TooLarge, (await FaultOfAsync(api.Client.ListAsync<Pod>(null, Ends))).Failure);
        Assert.True(bomb.Length < 1 << 20);
    }

    [Fact]
    public async Task List_TinyObjectsInGreatNumber_AreWeighedAsMemory()
    {
        var json = $$"""{"kind":"Table","rows":[{"cells":[],"object":{"spec":{"ports":[{{string.Join(',', Enumerable.Repeat("{}", 500_000))}}]} } }]}""";
        await using var api = await FakeApi.StartAsync(json);

        Assert.Equal(ReadFailure.TooLarge, (await FaultOfAsync(api.Client.ListAsync<Service>(null, Ends))).Failure);
    }

    [Fact]
    public async Task List_Gzip_IsUnpackedAndCountedAfterwards()
    {
        var rows = Enumerable.Range(0, 2000).Select(i => FakeApi.Row($"web-{i.ToString(CultureInfo.InvariantCulture)}")).ToArray();
        var table = FakeApi.Table("", rows);
        await using var api = await FakeApi.StartAsync(context => WriteGzipAsync(context, Gzip(table)));

        var (list, bytes) = await api.Client.ListAsync<Service>(null, Ends);

        Assert.Equal(2000, list.Items.Count);
        Assert.Equal(Encoding.UTF8.GetByteCount(table), bytes);
    }

    [Fact]
    public async Task List_ProcessHoldsTooMuch_IsTheGraders()
    {
        var process = new ProcessResponseBudget(limit: 1000);
        using var budget = new ResponseBudget(process);
        await using var api = await FakeApi.StartAsync(FakeApi.Table("", [.. Enumerable.Repeat(FakeApi.Row("web"), 20)]), budget: budget);

        var fault = await FaultOfAsync(api.Client.ListAsync<Service>(null, Ends));

        Assert.Equal((ReadFailure.TooLarge, FaultDomain.Grader, true), (fault.Failure, fault.Fault, fault.MayPass));
    }

    [Fact]
    public void Budget_Disposed_GivesBackToTheProcess()
    {
        var process = new ProcessResponseBudget(limit: 100);
        using (var first = new ResponseBudget(process))
        {
            Assert.Equal(BudgetAnswer.Taken, first.Take(80));
            using var second = new ResponseBudget(process);
            Assert.Equal(BudgetAnswer.ProcessIsFull, second.Take(30));
        }

        Assert.Equal(0, process.Taken);
    }

    private static Task<ReadError> FaultOfAsync(Task read) => KubernetesClientTests.FaultOfAsync(read);

    private static byte[] Gzip(string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return packed.ToArray();
    }

    private static async Task WriteGzipAsync(HttpContext context, byte[] packed)
    {
        context.Response.ContentType = "application/json";
        context.Response.Headers.ContentEncoding = "gzip";
        await context.Response.Body.WriteAsync(packed, context.RequestAborted);
    }
}
