using System.Net;
using EksGrader.Checks.Aws;
using EksGrader.Tests.Support.Api;
using Microsoft.Extensions.DependencyInjection;

namespace EksGrader.Tests.Api.Features.Setup;

/// <summary>A service without AWS credentials: what cannot work is not offered, and staff are told.</summary>
public sealed class NoIdentityTests : IAsyncLifetime
{
    private Service? started;

    private Service Service => started ?? throw new InvalidOperationException("The service was not started.");

    // No name but those of loopback is found, so AWS does not answer.
    public async ValueTask InitializeAsync() => started = await Service.StartAsync(["--Grading:PrincipalArn="], configure: services =>
        services.AddSingleton(s => new AwsSessions(s.GetRequiredService<AwsClients>(), new AwsOptions(), s.GetRequiredService<TimeProvider>())));

    public async ValueTask DisposeAsync()
    {
        if (started is not null)
            await started.DisposeAsync();
    }

    [Fact]
    public async Task ARole_IsNotOffered_AndStaffAreTold()
    {
        var room = await Classroom.CreateAsync(Service);
        using var student = await Service.WelcomeAsync($"s1@{room.Course}.example");
        using var teacher = await Service.WelcomeAsync($"teacher@{room.Course}.example");
        var address = $"/courses/{room.Course}/assignments/lab";

        var asked = (await student.GetAsync(address)).Is(200).Text;
        var preview = (await teacher.GetAsync(address)).Is(200).Text;

        Assert.DoesNotContain("way-awsRole", asked, StringComparison.Ordinal);
        Assert.DoesNotContain("GRADER_PRINCIPAL_ARN", asked, StringComparison.Ordinal);
        Assert.DoesNotContain("access.aws.roleArn", asked, StringComparison.Ordinal);
        Assert.Contains("id=\"way-kubeconfig\" value=\"kubeconfig\" checked", asked, StringComparison.Ordinal);
        Assert.DoesNotContain("IAM roles are not offered", asked, StringComparison.Ordinal);
        foreach (var page in new[] { preview, (await teacher.GetAsync("/")).Is(200).Text, (await teacher.GetAsync(address + "/edit")).Is(200).Text })
            Assert.Contains("IAM roles are not offered to students.", page, StringComparison.Ordinal);
        Assert.Contains("href=\"/setup\"", (await Service.Admin().GetAsync("/")).Is(200).Text, StringComparison.Ordinal);
        var ways = (await room.Student.GetAsync($"{room.Lab}/access")).Is(200).Json.GetProperty("ways").EnumerateArray().ToDictionary(w => w.GetProperty("kind").GetString() ?? "", w => w.GetProperty("works").GetBoolean(), StringComparer.Ordinal);
        Assert.Equal((true, false, false), (ways["kubeconfig"], ways["awsRole"], ways["course"]));
    }

    [Fact]
    public async Task WhereNoWayWorks_TheStudentIsToldToTellTheInstructor()
    {
        var room = await Classroom.CreateAsync(Service);
        (await room.Instructor.PutAsync(room.Lab, "assignment: lab\naccess: [awsRole]\nchecks: [{ check: nodes, points: 20 }]\n", "application/yaml")).Is(200);
        using var student = await Service.WelcomeAsync($"s1@{room.Course}.example");

        var page = WebUtility.HtmlDecode((await student.GetAsync($"/courses/{room.Course}/assignments/lab")).Is(200).Text);

        Assert.Contains("No way of giving access works at the moment.", page, StringComparison.Ordinal);
        Assert.DoesNotContain("name=\"access.kind\"", page, StringComparison.Ordinal);
        Assert.Contains("data-item=\"access\" data-state=\"Missing\"", (await Service.Admin().GetAsync("/setup")).Is(200).Text, StringComparison.Ordinal);
    }
}
