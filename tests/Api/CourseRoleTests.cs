using EksGrader.Api.Application.Access;
using EksGrader.Checks.Access;
using EksGrader.Tests.Api.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace EksGrader.Tests.Api;

public sealed class CourseRoleTests
{
    [Fact]
    public async Task RolesOfTheConfiguration_AreTheCourses()
    {
        await using var service = await Service.StartAsync(
        [
            "--CourseRoles:clouds:RoleArn=arn:aws:iam::111122223333:role/shared",
            "--CourseRoles:clouds:ExternalId=of-the-course",
            "--CourseRoles:clouds:Members:s-7=arn:aws:iam::444455556666:role/of-seven",
        ]);
        var role = service.Services.GetRequiredService<IOptions<CourseRoles>>().Value.Of("clouds");
        var input = new AwsAccessInput { Region = "ap-northeast-2", ClusterName = "lab" };
        var shared = Assert.IsType<AwsAccess.Role>(role?.Open(new AwsAccessValidator(), input, "s-1")?.Value);
        Assert.Equal(("arn:aws:iam::111122223333:role/shared", "of-the-course", true), (shared.RoleArn, shared.ExternalId, shared.HeldByCourse));
        Assert.Equal("arn:aws:iam::444455556666:role/of-seven", role?.RoleFor("s-7"));
    }
}
