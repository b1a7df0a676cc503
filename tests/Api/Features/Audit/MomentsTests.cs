using EksGrader.Tests.Support.Api;

namespace EksGrader.Tests.Api.Features.Audit;

/// <summary>Times on pages: one form, on the clock of the reader's courses, also where a page is of no course.</summary>
public sealed class MomentsTests(SharedService shared)
{
    [Fact]
    public async Task Tokens_ShowTheirTime_OnTheClockOfTheCourses()
    {
        var room = await Classroom.CreateAsync(shared.Service);
        (await room.Student.PostAsync("/api/tokens", """{"name":"script","scopes":["read"],"expiresAt":"2027-01-15T12:08:00Z"}""")).Is(201);
        Assert.Contains(">2027-01-15 (Fri) 21:08 KST</time>", (await room.Student.GetAsync("/account", ("Accept-Language", "en"))).Is(200).Text, StringComparison.Ordinal);
        Assert.Contains(">2027-01-15 (금) 21:08 KST</time>", (await room.Student.GetAsync("/account", ("Accept-Language", "ko"))).Is(200).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AuditTrail_ShowsTheTimesOfItsEntries_AsEverythingElse()
    {
        var room = await Classroom.CreateAsync(shared.Service, "due: 2099-12-04T18:00");
        (await room.Instructor.PostAsync($"{room.Lab}/extensions", """{"until":"2099-12-06T09:00:00Z","students":["s-1"],"reason":"ill"}""")).Is(200);
        var page = (await room.Instructor.GetAsync($"/courses/{room.Course}/audit", ("Accept-Language", "ko"))).Is(200).Text;
        Assert.Contains("<del>2099-12-04 (금) 18:00 KST</del>", page, StringComparison.Ordinal);
        Assert.Contains("<ins>2099-12-06 (일) 18:00 KST</ins>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("09:00Z</", page, StringComparison.Ordinal);
    }
}
