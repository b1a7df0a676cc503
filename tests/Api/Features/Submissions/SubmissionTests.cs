using EksGrader.Checks.Core;
using EksGrader.Tests.Support.Api;
using EksGrader.Tests.Support.Kubernetes;

[assembly: AssemblyFixture(typeof(SharedService))]

namespace EksGrader.Tests.Api.Features.Submissions;

public sealed class SubmissionTests(SharedService shared)
{
    private readonly Service service = shared.Service;

    [Fact]
    public async Task Submission_IsAccepted_AndGraded()
    {
        var room = await Classroom.CreateAsync(service);
        var taken = (await room.Student.PostAsync($"{room.Lab}/submissions", Kubeconfigs.SubmissionFor(room.NewHost()))).Is(202);
        Assert.Equal($"/api/submissions/{taken.Id}", taken.Location);

        var graded = await room.Student.GradedAsync(taken.Id);
        Assert.Equal("graded", graded.GetProperty("status").GetString());
        Assert.Equal("s-1", graded.GetProperty("student").GetString());
        Assert.Equal("lab", graded.GetProperty("assignment").GetString());
        Assert.Equal(30, graded.GetProperty("score").GetDecimal());
        Assert.Equal(30, graded.GetProperty("maxScore").GetDecimal());
        Assert.True(graded.GetProperty("final").GetBoolean());
        Assert.True(graded.GetProperty("safeToDelete").GetBoolean());
        Assert.EndsWith("Z", graded.GetProperty("submittedAt").GetString(), StringComparison.Ordinal);
        var check = graded.GetProperty("checks")[0];
        Assert.Equal(("nodes", "passed", 20m), (check.GetProperty("check").GetString(), check.GetProperty("outcome").GetString(), check.GetProperty("points").GetDecimal()));
        Assert.Equal("kubectl get nodes", check.GetProperty("evidence")[0].GetProperty("title").GetString());
    }

    [Fact]
    public async Task Summary_FollowsTheCallersLanguage()
    {
        var room = await Classroom.CreateAsync(service);
        var id = await room.GradedAsync();
        var korean = await room.Student.GetAsync($"/api/submissions/{id}", ("Accept-Language", "ko-KR,ko;q=0.9,en;q=0.8"));
        Assert.Equal("요구한 대로입니다", korean.Is(200).Json.GetProperty("checks")[0].GetProperty("summary").GetString());
        var english = await room.Student.GetAsync($"/api/submissions/{id}", ("Accept-Language", "fr"));
        Assert.Equal("as asked", english.Json.GetProperty("checks")[0].GetProperty("summary").GetString());
    }

    [Fact]
    public async Task Signs_AreForTeachersOnly()
    {
        var room = await Classroom.CreateAsync(service);
        var id = await room.GradedAsync();
        Assert.False((await room.Student.GetAsync($"/api/submissions/{id}")).Json.TryGetProperty("signs", out _));
        Assert.Equal("Array", (await room.Assistant.GetAsync($"/api/submissions/{id}")).Json.GetProperty("signs").ValueKind.ToString());
    }

    [Fact]
    public async Task ExecOfAws_IsRefused_WithTheAccessToUseInstead()
    {
        var room = await Classroom.CreateAsync(service);
        var refused = (await room.Student.PostAsync($"{room.Lab}/submissions", Kubeconfigs.Submission(Kubeconfigs.WithExec()))).IsProblem(422, "invalid");
        var fault = refused.Json.GetProperty("errors")[0];
        Assert.Equal("access.kubeconfig.users[0].user.exec", fault.GetProperty("field").GetString());
        Assert.True(fault.GetProperty("line").GetInt32() > 0);
        var suggestion = fault.GetProperty("suggestion");
        Assert.Equal(
            ("ap-northeast-2", "my-cluster", "https://ABCDEF0123456789ABCDEF0123456789.gr7.ap-northeast-2.eks.amazonaws.com"),
            (suggestion.GetProperty("region").GetString(), suggestion.GetProperty("clusterName").GetString(), suggestion.GetProperty("endpoint").GetString()),
            StringTriples.IgnoringCaseAndSlash);
    }

    [Theory]
    [InlineData("""{}""", "access")]
    [InlineData("""{"access":{}}""", "access.kind")]
    [InlineData("""{"access":{"kind":"telepathy"}}""", "access.kind")]
    [InlineData("""{"access":{"kind":"awsKeys","region":"us-east-1","clusterName":"c"}}""", "access.kind")]
    [InlineData("""{"access":{"kind":"awsRole"}}""", "access.region,access.clusterName,access.roleArn")]
    [InlineData("""{"access":{"kind":"awsRole","region":"us-east-1","clusterName":"c","roleArn":"arn:aws:iam::111122223333:role/r","kubeconfig":"x"}}""", "access.kubeconfig")]
    [InlineData("""{"access":{"kind":"course","region":"us-east-1","clusterName":"c"}}""", "access.kind")]
    [InlineData("""{"access":{"kind":"kubeconfig"},"loadBalancerAddress":"no host"}""", "loadBalancerAddress,access.kubeconfig")]
    [InlineData("""{"access":{"kind":"kubeconfig"},"loadBalancerAddress":"http://A.example:80/x"}""", "access.kubeconfig")]
    [InlineData("""{"access":{"kind":"kubeconfig"},"loadBalancerAddress":"dualstack.web-1.us-east-1.elb.amazonaws.com. (A Record)"}""", "access.kubeconfig")]
    public async Task EveryFault_IsAtItsField(string body, string fields)
    {
        var room = await Classroom.CreateAsync(service);
        var refused = (await room.Student.PostAsync($"{room.Lab}/submissions", body)).IsProblem(422, "invalid");
        Assert.Equal(fields.Split(','), refused.Fields);
        Assert.All((await room.Instructor.GetAsync($"{room.Lab}/gradebook")).Json.GetProperty("items").EnumerateArray(), r => Assert.Equal(0, r.GetProperty("attempts").GetInt32()));
    }

