using EksGrader.Checks.Core;
using EksGrader.Checks.Kubernetes;
using EksGrader.Checks.Reads;

namespace EksGrader.Tests.Unit.Checks.Kubernetes;

/// <summary>Lists that come in pages: the continue tokens are the server's, and may repeat, expire or never end.</summary>
public sealed class KubernetesPagingTests
{
    private static CancellationToken Ends => TestContext.Current.CancellationToken;

    [Fact]
    public async Task List_Pages_AreJoined()
    {
        await using var api = await FakeApi.StartAsync(context => FakeApi.WriteAsync(context, 200, (string?)context.Request.Query["continue"] switch
        {
            null => FakeApi.Table("a+b", FakeApi.Row("one")),
            "a+b" => FakeApi.Table("c", FakeApi.Row("two")),
            _ => FakeApi.Table("", FakeApi.Row("three")),
        }));

        var (list, _) = await api.Client.ListAsync<Service>(null, Ends);

        Assert.Equal(["one", "two", "three"], list.Items.Select(s => s.Metadata.Name));
        Assert.Equal(3, list.Table.Rows.Count);
    }

    [Fact]
    public async Task List_TheSameTokenOnAnEmptyPage_IsFollowed()
    {
        var asked = 0;
        await using var api = await FakeApi.StartAsync(context => FakeApi.WriteAsync(context, 200, ++asked switch
        {
            1 => FakeApi.Table("T", FakeApi.Row("one")),
            2 => FakeApi.Table("T"),
            _ => FakeApi.Table("", FakeApi.Row("two")),
        }));

        var (list, _) = await api.Client.ListAsync<Service>(null, Ends);

        Assert.Equal(["one", "two"], list.Items.Select(s => s.Metadata.Name));
    }

    [Fact]
    public async Task List_PageExpired_BeginsAgain()
    {
        var expired = 0;
        await using var api = await FakeApi.StartAsync(context => (string?)context.Request.Query["continue"] switch
        {
            null => FakeApi.WriteAsync(context, 200, FakeApi.Table("next", FakeApi.Row("one"))),
            _ when expired++ == 0 => FakeApi.FailAsync(context, 410, "Expired", "The provided continue parameter is too old"),
            _ => FakeApi.WriteAsync(context, 200, FakeApi.Table("", FakeApi.Row("two"))),
        });

        var (list, _) = await api.Client.ListAsync<Service>(null, Ends);

        Assert.Equal(["one", "two"], list.Items.Select(s => s.Metadata.Name));
        Assert.Equal(4, api.Requests);
    }

    [Fact]
    public async Task List_PagesExpireForEver_Ends()
    {
        await using var api = await FakeApi.StartAsync(context => FakeApi.FailAsync(context, 410, "Expired", "too old"));

        var fault = await KubernetesClientTests.FaultOfAsync(api.Client.ListAsync<Service>(null, Ends));

        Assert.Equal((ReadFailure.ServerError, FaultDomain.Cluster), (fault.Failure, fault.Fault));
        Assert.Equal(3, api.Requests);
    }
}
