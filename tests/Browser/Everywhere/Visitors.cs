using EksGrader.Tests.Api.Support;
using EksGrader.Tests.Browser.Fixtures;

namespace EksGrader.Tests.Browser.Everywhere;

/// <summary>Opens windows for the school's people.</summary>
internal static class Visitors
{
    public static async Task<Visit> VisitAsync(this Fixtures.Browser browser, School school, Who who, Window? window = null)
    {
        await school.OpenAsync();
        var token = who switch
        {
            Who.Nobody => null,
            Who.Admin => Service.AdminToken,
            Who.Instructor => await Classroom.TokenAsync(school.Service, People.Instructor),
            Who.Assistant => await Classroom.TokenAsync(school.Service, People.Assistant),
            Who.Newcomer => await Classroom.TokenAsync(school.Service, People.Late),
            _ => await Classroom.TokenAsync(school.Service, school.Practice.Clusters[2].Student.Email),
        };
        return await browser.VisitAsync(school.Home, (window ?? new Window()) with { Token = token });
    }
}