    [Fact]
    public async Task SecondSubmission_WaitsBehindTheFirst()
    {
        var room = await Classroom.CreateAsync(service);
        var host = room.NewHost();
        var cluster = service.Clusters.On(host).Hold();
        var first = await room.SubmitAsync(host);
        await cluster.Begun;
        var second = await room.SubmitAsync();
        Assert.Equal("queued", (await room.Student.GetAsync($"/api/submissions/{second}")).Json.GetProperty("status").GetString());
        Assert.Equal("grading", (await room.Student.GetAsync($"/api/submissions/{first}")).Json.GetProperty("status").GetString());

        cluster.Release();
        Assert.Equal("graded", (await room.Student.GradedAsync(first)).GetProperty("status").GetString());
        Assert.Equal(2, (await room.Student.GradedAsync(second)).GetProperty("attempt").GetInt32());
    }

    [Fact]
    public async Task Attempts_AreLimited()
    {
        var room = await Classroom.CreateAsync(service, "maxAttempts: 1");
        await room.SubmitAsync();
        (await room.Student.PostAsync($"{room.Lab}/submissions", Kubeconfigs.SubmissionFor(room.NewHost()))).IsProblem(409, "too-many-attempts");
    }

    [Fact]
    public async Task ClosedAssignment_TakesNothing()
    {
        var room = await Classroom.CreateAsync(service, "due: 2020-01-01T00:00\nclosesAt: 2020-01-02T00:00");
        (await room.Student.PostAsync($"{room.Lab}/submissions", Kubeconfigs.SubmissionFor(room.NewHost()))).IsProblem(409, "closed");
    }

    [Fact]
    public async Task AfterTheDueDate_IsLate()
    {
        var room = await Classroom.CreateAsync(service, "due: 2020-01-01T00:00");
        var id = await room.SubmitAsync();
        Assert.True((await room.Student.GetAsync($"/api/submissions/{id}")).Json.GetProperty("late").GetBoolean());
    }

    [Fact]
    public async Task Instructor_SubmitsForAStudent()
    {
        var room = await Classroom.CreateAsync(service);
        var taken = (await room.Instructor.PostAsync($"{room.Lab}/submissions?student=s-2", Kubeconfigs.SubmissionFor(room.NewHost()))).Is(202);
        Assert.Equal("s-2", taken.Json.GetProperty("student").GetString());
        (await room.Classmate.GetAsync(taken.Location ?? "")).Is(200);
        (await room.Student.GetAsync(taken.Location ?? "")).IsProblem(404, "not-found");
        (await room.Instructor.PostAsync($"{room.Lab}/submissions?student=nobody", Kubeconfigs.SubmissionFor("a.example"))).IsProblem(422, "invalid");
        (await room.Instructor.PostAsync($"{room.Lab}/submissions", Kubeconfigs.SubmissionFor("a.example"))).IsProblem(422, "invalid");
    }

    [Fact]
    public async Task KubeconfigOver64KiB_Is413()
    {
        var room = await Classroom.CreateAsync(service);
        (await room.Student.PostAsync($"{room.Lab}/submissions", Kubeconfigs.Submission(new string('a', (64 * 1024) + 1)))).IsProblem(413, "too-large");
        (await room.Student.PostAsync($"{room.Lab}/submissions", Kubeconfigs.Submission(new string('a', 1024 * 1024)))).IsProblem(413, "too-large");
    }

    [Fact]
    public async Task LookAgain_FindsWhatIsMendedMeanwhile()
    {
        var room = await Classroom.CreateAsync(service, "settleFor: 0s");
        var host = room.NewHost();
        var cluster = service.Clusters.On(host);
        var well = cluster.Judge;
        cluster.Judge = _ => Verdict.Unknown(FaultDomain.Student, LocalizedText.Same("not allowed to look"));
        var id = await room.GradedAsync(host);
        Assert.Equal(0, (await room.Student.GetAsync($"/api/submissions/{id}")).Json.GetProperty("score").GetDecimal());

        cluster.Judge = well;
        (await room.Student.PostAsync($"/api/submissions/{id}/look", "")).Is(202);
        Assert.Equal(30, (await room.Student.GradedAsync(id)).GetProperty("score").GetDecimal());
    }

    [Fact]
    public async Task LookAgain_OnceTheAccessIsDeleted_Is409()
    {
        var room = await Classroom.CreateAsync(service);
        var id = await room.GradedAsync();
        (await room.Student.PostAsync($"/api/submissions/{id}/look", "")).IsProblem(409, "access-gone");
        (await room.Instructor.PostAsync($"/api/submissions/{id}/regrade", """{"from":"cluster"}""")).IsProblem(409, "access-gone");
        Assert.True((await room.Student.GetAsync($"/api/submissions/{id}")).Json.GetProperty("final").GetBoolean());
    }

    private sealed class StringTriples : IEqualityComparer<(string?, string?, string?)>
    {
        public static StringTriples IgnoringCaseAndSlash { get; } = new();

        public bool Equals((string?, string?, string?) x, (string?, string?, string?) y) => Key(x) == Key(y);

        public int GetHashCode((string?, string?, string?) obj) => StringComparer.Ordinal.GetHashCode(Key(obj));

        private static string Key((string?, string?, string?) triple) => $"{triple.Item1} {triple.Item2} {triple.Item3?.TrimEnd('/')}".ToUpperInvariant();
    }
}
