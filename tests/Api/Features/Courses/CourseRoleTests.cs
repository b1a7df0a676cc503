using EksGrader.Api.Features.Courses;
using EksGrader.Checks.Access;
using EksGrader.Checks.Core;
using EksGrader.Tests.Support.Api;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace EksGrader.Tests.Api.Features.Courses;

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

    [Fact]
    public void RoleOfAMember_IsOfHisAccountAlone_UnlessAnotherStudentIsLetIntoIt()
    {
        var roles = new CourseRoleOptions { RoleArn = "arn:aws:iam::111122223333:role/shared", OwnCredentials = true };
        roles.Members["s-1"] = "arn:aws:iam::111122223333:role/of-one";
        roles.Members["s-2"] = "arn:aws:iam::444455556666:role/of-two";
        roles.Members["s-3"] = "arn:aws:iam::777788889999:role/of-three";
        roles.Members["s-4"] = "arn:aws:iam::777788889999:role/of-four";

        Assert.Equal(["s-0", "s-1", "s-3", "s-4"], new[] { "s-0", "s-1", "s-2", "s-3", "s-4" }.Where(s => Open(roles, s).IsOfManyStudents));
        Assert.True(Open(new CourseRoleOptions { OwnCredentials = true }, "s-2").IsOfManyStudents);
    }

    private static AwsAccess Open(CourseRoleOptions roles, string student) =>
        roles.Open(new AwsAccessValidator(), new AwsAccessInput { Region = "ap-northeast-2", ClusterName = "lab" }, student)?.Value ?? throw new InvalidOperationException("No access.");
}
