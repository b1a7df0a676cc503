using EksGrader.Tests.Support.Api;

namespace EksGrader.Tests.Api.Features.Jobs;

public sealed class JobDashboardTests(SharedService shared)
{
    [Fact]
    public async Task Dashboard_IsReadOnlyAndLoadsFromThisServiceAlone()
    {
        var room = await Classroom.CreateAsync(shared.Service);

        var page = (await room.Admin.GetAsync("/hangfire/recurring")).Is(200);
        var policy = Policy(page);

        Assert.Contains("sweep-submissions", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Trigger now", page.Text, StringComparison.Ordinal);
        Assert.Contains("script-src 'self'", policy, StringComparison.Ordinal);
        Assert.Contains("font-src 'self'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>", page.Text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Data Source", page.Text, StringComparison.OrdinalIgnoreCase);
        Assert.NotEqual(200, (await room.Admin.PostAsync("/hangfire/recurring/trigger", "")).Status);
        Assert.DoesNotContain("font-src", Policy(await room.Admin.GetAsync("/jobs")), StringComparison.Ordinal);
    }

    private static string Policy(Reply reply) => reply.Headers.GetValues("Content-Security-Policy").Single();
}
