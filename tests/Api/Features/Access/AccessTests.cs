using System.Net.Sockets;
using EksGrader.Api.Features.Access;
using EksGrader.Tests.Support.Api;
using EksGrader.Tests.Support.Kubernetes;

namespace EksGrader.Tests.Api.Features.Access;

public sealed class AccessTests(SharedService shared)
{
    [Fact]
    public async Task Guide_HasTheStudentsOwnValues()
    {
        var room = await Classroom.CreateAsync(shared.Service);
        var mine = (await room.Student.GetAsync($"{room.Lab}/access")).Is(200).Json;
        var theirs = (await room.Classmate.GetAsync($"{room.Lab}/access")).Is(200).Json;
        var externalId = mine.GetProperty("externalId").GetString() ?? "";
        Assert.StartsWith("eksgrader-", externalId, StringComparison.Ordinal);
        Assert.NotEqual(externalId, theirs.GetProperty("externalId").GetString());
        Assert.Contains(externalId, mine.GetProperty("trustPolicy").GetString(), StringComparison.Ordinal);
        Assert.Equal("arn:aws:iam::111122223333:role/eks-grader", mine.GetProperty("principalArn").GetString());
        Assert.Equal(["kubeconfig", "awsRole", "course"], mine.GetProperty("ways").EnumerateArray().Select(w => w.GetProperty("kind").GetString()));
        Assert.Equal(externalId, (await room.Instructor.GetAsync($"{room.Lab}/access?student=s-1")).Json.GetProperty("externalId").GetString());
    }

    [Fact]
    public async Task Guide_AfterASubmission_NamesItsCluster()
    {
        var room = await Classroom.CreateAsync(shared.Service);
        Assert.Contains("'CLUSTER_NAME'", await CommandsAsync(room, room.Student), StringComparison.Ordinal);
        (await room.Student.PostAsync($"{room.Lab}/submissions", """{"access":{"kind":"awsRole","region":"us-east-1","clusterName":"my-cluster","roleArn":"arn:aws:iam::111122223333:role/r"}}""")).Is(202);
        Assert.Contains("--region 'us-east-1' --cluster-name 'my-cluster'", await CommandsAsync(room, room.Student), StringComparison.Ordinal);
        Assert.Contains("'CLUSTER_NAME'", await CommandsAsync(room, room.Classmate), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Test_OfAnAccessThatIsWrong_NamesItsFields()
    {
        var room = await Classroom.CreateAsync(shared.Service);
        Assert.Equal(["access"], (await room.Student.PostAsync($"{room.Lab}/access/test", "{}")).IsProblem(422, "invalid").Fields);
    }

    [Theory]
    [InlineData("ABC.gr7.eu-west-1.eks.amazonaws.com/api/v1/namespaces/default/services/http:x:8080/proxy")]
    [InlineData("ABC.gr7.eu-west-1.eks.amazonaws.com:8443")]
    [InlineData("rancher.example/k8s/clusters/c-1/api/v1/nodes/n/proxy")]
    public async Task Test_OfAnAddressBeyondAnApiServer_NamesItsField(string server)
    {
        var room = await Classroom.CreateAsync(shared.Service);
        foreach (var way in (string[])["access/test", "submissions"])
        {
            Assert.Equal(
                ["access.kubeconfig.clusters[0].cluster.server"],
                (await room.Student.PostAsync($"{room.Lab}/{way}", Kubeconfigs.SubmissionFor(server))).IsProblem(422, "invalid").Fields);
        }
    }

    [Fact]
    public async Task Test_OfAServerThatIsNoEks_IsNotContacted_AndKeepsNothing()
    {
        var room = await Classroom.CreateAsync(shared.Service);
        await using var server = new RudeServer(_ => Task.CompletedTask);

        var tested = (await room.Student.PostAsync($"{room.Lab}/access/test", Kubeconfigs.SubmissionFor($"127.0.0.1:{server.Port}"))).Is(200).Json;

        Assert.False(tested.GetProperty("works").GetBoolean());
        Assert.Equal("This is not an EKS cluster", Assert.Single(tested.GetProperty("reads").EnumerateArray()).GetProperty("message").GetString());
        Assert.Equal(0, server.Connections);
        Assert.Equal(0, (await room.Instructor.GetAsync($"{room.Lab}/gradebook")).Json.GetProperty("items")[0].GetProperty("attempts").GetInt32());
    }

    [Fact]
    public async Task Test_OfServersThatAreNoEks_TellsNothingOfTheirPorts()
    {
        await using var service = await Service.StartAsync(["--Network:Allowed:0=127.0.0.0/8"]);
        var room = await Classroom.CreateAsync(service);
        await using var silent = new RudeServer(async socket =>
        {
            while (await socket.ReceiveAsync(new byte[4096]) > 0)
            {
                // Listens, and says nothing.
            }
        });
        await using var resetting = new RudeServer(socket =>
        {
            socket.LingerState = new LingerOption(enable: true, seconds: 0);
            return Task.CompletedTask;
        });
        await using var web = new RudeServer(async socket => await socket.SendAsync("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n"u8.ToArray()));
        await using var closed = new RudeServer(_ => Task.CompletedTask, listens: false);
        RudeServer[] servers = [silent, resetting, web, closed];

        var took = TimeProvider.System.GetTimestamp();
        var tested = await Task.WhenAll(servers.Select(async s =>
        {
            var answer = (await room.Student.PostAsync($"{room.Lab}/access/test", Kubeconfigs.SubmissionFor($"127.0.0.1:{s.Port}"))).Is(200).Json.GetRawText();
            return (answer, Took: TimeProvider.System.GetElapsedTime(took));
        }));

        Assert.Single(tested.Select(t => t.answer).Distinct());
        Assert.Contains("No Kubernetes API answered at 127.0.0.1", tested[0].answer, StringComparison.Ordinal);
        Assert.All(tested, t => Assert.True(t.Took > ProbeClock.SilenceTakes - TimeSpan.FromSeconds(1), $"{t.Took}"));
        Assert.Equal([1, 1, 1, 0], servers.Select(s => s.Connections));
    }

    private static async Task<string> CommandsAsync(Classroom room, ApiClient student) => string.Concat(
        (await student.GetAsync($"{room.Lab}/access")).Is(200).Json.GetProperty("ways").EnumerateArray()
            .SelectMany(w => w.GetProperty("steps").EnumerateArray())
            .Select(s => s.GetProperty("commands").GetString()));
}
